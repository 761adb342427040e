import { InvalidInput } from '../errors.ts';
import type { Credentials } from './account.ts';

type Key = Exclude<keyof Credentials, 'userToken'>;

/** The names administrators know, of both families; compared without case, `-` and `_` alike. */
const spellings: readonly (readonly [Key, readonly string[]])[] = [
  ['consumerKey', ['API-KEY', 'CONSUMER-KEY']],
  ['consumerSecret', ['API-KEY-SECRET', 'API-SECRET', 'CONSUMER-SECRET', 'CONSUMER-KEY-SECRET']],
  ['accessToken', ['ACCESS-TOKEN', 'TOKEN-KEY']],
  ['accessTokenSecret', ['ACCESS-TOKEN-SECRET', 'TOKEN-SECRET']],
  ['bearerToken', ['BEARER-TOKEN']],
];

/** A key as keys are compared: without case, with `-`, `_` and space alike. */
export const foldedKey = (key: string): string =>
  key
    .trim()
    .toUpperCase()
    .replaceAll(/[-_ ]+/g, '-');

/**
 * Credentials from attributes of Unified Admin or of a registration request. Unknown attributes
 * are ignored; what is missing is named, all of it at once, in an {@link InvalidInput}.
 */
export function credentialsIn(attributes: Readonly<Record<string, unknown>>): Credentials {
  const given = new Map<string, string>();
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'string' && value.trim() !== '') given.set(foldedKey(key), value.trim());
  }
  const found: Partial<Record<Key, string>> = {};
  const faults: string[] = [];
  for (const [field, names] of spellings) {
    const name = names.find((candidate) => given.has(candidate));
    if (name !== undefined) found[field] = given.get(name) ?? '';
    else if (field !== 'bearerToken') faults.push(`${names[0]} (or ${names[1]}) is missing`);
  }
  if (faults.length > 0) throw new InvalidInput(faults);
  return found as Credentials;
}
