import { InvalidInput } from '../errors.ts';
import type { Credentials, UserToken } from './account.ts';
import { type Attributes, textsIn } from './attributes.ts';

type Key = Exclude<keyof Credentials, 'userToken'>;

/** The names administrators know, of both families; compared as `foldedKey` says. */
const spellings: readonly (readonly [Key, readonly string[]])[] = [
  ['consumerKey', ['API-KEY', 'CONSUMER-KEY']],
  ['consumerSecret', ['API-KEY-SECRET', 'API-SECRET', 'CONSUMER-SECRET', 'CONSUMER-KEY-SECRET']],
  ['accessToken', ['ACCESS-TOKEN', 'TOKEN-KEY']],
  ['accessTokenSecret', ['ACCESS-TOKEN-SECRET', 'TOKEN-SECRET']],
  ['bearerToken', ['BEARER-TOKEN']],
];

const connection = {
  clientId: 'OAUTH2-CLIENT-ID',
  clientSecret: 'OAUTH2-CLIENT-SECRET',
  accessToken: 'OAUTH2-ACCESS-TOKEN',
  refreshToken: 'OAUTH2-REFRESH-TOKEN',
} as const;

/**
 * Credentials from attributes of Unified Admin or of a registration request. With a connection by
 * OAuth 2.0 the access token of OAuth 1.0a and its secret may both be missing. Unknown attributes
 * are ignored; what is missing is named, all of it at once, in an {@link InvalidInput}.
 */
export function credentialsIn(attributes: Attributes): Credentials {
  const given = textsIn(attributes);
  const faults: string[] = [];
  const userToken = userTokenIn(given, faults);
  const found: Partial<Record<Key, string>> = {};
  const missing = new Map<Key, string>();
  for (const [field, names] of spellings) {
    const name = names.find((candidate) => given.has(candidate));
    if (name !== undefined) found[field] = given.get(name) ?? '';
    else if (field !== 'bearerToken') missing.set(field, `${names[0]} (or ${names[1]}) is missing`);
  }
  if (userToken !== undefined && missing.has('accessToken') && missing.has('accessTokenSecret')) {
    for (const field of ['accessToken', 'accessTokenSecret'] as const) {
      missing.delete(field);
      found[field] = '';
    }
  }
  faults.unshift(...missing.values());
  if (faults.length > 0) throw new InvalidInput(faults);
  return { ...(found as Credentials), ...(userToken && { userToken }) };
}

/** Of the access token nobody says when it ends. */
function userTokenIn(given: ReadonlyMap<string, string>, faults: string[]): UserToken | undefined {
  if (!Object.values(connection).some((name) => given.has(name))) return undefined;
  for (const name of [connection.clientId, connection.refreshToken]) {
    if (!given.has(name)) faults.push(`${name} is missing`);
  }
  return userTokenOf({
    clientId: given.get(connection.clientId) ?? '',
    clientSecret: given.get(connection.clientSecret),
    accessToken: given.get(connection.accessToken) ?? '',
    refreshToken: given.get(connection.refreshToken) ?? '',
  });
}

/** A connection by OAuth 2.0 as somebody gives it. */
export const userTokenOf = (given: {
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly accessToken: string;
  readonly refreshToken: string;
}): UserToken => {
  const { clientSecret, ...token } = given;
  return {
    ...token,
    ...(clientSecret !== undefined && { clientSecret }),
    expiresAtMs: 0,
    givenRefreshToken: given.refreshToken,
  };
};
