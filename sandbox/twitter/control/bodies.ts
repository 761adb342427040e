import { z } from 'zod';
import { RATE_LIMITS, type RateLimitName } from '../api/rate-limits.ts';

const FILE_BYTES_MAX = 67_108_864;

const count = z.int().min(0);
const positive = z.int().min(1);
const digits = z.string().regex(/^\d{1,19}$/, 'must be a decimal id');
const baseUrl = z.url({ protocol: /^http$/ });
const rateLimit = z.strictObject({ limit: count, windowMs: positive });
const limitNames = Object.keys(RATE_LIMITS) as [RateLimitName, ...RateLimitName[]];
const userSettings = { acceptsMessages: z.boolean().optional() };

const point = z.strictObject({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
});
const nativeFile = z
  .strictObject({
    kind: z.enum(['photo', 'gif', 'video']),
    bytesBase64: z.base64().min(1).optional(),
    fileBytes: positive.max(FILE_BYTES_MAX).optional(),
    extension: z.enum(['jpg', 'png', 'webp', 'gif', 'pdf', 'mp3']).optional(),
  })
  .refine(({ bytesBase64, fileBytes }) => bytesBase64 === undefined || fileBytes === undefined, {
    path: ['fileBytes'],
    error: 'must not be given beside bytesBase64',
  })
  .refine(({ kind, extension }) => kind === 'photo' || extension === undefined, {
    path: ['extension'],
    error: 'must only be given for a photo',
  });
const bytes = count.nullable();
const media = z.strictObject({
  processingMs: count,
  checkAfterSecs: z.number().min(0),
  fail: z.strictObject({ code: z.int(), name: z.string(), message: z.string() }).nullable(),
  expiresAfterSecs: z.number().min(0),
  videoBytesMax: positive,
  keptBytesMax: count,
  tonRefusal: z.enum(['redirect', 'forbidden']),
  videoNeedsSignature: z.boolean(),
  contentLength: z.boolean(),
  stallAfterBytes: bytes,
  truncateAfterBytes: bytes,
});

/** `POST /sandbox/apps` */
export const newAppBody = z.strictObject({
  name: z.string().min(1).default('Sandbox App'),
  access: z.enum(['read', 'read-write', 'read-write-dm']).default('read-write-dm'),
  environments: z.array(z.string().regex(/^[\w-]+$/)).default(['prod']),
  webhookLimit: count.default(1),
  subscriptionLimit: count.default(15),
});

/** `POST /sandbox/users` */
export const newUserBody = z.strictObject({
  id: digits.optional(),
  name: z.string().min(1),
  screenName: z.string().regex(/^\w{1,15}$/, 'must be 1 to 15 letters, digits or underscores'),
  appId: digits.optional(),
  ...userSettings,
});

/** `POST /sandbox/users/:id` */
export const userChangeBody = z.strictObject(userSettings);

/** `POST /sandbox/users/:id/tokens` and `POST /sandbox/users/:id/revoke` */
export const appChoiceBody = z.strictObject({ appId: digits.optional() });

/** `POST /sandbox/users/:id/messages` */
export const newMessageBody = z
  .strictObject({
    to: digits,
    text: z.string().default(''),
    quickReply: z.string().max(1000).optional(),
    media: nativeFile.optional(),
    location: z.union([point, z.strictObject({ place: z.string().min(1) })]).optional(),
  })
  .refine(({ text, media, location }) => text !== '' || media !== undefined || location, {
    path: ['text'],
    error: 'must not be empty without media or location',
  })
  .refine(({ media, location }) => media === undefined || location === undefined, {
    path: ['location'],
    error: 'must not be given beside media',
  });

/** `POST /sandbox/users/:id/typing` and `POST /sandbox/users/:id/chats` */
export const typingBody = z.strictObject({ to: digits });

/** `POST /sandbox/users/:id/reads` */
export const readBody = z.strictObject({ to: digits, lastReadEventId: digits });

/** `POST /sandbox/forms` */
export const formsBody = z.strictObject({
  forms: z.array(z.enum(['v1.1', 'v2', 'xaa'])),
  webhookId: digits.optional(),
  userId: digits.optional(),
});

/** `POST /sandbox/routes` */
export const routeBody = z.strictObject({ host: z.hostname(), target: baseUrl });

/** `POST /sandbox/settings` */
export const settingsBody = z.strictObject({
  echo: z.enum(['before', 'after', 'off']).optional(),
  batch: positive.max(100).optional(),
  batchWaitMs: positive.optional(),
  duplicate: z.number().min(0).max(1).optional(),
  reorderMs: count.optional(),
  retryDelaysMs: z.array(count).optional(),
  webhookTimeoutMs: positive.optional(),
  crcEveryMs: count.optional(),
  crcGraceMs: count.optional(),
  webhookRefusalStatus: z.union([z.literal(400), z.literal(403)]).optional(),
  emptyFirstPage: z.boolean().optional(),
  replyAllowance: z.strictObject({ sends: count, windowMs: positive }).optional(),
  rateLimits: z.partialRecord(z.enum(limitNames), rateLimit).optional(),
  media: media.partial().optional(),
});

/** `POST /sandbox/faults` */
export const faultBody = z
  .strictObject({
    method: z.enum(['GET', 'POST', 'PUT', 'DELETE']).optional(),
    path: z.string().min(1).refine(isPrefixOrExpression, {
      error:
        'must be a plain prefix that begins with a slash, or a regular expression that does not (begin it with ^)',
    }),
    times: positive.optional(),
    when: z.enum(['before', 'after']).default('before'),
    status: z.int().min(200).max(599).optional(),
    body: z.unknown().optional(),
    code: positive.optional(),
    message: z.string().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    retryAfterReset: count.optional(),
    delayMs: count.optional(),
    tear: z.boolean().optional(),
    recipient: digits.optional(),
    command: z.enum(['INIT', 'APPEND', 'FINALIZE', 'STATUS']).optional(),
    probability: z.number().min(0).max(1).optional(),
  })
  .refine(
    ({ status, code, delayMs, tear }) =>
      status !== undefined || code !== undefined || delayMs !== undefined || tear === true,
    { error: 'must have at least one of status, code, delayMs and tear' },
  );

/** The query of the logs. */
export const logQuery = z.strictObject({ after: z.coerce.number().int().min(0).optional() });

/** The query of `GET /sandbox/messages` */
export const messagesQuery = z.strictObject({ with: digits.optional(), since: digits.optional() });

function isPrefixOrExpression(path: string): boolean {
  if (path.startsWith('/')) return !/[\\*+^$()[\]|]/.test(path);
  try {
    return new RegExp(path) instanceof RegExp;
  } catch {
    return false;
  }
}
