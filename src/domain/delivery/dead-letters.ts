import type { FailureCode } from '../errors.ts';
import type { Page } from './journal.ts';

/** A dead letter as operators see it: no text. */
export interface DeadLetter {
  /** The id of the message. */
  readonly id: string;
  readonly lane: string;
  readonly failure: FailureCode;
  readonly detail: string;
  readonly acceptedAtMs: number;
  readonly buriedAtMs: number;
}

/** Which dead letters; every given field must fit. */
export interface DeadLetterFilter {
  readonly accountId?: string;
  /** Buried at or after; epoch milliseconds. */
  readonly sinceMs?: number;
}

/**
 * What was given up, until an operator decides. A message that is redriven goes to the end of its
 * lane under its own id, with what had been done of it and whether it is in doubt, so that nothing
 * of it is delivered twice. Several of one lane that are redriven together keep the order in which
 * they were accepted.
 */
export interface DeadLetters {
  /** The last buried first. Fails with `rejected` when `after` is no `next` of an earlier page. */
  list(filter: DeadLetterFilter, size: number, after?: string): Promise<Page<DeadLetter>>;
  /** Answers the ids that were dead letters and are in their lanes again. */
  redrive(ids: readonly string[], nowMs: number): Promise<readonly string[]>;
  /** Answers the ids that were dead letters and are discarded. */
  discard(ids: readonly string[], nowMs: number): Promise<readonly string[]>;
}
