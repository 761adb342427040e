import type { Failure } from '../errors.ts';
import type { Arrival, Head, LedgerEntry } from './lane.ts';

/** How far one attempt got. */
export type Step =
  | { readonly kind: 'done'; readonly follow?: readonly Arrival[]; readonly entry?: LedgerEntry }
  /** One step of several is done, or a doubt is settled: the rest follows under the same lease. */
  | { readonly kind: 'advanced'; readonly progress: string; readonly entry?: LedgerEntry }
  /**
   * Nothing was sent, for a reason that ends then; come back then. What is to be told about it is
   * journalled as well, unless the journal fails just now.
   */
  | { readonly kind: 'wait'; readonly untilMs: number; readonly tell?: readonly Arrival[] };

/**
 * What is done with the head of a lane. An attempt starts at most one effect that cannot be taken
 * back, as its last act, so that a lease never ends between two of them.
 */
export interface Deliverer {
  /**
   * A message older than this, in milliseconds, is given up instead of being tried once more, or,
   * while its target is in trouble, for the first time.
   */
  readonly ageMaxMs: number;
  /** Throws a {@link Failure} when it was in vain. */
  execute(head: Head): Promise<Step>;
  /** What must be journalled when the message is given up. */
  buried(head: Head, failure: Failure): readonly Arrival[];
}
