import type { Arrival, Head, Settlement } from './lane.ts';

/** How many lanes a worker can take on for one target. */
export interface Appetite {
  readonly target: string;
  /** Lanes whose first message has not been tried yet. */
  readonly fresh: number;
  /** Of those, at most this many that waited before this commit; absent: any of them. */
  readonly waiting?: number;
  /** Lanes whose first message failed before. */
  readonly retrying: number;
}

export interface Commit {
  readonly nowMs: number;
  readonly leaseMs: number;
  readonly accept: readonly Arrival[];
  readonly settle: readonly Settlement[];
  readonly claim: readonly Appetite[];
  /** Heads still being delivered: their leases begin anew now. One that has passed on stays so. */
  readonly renew?: readonly Head[];
}

export interface Committed {
  /** In the order of `accept`. */
  readonly accepted: readonly ('accepted' | 'duplicate')[];
  /** In the order of `settle`; `fenced`: the lease had passed to somebody else, nothing was done. */
  readonly settled: readonly ('settled' | 'fenced')[];
  /** Every head that is now leased to this worker, also those that follow a settlement. */
  readonly heads: readonly Head[];
  /** When the next lane of each target named in `claim` is due, after this commit. */
  readonly nextDue: ReadonlyMap<string, NextDue>;
}

/** Epoch milliseconds, leases included (they are due when they run out); absent: none waits. */
export interface NextDue {
  readonly freshMs?: number;
  readonly retryingMs?: number;
}

export interface StoreStatistics {
  /** Messages in lanes, leased ones included. */
  readonly waiting: number;
  /** Lanes with waiting messages. */
  readonly lanes: number;
  readonly dead: number;
}

/**
 * The durable journal of lanes. One call is one transaction: what it answers has been written to
 * disk, and when it throws nothing of it has happened.
 *
 * - An arrival whose id was seen before, in the last seven days at least, is a duplicate and
 *   changes nothing.
 * - What arrives with a commit is in its lane before the settlements move the lanes.
 * - Within a lane messages are claimed strictly in the order they were accepted, one at a time.
 * - A lane is leased to one worker; a lease that ran out (`nowMs` ≥ lease end) or that an earlier
 *   process left behind is taken over, and its head is then in doubt since that lease began.
 * - An arrival in an idle lane is leased at once when the worker has appetite for its target.
 * - A settled message stays in the journal for as long as it is kept; see `Journal`.
 * - `done` and `buried` lease the lane's next message to the same worker, in the same transaction.
 * - A settlement from an old lease is `fenced` and has no effect; `advanced` is a new lease.
 */
export interface DeliveryStore {
  commit(commit: Commit): Promise<Committed>;
  /** Targets that have lanes with waiting messages. */
  targets(): Promise<readonly string[]>;
  statistics(): Promise<StoreStatistics>;
  /**
   * Calls back whenever another process may have made lanes due or added targets, and from time to
   * time in any case. Absent when no other process can. Answers how to stop it.
   */
  watch?(changed: () => void): () => void;
}
