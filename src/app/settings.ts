import { z } from 'zod';
import { certificates, privateKey } from './tls.ts';

const port = (standard: number) =>
  z.coerce
    .number('must be a port number')
    .int('must be a whole number')
    .min(0, 'must be at least 0')
    .max(65_535, 'must be at most 65535')
    .default(standard);
const milliseconds = (standard: number) =>
  z.coerce
    .number('must be a number of milliseconds')
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(2_147_483_647, 'must be at most 2147483647')
    .default(standard);
const orOff = (standard: number) =>
  z.coerce
    .number('must be a number of milliseconds')
    .int('must be a whole number')
    .min(0, 'must be at least 0')
    .max(2_147_483_647, 'must be at most 2147483647')
    .default(standard);
const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be a URL that begins with http:// or https://' })
  .transform((url) => url.replace(/\/+$/, ''));
const key = z.base64('must be base64').refine((text) => Buffer.from(text, 'base64').length === 32, {
  error: 'must be 32 bytes in base64, e.g. from: openssl rand -base64 32',
});
const journalUrl = z
  .string()
  .regex(
    /^(sqlite:(?!:memory:|file:).+|postgres(ql)?:\/\/.+)$/,
    'must be sqlite:<file> or postgres://user:password@host/database',
  );

/** Every setting: its form, its default and its meaning. The README's table is made from this. */
export const settings = z.object({
  HTTP_PORT: port(8080).describe('Port of all HTTP routes; 0 takes a free one.'),
  GRPC_PORT: port(9090).describe('Port of the control API; 0 takes a free one.'),
  METRICS_PORT: z
    .union([z.literal('off'), port(9464).unwrap()], 'must be a port number, or off')
    .default(9464)
    .describe('Port of `/metrics` for Prometheus; 0 takes a free one, `off` opens none.'),
  GRPC_TLS_CERT: certificates
    .optional()
    .describe('Certificate chain of the control API in PEM form; absent: it is not encrypted.'),
  GRPC_TLS_KEY: privateKey.optional().describe('Key of that certificate in PEM form.'),
  GRPC_TLS_CLIENT_CA: certificates
    .optional()
    .describe('Authority, in PEM form, that must have signed the certificates of gRPC clients.'),
  CCM_URL: httpUrl.describe('Base of CCM, e.g. `http://ef-cx-ccm-svc:8081`.'),
  CCM_MESSAGE_PATH: z
    .string()
    .startsWith('/', 'must begin with /')
    .default('/message/receive')
    .describe('Where CCM takes messages.'),
  FILE_ENGINE_URL: httpUrl.describe('Base of the File Engine that the connector uses.'),
  TWITTER_API_URL: httpUrl
    .default('https://api.x.com')
    .describe('Base of the X API; signed exactly as written here.'),
  FILE_ENGINE_PUBLIC_URL: httpUrl
    .optional()
    .describe('Base that goes into links sent to customers; absent: no links are sent.'),
  TWITTER_UPLOAD_URL: httpUrl
    .default('https://upload.twitter.com')
    .describe('Base of the media upload of X; signed exactly as written here.'),
  TWITTER_MEDIA_HOSTS: z
    .string()
    .default('ton.twitter.com,ton.x.com,pbs.twimg.com,video.twimg.com')
    .transform((hosts) => hosts.split(',').map((host) => host.trim().toLowerCase()))
    .describe(
      'The only hosts (`host` or `host:port`) that inbound media is fetched from; https except on loopback.',
    ),
  JOURNAL_URL: journalUrl
    .default('sqlite:data/journal.db')
    .describe(
      'Where messages are journalled before they are acknowledged: `sqlite:<file>` for one process, `postgres://…` for several.',
    ),
  JOURNAL_SCHEMA: z
    .string()
    .regex(/^[a-z_][a-z0-9_]{0,62}$/, 'must be a plain name')
    .default('twitter_connector')
    .describe('Schema of the tables in PostgreSQL.'),
  JOURNAL_KEPT_DAYS: z.coerce
    .number('must be a number of days')
    .int('must be a whole number')
    .min(7, 'must be at least 7')
    .max(3_650, 'must be at most 3650')
    .default(30)
    .describe('How long settled messages stay in the journal, and what was sent in the ledger.'),
  SETTLED_TEXTS: z
    .enum(['erased', 'kept'])
    .default('erased')
    .describe('Whether texts stay in the journal when messages were delivered or discarded.'),
  CREDENTIALS_KEY: key
    .optional()
    .describe(
      'Key that encrypts stored credentials, 32 bytes in base64; made at the first start, in a file of mode 0600 beside the journal; required with PostgreSQL.',
    ),
  CREDENTIALS_OLD_KEYS: z
    .string()
    .default('')
    .transform((keys) => keys.split(',').filter((text) => text !== ''))
    .pipe(z.array(key))
    .describe(
      'Keys used before, with commas between; what they closed is closed anew at the start.',
    ),
  ADMIN_TOKEN: z
    .string()
    .min(16, 'must have at least 16 characters')
    .optional()
    .describe(
      'Bearer token for register-and-subscribe, the configuration routes and the control API; absent: the control API answers on loopback only.',
    ),
  PROVIDER_TOKEN: z
    .string()
    .min(16, 'must have at least 16 characters')
    .optional()
    .describe('Bearer token, or `?token=`, that CCM must present.'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('Least level of log lines.'),
  TWITTER_TIMEOUT_MS: milliseconds(10_000).describe('Time-out of a call to X.'),
  CCM_TIMEOUT_MS: milliseconds(5_000).describe('Time-out of a call to CCM.'),
  LEASE_MS: milliseconds(30_000).describe(
    'How long a lane is leased; renewed while it is being delivered, taken over when it has run out.',
  ),
  ECHO_WAIT_MS: milliseconds(2_000).describe(
    'How long a message in doubt waits for its echo before it is looked up.',
  ),
  MEDIA_IDLE_TIMEOUT_MS: milliseconds(60_000).describe(
    'How long a media transfer may make no progress.',
  ),
  MEDIA_TIMEOUT_MS: milliseconds(300_000).describe(
    'Longest time for the transfer of one file and its processing by X.',
  ),
  ATTACHMENT_PATIENCE_MS: milliseconds(900_000).describe(
    "How long a customer's file that cannot be fetched or stored holds the conversation, before a placeholder is shown.",
  ),
  RETRY_FIRST_MS: milliseconds(250).describe('Pause after the first vain attempt; it doubles.'),
  RETRY_EARLY_CAP_MS: milliseconds(5_000).describe('Longest pause during the first minute.'),
  RETRY_LATE_CAP_MS: milliseconds(60_000).describe('Longest pause after the first minute.'),
  AGENT_MESSAGE_AGE_MAX_MS: milliseconds(24 * 3_600_000).describe(
    "Age at which an agent's message that cannot be delivered is given up.",
  ),
  CUSTOMER_MESSAGE_AGE_MAX_MS: milliseconds(72 * 3_600_000).describe(
    "Age at which a customer's message that cannot be delivered is given up.",
  ),
  WATCH_INTERVAL_MS: orOff(300_000).describe(
    'How often X is asked whether it still sends events; 0: never, and what was missed is not looked for.',
  ),
  SILENCE_ALARM_MS: orOff(24 * 3_600_000).describe(
    'How long an account that usually gets messages may get none; 0: for ever.',
  ),
  CERTIFICATE_ALARM_DAYS: z.coerce
    .number('must be a number of days')
    .int('must be a whole number')
    .min(0, 'must be at least 0')
    .max(365, 'must be at most 365')
    .default(14)
    .describe('How long before its end the certificate of the public address is told.'),
  SHUTDOWN_MS: milliseconds(30_000).describe('Longest time for an orderly shutdown.'),
  FAILED_SENDER_TYPE: z
    .enum(['CONNECTOR', 'SYSTEM'])
    .default('CONNECTOR')
    .describe('Sender type of FAILED notifications.'),
});

export type Configuration = z.infer<typeof settings>;
