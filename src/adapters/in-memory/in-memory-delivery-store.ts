import type {
  Appetite,
  Commit,
  Committed,
  DeadLetter,
  DeliveryStore,
  NextDue,
  StoreStatistics,
} from '../../domain/delivery/delivery-store.ts';
import type { Arrival, Buried, Head, Settlement } from '../../domain/delivery/lane.ts';
import type { Ledger, Trace } from '../../domain/delivery/ledger.ts';
import { Budget, InMemoryJournal, type InMemoryLane } from './in-memory-journal.ts';

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

    const transaction = new Transaction(this.journal, commit);
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

  async deadLetters(limit: number): Promise<readonly DeadLetter[]> {
    return this.journal.dead.toReversed().slice(0, limit);
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

/** One commit on its way: everything that arrives, then the settlements, then the claims. */
class Transaction {
  readonly #journal: InMemoryJournal;
  readonly #commit: Commit;
  readonly #budget: Budget;
  readonly #heads: Head[] = [];

  constructor(journal: InMemoryJournal, commit: Commit) {
    this.#journal = journal;
    this.#commit = commit;
    this.#budget = new Budget(commit.claim);
  }

  run(): Committed {
    const { accept, settle, claim } = this.#commit;
    const accepted = accept.map((arrival) => this.#accept(arrival));
    const lanes = this.#fence(settle);
    settle.forEach((settlement, index) => {
      if (lanes[index] === undefined) return;
      if ('follow' in settlement) for (const arrival of settlement.follow) this.#accept(arrival);
    });
    const settled = settle.map((settlement, index) => this.#settle(settlement, lanes[index]));
    for (const appetite of claim) this.#claim(appetite);
    return { accepted, settled, heads: this.#heads, nextDue: this.#nextDue(claim) };
  }

  #accept(arrival: Arrival): 'accepted' | 'duplicate' {
    if (this.#journal.seen.has(arrival.id)) return 'duplicate';
    this.#journal.seen.add(arrival.id);
    if (arrival.entry !== undefined) this.#journal.keep(arrival.entry);
    if (arrival.message !== undefined) {
      const lane = this.#journal.append(arrival.message, arrival.atMs);
      if (lane.waiting.length === 1) this.#ready(lane);
    }
    return 'accepted';
  }

  #ready(lane: InMemoryLane): void {
    lane.dueMs = this.#commit.nowMs;
    if (this.#budget.take(lane.target, 'fresh')) this.#lease(lane);
  }

  /** The lane of each settlement that counts: leased as it says, and the first for its lane. */
  #fence(settle: readonly Settlement[]): readonly (InMemoryLane | undefined)[] {
    const taken = new Set<InMemoryLane>();
    return settle.map(({ head }) => {
      const lane = this.#journal.lanes.get(head.lane);
      if (lane === undefined || taken.has(lane) || !lane.isLeasedAs(head)) return undefined;
      taken.add(lane);
      return lane;
    });
  }

  #settle(settlement: Settlement, lane: InMemoryLane | undefined): 'settled' | 'fenced' {
    if (lane === undefined) return 'fenced';
    if ('entry' in settlement && settlement.entry) this.#journal.keep(settlement.entry);
    if (settlement.kind === 'retry') {
      lane.handBack(settlement);
    } else if (settlement.kind === 'advanced') {
      lane.advance(settlement.progress);
      this.#lease(lane);
    } else {
      if (settlement.kind === 'buried') this.#bury(settlement, lane);
      if (lane.moveOn()) this.#lease(lane);
    }
    return 'settled';
  }

  #bury(settlement: Buried, lane: InMemoryLane): void {
    this.#journal.dead.push({
      id: this.#journal.dead.length + 1,
      lane: lane.key,
      failure: settlement.failure,
      detail: settlement.detail,
      acceptedAtMs: settlement.head.acceptedAtMs,
      buriedAtMs: settlement.atMs,
    });
  }

  #lease(lane: InMemoryLane): void {
    lane.lease(this.#commit.nowMs, this.#commit.leaseMs);
    this.#heads.push(lane.head());
  }

  #claim({ target, waiting = Number.POSITIVE_INFINITY }: Appetite): void {
    let fresh = 0;
    for (const lane of this.#journal.due(target, this.#commit.nowMs)) {
      const kind = lane.tries > 0 ? 'retrying' : 'fresh';
      if (kind === 'fresh' && ++fresh > waiting) continue;
      if (this.#budget.take(target, kind)) this.#lease(lane);
    }
  }

  #nextDue(claim: readonly Appetite[]): ReadonlyMap<string, NextDue> {
    const next = new Map<string, NextDue>();
    for (const { target } of claim) {
      const waiting = this.#journal.busy().filter((lane) => lane.target === target);
      const [freshMs] = dues(waiting.filter((lane) => lane.tries === 0));
      const [retryingMs] = dues(waiting.filter((lane) => lane.tries > 0));
      next.set(target, {
        ...(freshMs !== undefined && { freshMs }),
        ...(retryingMs !== undefined && { retryingMs }),
      });
    }
    return next;
  }
}

const dues = (lanes: readonly InMemoryLane[]) =>
  lanes.map(({ dueMs }) => dueMs).sort((a, b) => a - b);
