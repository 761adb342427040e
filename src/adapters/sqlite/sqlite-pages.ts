import type { Page } from '../../domain/delivery/journal.ts';
import { Failure } from '../../domain/errors.ts';

/** For each page at most so many rows are looked at, a few milliseconds' worth. */
const looksMax = 1_000;

/** The number behind a position or a page's `next`; fails with `rejected` when it is neither. */
export function placeOf(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new Failure('rejected', 'no such position');
  return Number(text);
}

/** The place that rows, the newest first, begin below. */
export const placeBelow = (after: string | undefined): number =>
  after === undefined ? Number.MAX_SAFE_INTEGER : placeOf(after);

/** Reads rows until the page is full or enough was looked at; `entryOf` leaves some out. */
export function pageOf<R extends { readonly place: number }, T>(
  rows: Iterable<R>,
  size: number,
  entryOf: (row: R) => T | undefined,
): Page<T> {
  const entries: T[] = [];
  let looks = 0;
  let last = 0;
  for (const row of rows) {
    if (entries.length >= size || looks >= looksMax) return { entries, next: String(last) };
    const entry = entryOf(row);
    if (entry !== undefined) entries.push(entry);
    last = row.place;
    looks += 1;
  }
  return { entries };
}
