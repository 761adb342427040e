import type {
  Commit,
  Committed,
  DeliveryStore,
  StoreStatistics,
} from '../../domain/delivery/delivery-store.ts';
import type { Ledger, Trace } from '../../domain/delivery/ledger.ts';
import { InMemoryJournal } from './in-memory-journal.ts';
import { InMemoryTransaction } from './in-memory-transaction.ts';

/** A journal in memory, for tests; it can be told to fail. Opening it ends all earlier leases. */
export class InMemoryDeliveryStore implements DeliveryStore, Ledger {
  readonly journal: InMemoryJournal;
  #failNext: Error | undefined;
  #failAll: Error | undefined;

  constructor(journal: InMemoryJournal = new InMemoryJournal()) {
    this.journal = journal;
    journal.endLeases();
  }

  /** The next commit fails with `error` and changes nothing. */
  failNext(error: Error): void {
    this.#failNext = error;
  }

  /** Every commit fails with `error` until this is called with undefined. */
  failAll(error: Error | undefined): void {
    this.#failAll = error;
  }

  async commit(commit: Commit): Promise<Committed> {
    const failure = this.#failNext ?? this.#failAll;
    this.#failNext = undefined;
    if (failure !== undefined) throw failure;

    const transaction = new InMemoryTransaction(this.journal, commit);
    return transaction.run();
  }

  async targets(): Promise<readonly string[]> {
    return [...new Set(this.journal.busy().map((lane) => lane.target))];
  }

  async statistics(): Promise<StoreStatistics> {
    const busy = this.journal.busy();
    return {
      waiting: busy.reduce((sum, lane) => sum + lane.waiting.length, 0),
      lanes: busy.length,
      dead: this.journal.dead.length,
    };
  }

  async newest(accountId: string, customerId: string, notAfterMs: number) {
    const [newest] = this.journal
      .sentTo(accountId, customerId)
      .filter(({ cimId, sentAtMs }) => cimId !== undefined && sentAtMs <= notAfterMs)
      .sort((a, b) => b.sentAtMs - a.sentAtMs || b.eventId.localeCompare(a.eventId));
    if (newest?.cimId === undefined) return;
    return { cimId: newest.cimId, ...(newest.menu !== undefined && { menu: newest.menu }) };
  }

  async unmatchedEcho(trace: Trace): Promise<string | undefined> {
    return this.journal
      .sentTo(trace.accountId, trace.customerId)
      .filter(
        (entry) =>
          entry.cimId === undefined &&
          entry.fingerprint === trace.fingerprint &&
          entry.sentAtMs >= trace.notBeforeMs,
      )
      .sort((a, b) => a.sentAtMs - b.sentAtMs)[0]?.eventId;
  }

  async matched(accountId: string, eventIds: readonly string[]): Promise<ReadonlySet<string>> {
    const belongs = (id: string) =>
      this.journal.ledger.get(`${accountId}/${id}`)?.cimId !== undefined;
    return new Set(eventIds.filter(belongs));
  }
}
