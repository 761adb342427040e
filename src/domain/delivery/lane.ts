import type { FailureCode } from '../errors.ts';

/**
 * A lane is one conversation in one direction, strictly first in, first out. Its key is
 * `in/{account}/{customer}` (towards the contact centre) or `out/{account}/{customer}` (towards
 * X). The target is the neighbour it leads to; lanes of one target share its limits and outages.
 */
export interface LaneMessage {
  readonly lane: string;
  readonly target: string;
  /** A journalled value as JSON; the lane's deliverer knows how to read it. */
  readonly body: string;
  /** What it arrived as a part of, for whoever follows it; see `Tracing`. */
  readonly trace?: string;
}

/** What is to be kept about a direct message of the account's side; see {@link Ledger}. */
export interface LedgerEntry {
  readonly accountId: string;
  readonly customerId: string;
  readonly eventId: string;
  /** The CIM id it belongs to, or `api/…`; absent for an echo that has not been matched. */
  readonly cimId?: string;
  /** Fingerprint of the text, so that an echo can be recognised without keeping the text. */
  readonly fingerprint: string;
  /** The options that it offered, as JSON; absent when it offered none. */
  readonly menu?: string;
  /** When X made it, epoch milliseconds. */
  readonly sentAtMs: number;
}

/** Something that arrived and must not be lost: deduplicated by `id`, journalled as one. */
export interface Arrival {
  /** Unique for what arrived: `x/{account}/{event id}`, `cim/{message id}`, `api/…`, `status/…`. */
  readonly id: string;
  readonly atMs: number;
  readonly message?: LaneMessage;
  readonly entry?: LedgerEntry;
}

/** The first message of a lane, leased to this worker. */
export interface Head {
  readonly lane: string;
  readonly target: string;
  readonly laneId: number;
  /** Fences every settlement together with `seq`. */
  readonly epoch: number;
  readonly seq: number;
  readonly body: string;
  /** What the deliverer kept of an earlier step of the same message, `''` at first. */
  readonly progress: string;
  readonly acceptedAtMs: number;
  /** How often it was tried in vain. */
  readonly tries: number;
  /** How many of those tries count against the limit. */
  readonly burned: number;
  /** When the first vain try was, `0` when there was none. */
  readonly failedSinceMs: number;
  /**
   * When the first attempt began that may have reached the target without our knowing; `0` when
   * there is no doubt.
   */
  readonly doubtSinceMs: number;
  /** When the lease was asked for: a send must start well before it runs out. */
  readonly leasedAtMs: number;
  /** As it arrived; see `LaneMessage`. */
  readonly trace?: string;
}

interface Settled {
  readonly head: Head;
}

/** Delivered: the message leaves the lane; what follows from it is journalled with it. */
export interface Done extends Settled {
  readonly kind: 'done';
  readonly follow: readonly Arrival[];
  readonly entry?: LedgerEntry;
}

/**
 * A step of a message is done; the lane stays leased and the message comes back at once. With new
 * progress it is untried, since what went wrong with the step is over; with the same progress only
 * a doubt is settled.
 */
export interface Advanced extends Settled {
  readonly kind: 'advanced';
  readonly progress: string;
  readonly entry?: LedgerEntry;
}

/** In vain: the lane is handed back and due again at `dueAtMs`. */
export interface Retry extends Settled {
  readonly kind: 'retry';
  readonly dueAtMs: number;
  readonly tries: number;
  readonly burned: number;
  readonly failedSinceMs: number;
  readonly doubtSinceMs: number;
}

/** Given up: the message becomes a dead letter and the lane goes on. */
export interface Buried extends Settled {
  readonly kind: 'buried';
  readonly atMs: number;
  readonly failure: FailureCode;
  readonly detail: string;
  readonly follow: readonly Arrival[];
}

export type Settlement = Done | Advanced | Retry | Buried;
