import { z } from 'zod';
import { UPLOAD_BYTES_CEILING } from '../settings.ts';

const id = z.string().min(1);

const webhook = z.string().refine((url) => URL.canParse(url) && url.startsWith('http://'), {
  error: 'must be an http:// address',
});

/** `POST /sandbox/channels`. */
export const channelBody = z.strictObject({
  serviceIdentifier: id,
  name: id.optional(),
  providerWebhook: webhook.optional(),
  attributes: z
    .record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string())]))
    .optional(),
});

/** `POST /sandbox/agent`. */
export const agentBody = z
  .strictObject({
    serviceIdentifier: id,
    customer: id,
    text: z.string().optional(),
    body: z.record(z.string(), z.unknown()).optional(),
    id: id.optional(),
    senderType: z.enum(['AGENT', 'BOT']).default('AGENT'),
    header: z.record(z.string(), z.unknown()).optional(),
    path: z
      .string()
      .regex(/^(\/.*)?$/, 'must start with /')
      .default('/message/receive'),
  })
  .refine(({ text, body }) => (text === undefined) !== (body === undefined), {
    error: 'text or body is needed, and only one of them',
  });

/** `POST /sandbox/settings`. */
export const settingsBody = z.strictObject({
  configurationsAs: z.enum(['array', 'object']).optional(),
  uploadBytesMax: z.int().min(0).max(UPLOAD_BYTES_CEILING).optional(),
  infected: z.boolean().optional(),
  truncateAfterBytes: z.int().min(0).nullable().optional(),
  keepBodies: z.boolean().optional(),
  seed: z.int().optional(),
});

/** `POST /sandbox/faults`. */
export const faultBody = z
  .strictObject({
    path: z.string().startsWith('/').optional(),
    times: z.int().min(1).optional(),
    status: z.int().min(200).max(599).optional(),
    body: z.unknown().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    delayMs: z.int().min(0).max(600_000).optional(),
    when: z.enum(['before', 'after']).default('before'),
    tear: z.boolean().optional(),
    customer: z.string().optional(),
    customerPattern: z.string().refine(isPattern, 'must be a regular expression').optional(),
    probability: z.number().min(0).max(1).optional(),
  })
  .refine((rule) => rule.status !== undefined || rule.delayMs !== undefined || rule.tear === true, {
    error: 'status, delayMs or tear is needed',
  });

/** `POST /sandbox/reset`. */
export const resetBody = z.strictObject({
  keep: z.array(z.enum(['channels', 'settings'])).default([]),
});

/** The query of the arrival lists. */
export const criteria = z.object({
  customer: z.string().optional(),
  since: z.coerce.number().optional(),
  type: z.string().optional(),
});

function isPattern(source: string): boolean {
  try {
    return RegExp(source) instanceof RegExp;
  } catch {
    return false;
  }
}
