import type { FailureCode } from '../errors.ts';
import type { Change, EntryState } from './journal.ts';

/** A lane as it is moved to another journal; nobody holds it any more. */
export interface MovedLane {
  /** Never given twice, also not by the journal that it comes into. */
  readonly id: number;
  readonly lane: string;
  readonly target: string;
  readonly epoch: number;
  /** Numbers of the first message and of the next to come; equal while it is idle. */
  readonly head: number;
  readonly tail: number;
  /** Absent while it is idle. */
  readonly dueAtMs?: number;
  /** What follows is of the first message; see `Head`. */
  readonly tries: number;
  readonly burned: number;
  readonly failedSinceMs: number;
  /** Also set when the lane was leased by a process that is gone. */
  readonly doubtSinceMs: number;
  readonly progress: string;
}

/** A message as it is moved. */
export interface MovedMessage {
  /** Of its acceptance, in the order of all changes. */
  readonly position: number;
  readonly id: string;
  readonly laneId: number;
  /** Its number in the lane. */
  readonly seq: number;
  readonly state: EntryState;
  readonly acceptedAtMs: number;
  readonly settledAtMs?: number;
  readonly eventId?: string;
  readonly failure?: FailureCode;
  readonly detail?: string;
  /** What it begins with when it becomes the first of its lane. */
  readonly progress: string;
  readonly doubtSinceMs: number;
  /** Absent when it was erased. */
  readonly body?: string;
  /** See `LaneMessage`. */
  readonly trace?: string;
}

/** What happened to a message after its acceptance, as it is moved. */
export interface MovedChange {
  readonly position: number;
  /** That of the acceptance. */
  readonly ofPosition: number;
  readonly kind: Change['kind'];
  readonly atMs: number;
  readonly eventId?: string;
  readonly failure?: FailureCode;
  readonly detail?: string;
}

/** An id that has arrived. */
export interface MovedId {
  readonly id: string;
  readonly atMs: number;
  /** Of the message that came with it. */
  readonly position?: number;
}
