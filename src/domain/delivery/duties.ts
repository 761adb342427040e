/** A duty that a process is at. */
export interface HeldDuty {
  /** It may have passed on to another process, since it could not be renewed in time. */
  readonly isLost: boolean;
}

/**
 * Work that only one process may do at a time, however many share the journal. A duty whose
 * process died passes on when its lease has run out.
 */
export interface Duties {
  /**
   * Does the work if nobody else is at it, and answers whether it did. The lease is renewed while
   * the work goes on; where that did not succeed in time, the work is told.
   */
  perform(duty: string, work: (held: HeldDuty) => Promise<void>): Promise<boolean>;
}
