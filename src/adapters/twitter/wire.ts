import { sentAtMsOf } from '../../domain/messaging/cim-id.ts';
import type { Person } from '../../domain/messaging/direct-message.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** An id as text. A number that JSON could only carry rounded is no id at all. */
export function idOf(value: unknown): string | undefined {
  if (typeof value === 'string') return /^-?\d{1,20}$/.test(value) ? value : undefined;
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

/** Epoch milliseconds: as X says, or else from the event id, which is a snowflake. */
export function timeOf(value: unknown, eventId: string): number {
  const said = Number(typeof value === 'string' || typeof value === 'number' ? value : Number.NaN);
  if (Number.isSafeInteger(said) && said > 0) return said;
  return sentAtMsOf(eventId);
}

/**
 * Who this is according to the users that X sends with an event, if it sends any: by id or in a
 * list, each as it is (v1.1) or in `data` (X Activity), with a `screen_name` or a `username` (v2).
 */
export function personOf(id: string, users: unknown): Person {
  const listed = Array.isArray(users) ? users.map(unwrapped) : undefined;
  const user = listed
    ? listed.find((one) => isObject(one) && idOf(one['id']) === id)
    : unwrapped(isObject(users) ? users[id] : undefined);
  if (!isObject(user)) return { id };
  const name = textOf(user['name']);
  const screenName = textOf(user['screen_name']) || textOf(user['username']);
  return { id, ...(name !== '' && { name }), ...(screenName !== '' && { screenName }) };
}

const unwrapped = (user: unknown): unknown =>
  isObject(user) && isObject(user['data']) ? user['data'] : user;
