import type { FailureCode } from '../errors.ts';

/**
 * `waiting`: in its lane, being delivered or to be tried again. `delivered`: settled. `dead`: given
 * up, a dead letter. `discarded`: a dead letter that an operator gave up for good.
 */
export type EntryState = 'waiting' | 'delivered' | 'dead' | 'discarded';

/** A message of the journal as operators see it: ids, times and codes, never a text. */
export interface JournalEntry {
  /** The id it arrived with; see `Arrival`. */
  readonly id: string;
  readonly lane: string;
  readonly target: string;
  readonly state: EntryState;
  readonly acceptedAtMs: number;
  /** When it was delivered, given up or discarded the last time; absent while it waits. */
  readonly settledAtMs?: number;
  /** X's event id of the (last) direct message that it became. */
  readonly eventId?: string;
  /** Why it was given up the last time. */
  readonly failure?: FailureCode;
  readonly detail?: string;
}

/** A message with everything that happened to it, oldest first. */
export interface JournalRecord extends JournalEntry {
  readonly changes: readonly Change[];
  /** How often the first message of a lane was tried in vain, and when it is tried again. */
  readonly tries?: number;
  readonly dueAtMs?: number;
}

/** What happened to a message. */
export interface Change {
  /** Where it stands in the order of all changes: opaque, of use only to go on from there. */
  readonly position: string;
  readonly id: string;
  readonly lane: string;
  readonly kind: 'accepted' | 'delivered' | 'buried' | 'redriven' | 'discarded';
  readonly atMs: number;
  readonly eventId?: string;
  readonly failure?: FailureCode;
  readonly detail?: string;
}

/** Which messages; every given field must fit. */
export interface JournalFilter {
  readonly accountId?: string;
  /** Only together with `accountId`. */
  readonly customerId?: string;
  readonly state?: EntryState;
  /** Ids that begin so, e.g. `cim/`. */
  readonly idPrefix?: string;
  /** Accepted at or after, and before; epoch milliseconds. */
  readonly fromMs?: number;
  readonly untilMs?: number;
}

/** A page of a list. `next` asks for the one after it; absent: this is the last one. */
export interface Page<T> {
  readonly entries: readonly T[];
  readonly next?: string;
}

/** What waits for one target. */
export interface TargetStatistics {
  readonly target: string;
  /** Messages in its lanes. */
  readonly waiting: number;
  /** Lanes by what they do: never tried yet, to be tried again, being delivered. */
  readonly fresh: number;
  readonly retrying: number;
  readonly leased: number;
  /** When the oldest first message of a lane was accepted; absent: none waits. */
  readonly oldestAcceptedAtMs?: number;
}

/**
 * The journal as operators and internal services read it. A settled message stays for as long as
 * it is kept (30 days as a rule), without its text.
 *
 * Every change has a position, and positions are given in the order in which changes become
 * visible: who has read up to a position and goes on from there misses nothing and sees nothing
 * twice, also across restarts and with several processes writing.
 */
export interface Journal {
  /** With its whole history; undefined when it was never there or is no longer kept. */
  find(id: string): Promise<JournalRecord | undefined>;
  /**
   * Newest first. Looks at a bounded number of messages for each page, so that a page may have
   * fewer than `size` entries, or none, and still a next one. Fails with `rejected` when `after`
   * is no `next` of an earlier page.
   */
  list(filter: JournalFilter, size: number, after?: string): Promise<Page<JournalEntry>>;
  /** The changes after a position, in order; `''` is the beginning. Fails with `rejected` for no position. */
  changes(after: string, limit: number): Promise<readonly Change[]>;
  /** The position of the newest change; `''` when there is none. */
  newest(): Promise<string>;
  statistics(): Promise<readonly TargetStatistics[]>;
}
