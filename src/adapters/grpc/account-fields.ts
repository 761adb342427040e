import type { Credentials } from '../../domain/accounts/account.ts';
import { webhookUrlIn } from '../../domain/subscription/webhook-url.ts';
import type { Credentials as Given } from './generated/twitter_connector/v1/account.ts';
import { checked } from './request-fields.ts';

type Faults = readonly string[];

/** The name of an account. */
export const accountName = (id: string): string => `accounts/${id}`;

/** The id in an account's name, whose form has been checked. */
export const accountIdOf = (name: string): string => name.slice('accounts/'.length);

export const accountFaults = (field: string, name: string): Faults =>
  /^accounts\/\d{1,20}$/.test(name) ? [] : [`${field} must be accounts/{id} with a numeric id`];

/** The id in a required account name; refuses anything else. */
export function accountIdIn(field: string, name: string): string {
  checked(accountFaults(field, name));
  return accountIdOf(name);
}

/** What may be sent in a header, which is where keys end up. */
const isKey = (text: string): boolean => /^[\x21-\x7e]{1,1000}$/.test(text);

/** The field of each key, and whether it must be given. */
const keys: readonly (readonly [keyof Given, string, boolean])[] = [
  ['apiKey', 'api_key', true],
  ['apiKeySecret', 'api_key_secret', true],
  ['accessToken', 'access_token', true],
  ['accessTokenSecret', 'access_token_secret', true],
  ['bearerToken', 'bearer_token', false],
];

/** Never repeats a value. */
export function credentialsFaults(given: Given | undefined): Faults {
  if (given === undefined) return ['credentials is missing'];
  return keys.flatMap(([key, field, required]) => {
    const value = given[key].trim();
    if (value === '') return required ? [`credentials.${field} is missing`] : [];
    return isKey(value)
      ? []
      : [`credentials.${field} must be at most 1000 visible ASCII characters`];
  });
}

/** Credentials whose form has been checked. */
export function credentialsOf(given: Given | undefined): Credentials {
  const key = (name: keyof Given) => given?.[name].trim() ?? '';
  const bearerToken = key('bearerToken');
  return {
    consumerKey: key('apiKey'),
    consumerSecret: key('apiKeySecret'),
    accessToken: key('accessToken'),
    accessTokenSecret: key('accessTokenSecret'),
    ...(bearerToken !== '' && { bearerToken }),
  };
}

export const environmentFaults = (name: string): Faults =>
  name.length > 100 || /^\.{0,2}$|[\p{Cc}/]/u.test(name)
    ? ['environment must be 1 to 100 characters without slashes, and not . or ..']
    : [];

/** Takes an empty field for an absent one. */
export const optionalFaults = (value: string, faults: (value: string) => Faults): Faults =>
  value === '' ? [] : faults(value);

export const urlFaults = (field: string, url: string): Faults =>
  url === ''
    ? [`${field} is missing`]
    : webhookUrlIn(url).faults.map((fault) => `${field} ${fault}`);
