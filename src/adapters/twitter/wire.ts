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

/** Who this is according to the `users` of the body, of which X sends none for some events. */
export function personOf(id: string, users: unknown): Person {
  const user = isObject(users) ? users[id] : undefined;
  if (!isObject(user)) return { id };
  const name = textOf(user['name']);
  const screenName = textOf(user['screen_name']);
  return { id, ...(name !== '' && { name }), ...(screenName !== '' && { screenName }) };
}
