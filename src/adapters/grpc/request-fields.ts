import { InvalidInput } from '../../domain/errors.ts';

type Faults = readonly string[];

/** Refuses a request with all of its faults. */
export function checked(...faults: readonly Faults[]): void {
  const all = faults.flat();
  if (all.length > 0) throw new InvalidInput(all);
}

/** Ids of X are numbers of at most 64 bits, always written as text. */
export const idFaults = (field: string, id: string): Faults =>
  /^\d{1,20}$/.test(id) ? [] : [`${field} must be 1 to 20 digits`];

/** Whose conversations are asked for: all, those of an account, or one of them. */
export function conversationFaults(account: string, customer: string): Faults {
  const alone = account === '' && customer !== '';
  return [
    ...(account === '' ? [] : idFaults('account', account)),
    ...(customer === '' ? [] : idFaults('customer', customer)),
    ...(alone ? ['customer can only be given together with account'] : []),
  ];
}

/** Timestamps may name times that no calendar has. */
export const timeFaults = (field: string, time: Date | undefined): Faults =>
  time === undefined || Number.isFinite(time.getTime()) ? [] : [`${field} is no time`];

export const enumFaults = (field: string, value: number, known: object): Faults =>
  value !== -1 && Object.values(known).includes(value) ? [] : [`${field} is not known`];

export const pageSizeFaults = (size: number): Faults =>
  size < 0 ? ['page_size must not be negative'] : [];

const pageSizeMax = 1_000;

/** What is asked for, or 50, but not more than a page may have. */
export const pageSizeOf = (asked: number): number => Math.min(asked || 50, pageSizeMax);

const idMax = 1_000;

/** The id in a resource name like `messages/{id}`; it may contain slashes. Undefined for no such name. */
export function idIn(collection: string, name: string): string | undefined {
  const id = name.startsWith(`${collection}/`) ? name.slice(collection.length + 1) : '';
  return id === '' || id.length > idMax || id.includes('\0') ? undefined : id;
}

/** The id in a resource name; refuses what is no such name. */
export function namedId(field: string, collection: string, name: string): string {
  const id = idIn(collection, name);
  if (id === undefined) throw new InvalidInput([`${field} must be ${collection}/{id}`]);
  return id;
}
