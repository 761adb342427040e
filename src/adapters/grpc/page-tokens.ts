import { createHash } from 'node:crypto';
import { Failure, InvalidInput } from '../../domain/errors.ts';

const markLength = 12;

/** Tells one list from another; nothing depends on its being secret. */
function markOf(list: readonly unknown[]): string {
  const hash = createHash('sha256').update(JSON.stringify(list));
  return hash.digest('base64url').slice(0, markLength);
}

/**
 * The token of the page after this one, `''` when there is none. `list` is what was asked for: the
 * name of the list and everything that chooses its entries.
 */
export const pageTokenOf = (list: readonly unknown[], next: string | undefined): string =>
  next === undefined ? '' : markOf(list) + Buffer.from(next).toString('base64url');

/** Where a page begins, undefined for the first one. Refuses a token that is not of this list. */
export function pageAfter(list: readonly unknown[], token: string): string | undefined {
  if (token === '') return undefined;
  const next = Buffer.from(token.slice(markLength), 'base64url').toString();
  if (pageTokenOf(list, next) !== token) throw foreign('page_token');
  return next;
}

const before = 'after ';

/** Where a watch goes on, never empty. */
export const cursorOf = (position: string): string =>
  Buffer.from(before + position).toString('base64url');

/** The position in a cursor, undefined when there is none. Refuses what is no cursor. */
export function positionIn(cursor: string): string | undefined {
  if (cursor === '') return undefined;
  const position = Buffer.from(cursor, 'base64url').toString().slice(before.length);
  if (cursorOf(position) !== cursor) throw foreign('cursor');
  return position;
}

/** What was read; that the journal refuses to begin there is a fault of the field that said where. */
export async function from<T>(field: 'page_token' | 'cursor', reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (thrown) {
    throw thrown instanceof Failure && thrown.code === 'rejected' ? foreign(field) : thrown;
  }
}

const foreign = (field: string): InvalidInput =>
  new InvalidInput([`${field} is not one that was answered to this request`]);
