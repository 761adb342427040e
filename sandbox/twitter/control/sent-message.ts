import type { Location } from '../direct-messages/attachment.ts';
import type { DirectMessage } from '../direct-messages/direct-message.ts';
import type { Cta, QuickReplyOption } from '../direct-messages/message-extras.ts';
import { kindOf, type MediaKind } from '../media/media-category.ts';

/** A direct message as the control surface shows it; `text` is as it was written. */
export interface SentMessage {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly at: string;
  readonly via: 'api' | 'native';
  readonly media?: {
    readonly id: string;
    readonly kind: MediaKind;
    readonly type: string;
    readonly bytes: number;
    readonly sha256: string;
  };
  readonly location?: Location;
  /** The options that the message offers. */
  readonly quickReply?: readonly QuickReplyOption[];
  /** The metadata of the option that was tapped. */
  readonly quickReplyResponse?: string;
  readonly ctas?: readonly Cta[];
}

/** The message as it was sent. */
export function sentMessage(message: DirectMessage): SentMessage {
  const { id, sender, recipient, text, createdMs, via, extras } = message;
  const { quick_reply, quick_reply_response, ctas } = extras;
  return {
    id,
    from: sender.id,
    to: recipient.id,
    text,
    at: new Date(createdMs).toISOString(),
    via,
    ...attached(message),
    ...(quick_reply && { quickReply: quick_reply.options }),
    ...(quick_reply_response && { quickReplyResponse: quick_reply_response.metadata }),
    ...(ctas && { ctas }),
  };
}

function attached({ attachment }: DirectMessage): Pick<SentMessage, 'media' | 'location'> {
  if (attachment === undefined) return {};
  if (attachment.type === 'location') return { location: attachment.location };
  const { id, category, file } = attachment.media;
  if (file === undefined) return {};
  const { type, size: bytes, sha256 } = file;
  return { media: { id, kind: kindOf(category), type, bytes, sha256 } };
}
