import type { DeadLetterFilter, DeadLetters } from './dead-letters.ts';

/** So many are treated at a time. */
const selectedMax = 200;

/** Some dead letters by their ids, or those that fit, a few hundred at a time. */
export type Selection =
  | { readonly ids: readonly string[] }
  | {
      readonly filter: DeadLetterFilter;
      /** `next` of the time before. */
      readonly after?: string;
    };

/** What was done to a selection. */
export interface Treated {
  /** Of those that were dead letters until now. */
  readonly ids: readonly string[];
  /** Goes on with older ones that fit; absent: that was all. */
  readonly next?: string;
}

/**
 * Treats the dead letters of a selection. Who goes on from `next` meets none twice, also when one
 * that was redriven has been given up again.
 */
export async function treated(
  deadLetters: Pick<DeadLetters, 'list'>,
  selection: Selection,
  treat: (ids: readonly string[]) => Promise<readonly string[]>,
): Promise<Treated> {
  if ('ids' in selection) return { ids: await treat(selection.ids) };
  const { filter, after } = selection;
  const { entries, next } = await deadLetters.list(filter, selectedMax, after);
  const ids = entries.length === 0 ? [] : await treat(entries.map(({ id }) => id));
  return { ids, ...(next !== undefined && { next }) };
}
