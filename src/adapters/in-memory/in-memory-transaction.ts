import type { Appetite, Commit, Committed, NextDue } from '../../domain/delivery/delivery-store.ts';
import type { Arrival, Buried, Done, Head, Settlement } from '../../domain/delivery/lane.ts';
import type { InMemoryJournal } from './in-memory-journal.ts';
import type { InMemoryLane } from './in-memory-lane.ts';

/** One commit on its way: everything that arrives, then the settlements, then the claims. */
export class InMemoryTransaction {
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
    const { accept, settle, claim, renew = [] } = this.#commit;
    for (const lane of this.#fence(renew.map((head) => ({ head })))) lane?.renew(this.#commit);
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
      const lane = this.#journal.append(arrival.message, arrival);
      if (lane.waiting.length === 1) this.#ready(lane);
    }
    return 'accepted';
  }

  #ready(lane: InMemoryLane): void {
    lane.dueMs = this.#commit.nowMs;
    if (this.#budget.take(lane.target, 'fresh')) this.#lease(lane);
  }

  /** The lane of each settlement that counts: leased as it says, and the first for its lane. */
  #fence(settle: readonly Pick<Settlement, 'head'>[]): readonly (InMemoryLane | undefined)[] {
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
      this.#leave(settlement, lane);
      if (lane.moveOn()) this.#lease(lane);
    }
    return 'settled';
  }

  /** What the first message of the lane becomes as it leaves it. */
  #leave(settlement: Done | Buried, lane: InMemoryLane): void {
    const message = lane.waiting[0];
    if (message === undefined) throw new Error('an idle lane has no head');
    if (settlement.kind === 'buried') {
      const { atMs, failure, detail } = settlement;
      message.progress = lane.progress;
      message.doubtSinceMs = lane.doubtSinceMs;
      this.#journal.dead.push(message);
      this.#journal.note(message, { kind: 'buried', atMs, failure, detail });
    } else {
      const { eventId } = settlement.entry ?? {};
      const event = eventId === undefined ? {} : { eventId };
      message.body = '';
      this.#journal.note(message, { kind: 'delivered', atMs: this.#commit.nowMs, ...event });
    }
  }

  #lease(lane: InMemoryLane): void {
    lane.lease(this.#commit);
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

/** How many more lanes may be leased in one commit, by target. */
class Budget {
  readonly #left = new Map<string, { fresh: number; retrying: number }>();

  constructor(claim: readonly Appetite[]) {
    for (const { target, fresh, retrying } of claim) this.#left.set(target, { fresh, retrying });
  }

  take(target: string, kind: 'fresh' | 'retrying'): boolean {
    const left = this.#left.get(target);
    if (left === undefined || left[kind] <= 0) return false;
    left[kind] -= 1;
    return true;
  }
}
