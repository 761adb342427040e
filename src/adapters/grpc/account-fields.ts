import { webhookUrlIn } from '../../domain/subscription/webhook-url.ts';
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
