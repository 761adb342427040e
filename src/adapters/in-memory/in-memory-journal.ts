import type { Appetite, DeadLetter } from '../../domain/delivery/delivery-store.ts';
import type { Head, LaneMessage, LedgerEntry, Retry } from '../../domain/delivery/lane.ts';

interface Waiting {
  readonly body: string;
  readonly acceptedAtMs: number;
}

/** A lane as it would be kept on disk; idle when nothing waits in it. */
export class InMemoryLane {
  readonly id: number;
  readonly key: string;
  target: string;
  readonly waiting: Waiting[] = [];
  seq = 1;
  epoch = 0;
  leased = false;
  /** When it may be claimed: the lease's end while it is leased. */
  dueMs = 0;
  progress = '';
  tries = 0;
  burned = 0;
  failedSinceMs = 0;
  leasedAtMs = 0;
  doubtSinceMs = 0;

  constructor(id: number, message: LaneMessage) {
    this.id = id;
    this.key = message.lane;
    this.target = message.target;
  }

  lease(nowMs: number, leaseMs: number): void {
    if (this.leased) this.doubtSinceMs ||= this.leasedAtMs;
    this.leased = true;
    this.leasedAtMs = nowMs;
    this.dueMs = nowMs + leaseMs;
    this.epoch += 1;
  }

  /** A step is done; what went wrong with it is over. */
  advance(progress: string): void {
    this.leased = false;
    this.doubtSinceMs = 0;
    if (progress === this.progress) return;
    this.progress = progress;
    this.#untried();
  }

  /** The first message leaves; whether another one waits behind it. */
  moveOn(): boolean {
    this.waiting.shift();
    this.seq += 1;
    this.leased = false;
    this.doubtSinceMs = 0;
    this.progress = '';
    this.#untried();
    return this.waiting.length > 0;
  }

  #untried(): void {
    this.tries = 0;
    this.burned = 0;
    this.failedSinceMs = 0;
  }

  handBack(retry: Retry): void {
    this.leased = false;
    this.dueMs = retry.dueAtMs;
    this.tries = retry.tries;
    this.burned = retry.burned;
    this.failedSinceMs = retry.failedSinceMs;
    this.doubtSinceMs = retry.doubtSinceMs;
  }

  isLeasedAs(head: Head): boolean {
    return this.leased && this.epoch === head.epoch && this.seq === head.seq;
  }

  head(): Head {
    const first = this.waiting[0];
    if (first === undefined) throw new Error('an idle lane has no head');
    return {
      lane: this.key,
      target: this.target,
      laneId: this.id,
      epoch: this.epoch,
      seq: this.seq,
      body: first.body,
      acceptedAtMs: first.acceptedAtMs,
      progress: this.progress,
      tries: this.tries,
      burned: this.burned,
      failedSinceMs: this.failedSinceMs,
      doubtSinceMs: this.doubtSinceMs,
      leasedAtMs: this.leasedAtMs,
    };
  }
}

/** How many more lanes may be leased in one commit, by target. */
export class Budget {
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

/** What the disk would hold. Two stores opened on the same one imitate a restart. */
export class InMemoryJournal {
  readonly lanes = new Map<string, InMemoryLane>();
  readonly seen = new Set<string>();
  readonly dead: DeadLetter[] = [];
  readonly ledger = new Map<string, LedgerEntry>();

  /** The leases of an earlier process end; what it had in flight is in doubt. */
  endLeases(): void {
    for (const lane of this.lanes.values()) {
      if (!lane.leased) continue;
      lane.leased = false;
      lane.doubtSinceMs ||= lane.leasedAtMs;
      lane.dueMs = 0;
    }
  }

  /** An echo that was matched stays matched. */
  keep(entry: LedgerEntry): void {
    const key = `${entry.accountId}/${entry.eventId}`;
    if (this.ledger.get(key)?.cimId === undefined) this.ledger.set(key, entry);
  }

  /** What the ledger has of messages to a customer. */
  sentTo(accountId: string, customerId: string): readonly LedgerEntry[] {
    return [...this.ledger.values()].filter(
      (entry) => entry.accountId === accountId && entry.customerId === customerId,
    );
  }

  /** Appends to the lane, which is made when it is not there. */
  append(message: LaneMessage, acceptedAtMs: number): InMemoryLane {
    let lane = this.lanes.get(message.lane);
    if (lane === undefined) {
      lane = new InMemoryLane(this.lanes.size + 1, message);
      this.lanes.set(message.lane, lane);
    }
    if (lane.waiting.length === 0) lane.target = message.target;
    lane.waiting.push({ body: message.body, acceptedAtMs });
    return lane;
  }

  /** The lanes of a target that may be claimed, the one due longest first. */
  due(target: string, nowMs: number): readonly InMemoryLane[] {
    return this.busy()
      .filter((lane) => lane.target === target && lane.dueMs <= nowMs)
      .sort((a, b) => a.dueMs - b.dueMs);
  }

  /** The lanes with waiting messages. */
  busy(): readonly InMemoryLane[] {
    return [...this.lanes.values()].filter((lane) => lane.waiting.length > 0);
  }
}
