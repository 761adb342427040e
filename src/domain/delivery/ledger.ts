/** What makes an echo or a recent event of X the one that a message in doubt produced. */
export interface Trace {
  readonly accountId: string;
  readonly customerId: string;
  readonly fingerprint: string;
  /** Epoch milliseconds; nothing older can be it. */
  readonly notBeforeMs: number;
}

/**
 * The durable record of which direct messages of the account's side are known: sent by us for a
 * CIM message, or seen as an echo. Written with the arrivals and settlements that it belongs to.
 */
export interface Ledger {
  /** The event id of the oldest unmatched echo that fits the trace. */
  unmatchedEcho(trace: Trace): Promise<string | undefined>;
  /**
   * The newest message to this customer that belongs to a CIM message and was made at or before
   * `notAfterMs` (epoch milliseconds).
   */
  newest(
    accountId: string,
    customerId: string,
    notAfterMs: number,
  ): Promise<{ readonly cimId: string; readonly menu?: string } | undefined>;
  /** Those of the event ids that already belong to a CIM message. */
  matched(accountId: string, eventIds: readonly string[]): Promise<ReadonlySet<string>>;
}
