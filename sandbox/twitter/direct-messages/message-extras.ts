import { z } from 'zod';
import { refusal } from '../http/refusal.ts';
import { shortened } from './message-text.ts';

const LABEL_LENGTH_MAX = 36;

const label = z.string().min(1).max(LABEL_LENGTH_MAX);
const option = z.strictObject({
  label: label.refine((text) => !/https?:\/\//i.test(text), { error: 'must not have a link' }),
  description: z.string().max(72).optional(),
  metadata: z.string().max(1000).optional(),
});
const extras = z.object({
  quick_reply: z
    .strictObject({ type: z.literal('options'), options: z.array(option).min(1).max(20) })
    .refine(
      ({ options }) => new Set(options.map((each) => each.description === undefined)).size < 2,
      {
        error: 'all options or none must have a description',
      },
    )
    .optional(),
  ctas: z
    .array(
      z.strictObject({ type: z.literal('web_url'), label, url: z.url({ protocol: /^https?$/ }) }),
    )
    .min(1)
    .max(3)
    .optional(),
});

/** An answer to tap. */
export type QuickReplyOption = z.infer<typeof option>;

/** A button that opens a link. */
export interface Cta {
  readonly type: 'web_url';
  readonly label: string;
  readonly url: string;
  readonly tco_url: string;
}

/** Quick replies and buttons of a message, in the words of `message_data`. */
export interface MessageExtras {
  readonly quick_reply?: { readonly type: 'options'; readonly options: QuickReplyOption[] };
  readonly ctas?: readonly Cta[];
  readonly quick_reply_response?: { readonly type: 'options'; readonly metadata: string };
}

/** The quick replies and buttons of a new message; refuses with 38 when they break X's rules. */
export function extrasIn(messageData: object): MessageExtras {
  if (!('quick_reply' in messageData) && !('ctas' in messageData)) return {};
  const result = extras.safeParse(messageData);
  if (!result.success) {
    const faults = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw refusal(38, { message: faults.join('; ') });
  }
  const { quick_reply, ctas } = result.data;
  return {
    ...(quick_reply && { quick_reply }),
    ...(ctas && { ctas: ctas.map((cta) => ({ ...cta, tco_url: shortened(cta.url) })) }),
  };
}

/** The mark of a tapped quick reply; `metadata` is that of the option. */
export function quickReplyResponse(metadata: string): MessageExtras {
  return { quick_reply_response: { type: 'options', metadata } };
}
