import { z } from 'zod';
import { PROBLEM_NAMES } from '../http/known-problems.ts';

const FILE_BYTES_MAX = 67_108_864;

const count = z.int().min(0);
const positive = z.int().min(1);
const digits = z.string().regex(/^\d{1,19}$/, 'must be a decimal id');
const baseUrl = z.url({ protocol: /^http$/ });
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
const generations = z.array(z.enum(['v1.1', 'v2']));
/** `POST /sandbox/apps` */
export const newAppBody = z.strictObject({
  name: z.string().min(1).default('Sandbox App'),
  access: z.enum(['read', 'read-write', 'read-write-dm']).default('read-write-dm'),
  environments: z.array(z.string().regex(/^[\w-]+$/)).default(['prod']),
  webhookLimit: count.default(1),
  subscriptionLimit: count.default(15),
  refuses: generations.optional(),
});

/** `POST /sandbox/apps/:id` */
export const appChangeBody = z.strictObject({ refuses: generations });

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

const consent = {
  appId: digits.optional(),
  scopes: z.array(z.string().regex(/^[\w.]+$/)).optional(),
};

/** `POST /sandbox/users/:id/oauth2-tokens` */
export const oauth2TokensBody = z.strictObject({ ...consent, expiresInSecs: positive.optional() });

/** `POST /sandbox/users/:id/oauth2-codes` */
export const oauth2CodeBody = z.strictObject({
  ...consent,
  redirectUri: z.string().min(1),
  codeChallenge: z.string().min(1),
  codeChallengeMethod: z.enum(['S256', 'plain']).default('S256'),
});

/** `POST /sandbox/clock` */
export const clockBody = z.strictObject({
  now: z
    .union([count, z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))])
    .optional(),
  advanceMs: count.optional(),
  stopped: z.boolean().optional(),
  runMs: count.optional(),
});

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
    problem: z.enum(PROBLEM_NAMES).optional(),
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
    ({ status, code, problem, delayMs, tear }) =>
      [status, code, problem, delayMs].some((each) => each !== undefined) || tear === true,
    { error: 'must have at least one of status, code, problem, delayMs and tear' },
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
