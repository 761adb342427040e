/**
 * Work that only one process may do at a time, however many share the journal. A duty whose
 * process died passes on when its lease has run out.
 */
export interface Duties {
  /**
   * Does the work if nobody else is at it, and answers whether it did. The lease is renewed while
   * the work goes on.
   */
  perform(duty: string, work: () => Promise<void>): Promise<boolean>;
}
