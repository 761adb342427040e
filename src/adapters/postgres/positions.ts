import { Failure } from '../../domain/errors.ts';

/** Where something stands in the order of all changes: its transaction, and its number in it. */
export interface Place {
  readonly tx: string;
  readonly n: number;
}

export const beginning: Place = { tx: '-1', n: 0 };

/** As readers know it. */
export const positionOf = ({ tx, n }: Place): string => `${tx}.${n}`;

/** The place behind a position, or behind a page's `next`; fails with `rejected` when it is none. */
export function placeOf(position: string): Place {
  const [, tx, n] = /^(\d{1,18})\.(\d{1,9})$/.exec(position) ?? [];
  if (tx === undefined || n === undefined) throw new Failure('rejected', 'no such position');
  return { tx, n: Number(n) };
}
