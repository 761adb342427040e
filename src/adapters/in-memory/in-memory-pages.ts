import type { Page } from '../../domain/delivery/journal.ts';
import { Failure } from '../../domain/errors.ts';

/** The number behind a position or a page's `next`; fails with `rejected` when it is neither. */
export function placeOf(text: string | undefined): number {
  if (!/^[1-9]\d{0,14}$/.test(text ?? '')) throw new Failure('rejected', 'no such position');
  return Number(text);
}

/** The entries at most `size` below a place, the highest place first. */
export function pageOf<T>(
  all: readonly { readonly place: number; readonly entry: T }[],
  size: number,
  after?: string,
): Page<T> {
  const below = after === undefined ? Number.POSITIVE_INFINITY : placeOf(after);
  const rest = all.filter(({ place }) => place < below).sort((a, b) => b.place - a.place);
  const page = rest.slice(0, size);
  const entries = page.map(({ entry }) => entry);
  const last = page.at(-1);
  return { entries, ...(rest.length > size && last && { next: String(last.place) }) };
}
