import type { Credentials } from '../adapters/grpc/generated/twitter_connector/v1/account.ts';
import type { Attributes } from './attributes.ts';
import { CommandFailed, exitCodes } from './exit-codes.ts';
import { canAsk, secrets } from './terminal/prompts.ts';
import type { Terminal } from './terminal/terminal.ts';

/** The names that administrators know, of both families; any case, `-` and `_` alike. */
const names: Readonly<Record<keyof Credentials, readonly string[]>> = {
  apiKey: ['API-KEY', 'CONSUMER-KEY'],
  apiKeySecret: ['API-KEY-SECRET', 'API-SECRET', 'CONSUMER-SECRET', 'CONSUMER-KEY-SECRET'],
  accessToken: ['ACCESS-TOKEN', 'TOKEN-KEY'],
  accessTokenSecret: ['ACCESS-TOKEN-SECRET', 'TOKEN-SECRET'],
  bearerToken: ['BEARER-TOKEN'],
  oauth2ClientId: ['OAUTH2-CLIENT-ID'],
  oauth2ClientSecret: ['OAUTH2-CLIENT-SECRET'],
  oauth2AccessToken: ['OAUTH2-ACCESS-TOKEN'],
  oauth2RefreshToken: ['OAUTH2-REFRESH-TOKEN'],
};

const ofApp = { apiKey: 'API key', apiKeySecret: 'API key secret' };
const ofAccount = { accessToken: 'Access token', accessTokenSecret: 'Access token secret' };
const ofConnection = {
  oauth2ClientId: 'OAuth 2.0 client id',
  oauth2RefreshToken: 'OAuth 2.0 refresh token',
};

/** What is said for `--help` wherever credentials are taken. */
export const credentialsHelp =
  '\nThe keys come from the file of --credentials (JSON, or lines NAME=VALUE; - is standard input),\n' +
  'else from the variables API_KEY, API_KEY_SECRET, ACCESS_TOKEN, ACCESS_TOKEN_SECRET and\n' +
  'BEARER_TOKEN (optional); what is missing is asked for, and not shown while it is typed.\n' +
  'An account that is connected by OAuth 2.0 has OAUTH2_CLIENT_ID, OAUTH2_REFRESH_TOKEN and\n' +
  'perhaps OAUTH2_CLIENT_SECRET and OAUTH2_ACCESS_TOKEN in place of, or beside, its access token\n' +
  '(--check and --plan use up no refresh token, so they need the access token).\n' +
  'MESSAGES_API (v1.1, v2) and EVENTS_API (v1.1, v2, x-activity) say which APIs of X it uses.';

/** Credentials among attributes; asks for what is missing where somebody can be asked. */
export async function credentialsIn(
  attributes: Attributes,
  terminal: Terminal,
): Promise<Credentials> {
  const found = foundIn(attributes);
  const asked: Partial<Record<keyof Credentials, string>> = needed(found);
  const fields = Object.keys(asked) as (keyof Credentials)[];
  const missing = fields.filter((field) => found[field] === '');
  if (missing.length > 0 && !canAsk(terminal)) {
    throw new CommandFailed(
      exitCodes.usage,
      `Missing: ${missing.map((field) => names[field][0]).join(', ')}.`,
      'Give a file with --credentials, or set the variables; see --help.',
    );
  }
  if (missing.length === 0) return found;
  const questions = missing.map((field) => `${asked[field]}: `);
  const answers = await secrets(terminal, questions);
  return { ...found, ...Object.fromEntries(missing.map((field, n) => [field, answers[n] ?? ''])) };
}

/** Whether they say that the account is connected by OAuth 2.0 and by nothing else. */
export function isConnectedAlone(attributes: Attributes): boolean {
  const found = foundIn(attributes);
  return isConnected(found) && !isSigned(found);
}

function foundIn(attributes: Attributes): Credentials {
  const find = (field: keyof Credentials) =>
    names[field].map((name) => attributes.get(name)).find((value) => value !== undefined);
  const fields = Object.keys(names) as (keyof Credentials)[];
  const found = fields.map((field) => [field, find(field) ?? '']);
  return Object.fromEntries(found) as Credentials;
}

const isConnected = (found: Credentials): boolean =>
  Object.entries(found).some(([field, value]) => field.startsWith('oauth2') && value !== '');

const isSigned = (found: Credentials): boolean =>
  found.accessToken !== '' || found.accessTokenSecret !== '';

/** What must be there, and how it is asked for. */
const needed = (found: Credentials): Partial<Record<keyof Credentials, string>> => ({
  ...ofApp,
  ...((isSigned(found) || !isConnected(found)) && ofAccount),
  ...(isConnected(found) && ofConnection),
});
