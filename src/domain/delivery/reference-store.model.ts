import { expect } from '@jest/globals';
import type { Appetite, Commit, Committed, NextDue } from './delivery-store.ts';
import type { Change, EntryState } from './journal.ts';
import type { Arrival, Head, Settlement } from './lane.ts';

interface Message {
  readonly id: string;
  readonly lane: Lane;
  readonly body: string;
  readonly acceptedAtMs: number;
  /** What it begins with when it becomes the first of its lane. */
  readonly kept: Pick<Head, 'progress' | 'doubtSinceMs'>;
}

interface Lane {
  readonly key: string;
  target: string;
  readonly waiting: Message[];
  lease: Head | undefined;
  /** The lease's end while it is leased. */
  dueMs: number;
  seq: number;
  epoch: number;
  first: Pick<Head, 'progress' | 'tries' | 'burned' | 'failedSinceMs' | 'doubtSinceMs'>;
}

const untried = { progress: '', tries: 0, burned: 0, failedSinceMs: 0, doubtSinceMs: 0 };
const kindOf = (lane: Lane): 'fresh' | 'retrying' => (lane.first.tries > 0 ? 'retrying' : 'fresh');

/**
 * What a store must have answered, worked out with arrays and maps. Which of several due lanes is
 * leased is left to the store; that it may be leased, and how many, is not.
 */
export class ReferenceStore {
  readonly lanes = new Map<string, Lane>();
  /** The newest last. */
  readonly dead: Message[] = [];
  readonly states = new Map<string, EntryState>();
  /** What happened to messages, by transaction. */
  readonly changes: Pick<Change, 'kind' | 'id'>[][] = [];
  readonly #seen = new Set<string>();

  /** Fails when the answer is not one that the port allows. */
  check(commit: Commit, answer: Committed): void {
    const { accept, settle, claim, renew = [] } = commit;
    this.changes.push([]);
    for (const head of renew) this.#renew(head, commit);
    const accepted = accept.map((arrival) => this.#accept(arrival, commit.nowMs));
    const lanes = this.#fence(settle);
    settle.forEach((settlement, i) => {
      if (!lanes[i] || !('follow' in settlement)) return;
      for (const arrival of settlement.follow) this.#accept(arrival, commit.nowMs);
    });
    expect(answer.accepted).toEqual(accepted);
    expect(answer.settled).toEqual(lanes.map((lane) => (lane ? 'settled' : 'fenced')));

    const kept = settle.flatMap((settlement, i) => this.#settle(settlement, lanes[i]) ?? []);
    const heads = new Map(answer.heads.map((head) => [head.lane, head]));
    expect(heads.size).toBe(answer.heads.length);
    for (const lane of kept) {
      this.#lease(lane, heads.get(lane.key), commit);
      heads.delete(lane.key);
    }
    for (const appetite of claim) this.#claim(appetite, heads, commit);
    expect([...heads.keys()]).toEqual([]);
    for (const { target } of claim)
      this.#checkDue(target, answer.nextDue.get(target), commit.nowMs);
  }

  /** The process is gone; its leases end, or run out if others share the store. */
  crash(shared: boolean): void {
    for (const lane of this.lanes.values()) {
      if (lane.lease === undefined || shared) continue;
      lane.first = inDoubt(lane.first, lane.lease);
      lane.lease = undefined;
      lane.dueMs = 0;
    }
  }

  busy(): readonly Lane[] {
    return [...this.lanes.values()].filter((lane) => lane.waiting.length > 0);
  }

  /** Gives dead letters back to their lanes, the first accepted first; the ids of those that were. */
  redrive(ids: readonly string[], nowMs: number): readonly string[] {
    const redriven = this.#takeDead(ids, 'redriven', 'waiting');
    const order = [...this.states.keys()];
    redriven.sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
    for (const message of redriven) this.#append(message, nowMs);
    return redriven.map(({ id }) => id);
  }

  discard(ids: readonly string[]): readonly string[] {
    return this.#takeDead(ids, 'discarded', 'discarded').map(({ id }) => id);
  }

  #takeDead(ids: readonly string[], kind: Change['kind'], state: EntryState): Message[] {
    this.changes.push([]);
    const taken = this.dead.filter(({ id }) => ids.includes(id));
    for (const message of taken) {
      this.dead.splice(this.dead.indexOf(message), 1);
      this.#note(message, kind, state);
    }
    return taken;
  }

  #note({ id }: Message, kind: Change['kind'], state: EntryState): void {
    this.changes.at(-1)?.push({ kind, id });
    this.states.set(id, state);
  }

  #accept({ id, atMs, message }: Arrival, nowMs: number): 'accepted' | 'duplicate' {
    if (this.#seen.has(id)) return 'duplicate';
    this.#seen.add(id);
    if (message === undefined) return 'accepted';
    const { lane: key, target, body } = message;
    const idle = { key, target, lease: undefined, dueMs: 0, seq: 0, epoch: 0, first: untried };
    const lane = this.lanes.get(key) ?? { ...idle, waiting: [] };
    if (lane.waiting.length === 0) lane.target = target;
    this.lanes.set(key, lane);
    const kept = { progress: '', doubtSinceMs: 0 };
    const accepted = { id, lane, body, acceptedAtMs: atMs, kept };
    this.#note(accepted, 'accepted', 'waiting');
    this.#append(accepted, nowMs);
    return 'accepted';
  }

  #append(message: Message, nowMs: number): void {
    const { lane, kept } = message;
    if (lane.waiting.length === 0) {
      lane.dueMs = nowMs;
      lane.first = { ...untried, ...kept };
    }
    lane.waiting.push(message);
  }

  /** Counts for a lease that nobody has taken over, though it may have run out. */
  #renew(head: Head, { nowMs, leaseMs }: Commit): void {
    const lane = this.lanes.get(head.lane);
    if (lane?.lease === undefined) return;
    const { epoch, seq } = lane.lease;
    if (epoch === head.epoch && seq === head.seq) lane.dueMs = nowMs + leaseMs;
  }

  #fence(settle: readonly Settlement[]): readonly (Lane | undefined)[] {
    const taken = new Set<Lane>();
    return settle.map(({ head }) => {
      const lane = this.lanes.get(head.lane);
      const { epoch, seq } = lane?.lease ?? {};
      if (!lane || taken.has(lane) || epoch !== head.epoch || seq !== head.seq) return undefined;
      taken.add(lane);
      return lane;
    });
  }

  /** The lane, if it stays leased. */
  #settle(settlement: Settlement, lane: Lane | undefined): Lane | undefined {
    if (lane === undefined) return undefined;
    lane.lease = undefined;
    if (settlement.kind === 'retry') {
      const { tries, burned, failedSinceMs, doubtSinceMs } = settlement;
      lane.first = { ...lane.first, tries, burned, failedSinceMs, doubtSinceMs };
      lane.dueMs = settlement.dueAtMs;
      return undefined;
    }
    if (settlement.kind === 'advanced') {
      const { progress } = settlement;
      const kept = progress === lane.first.progress ? lane.first : untried;
      lane.first = { ...kept, progress, doubtSinceMs: 0 };
      return lane;
    }
    const message = lane.waiting.shift()!;
    if (settlement.kind === 'buried') {
      const { progress, doubtSinceMs } = lane.first;
      this.dead.push({ ...message, kept: { progress, doubtSinceMs } });
      this.#note(message, 'buried', 'dead');
    } else {
      this.#note(message, 'delivered', 'delivered');
    }
    lane.first = { ...untried, ...lane.waiting[0]?.kept };
    return lane.waiting.length > 0 ? lane : undefined;
  }

  #claim(appetite: Appetite, heads: Map<string, Head>, commit: Commit): void {
    for (const kind of ['fresh', 'retrying'] as const) {
      const due = this.busy().filter(
        (lane) =>
          lane.target === appetite.target && kindOf(lane) === kind && lane.dueMs <= commit.nowMs,
      );
      const claimed = due.filter((lane) => heads.has(lane.key));
      expect(claimed).toHaveLength(Math.min(appetite[kind], due.length));
      for (const lane of claimed) {
        if (lane.lease !== undefined) lane.first = inDoubt(lane.first, lane.lease);
        this.#lease(lane, heads.get(lane.key), commit);
        heads.delete(lane.key);
      }
    }
  }

  #lease(lane: Lane, head: Head | undefined, { nowMs, leaseMs }: Commit): void {
    const { key, target, first, waiting } = lane;
    const { body, acceptedAtMs } = waiting[0]!;
    const leased = { lane: key, target, body, acceptedAtMs, leasedAtMs: nowMs };
    expect(head).toMatchObject({ ...leased, ...first });
    const { seq, epoch } = head!;
    expect([seq >= lane.seq, epoch >= lane.epoch]).toEqual([true, true]);
    expect([seq, epoch]).not.toEqual([lane.seq, lane.epoch]);
    Object.assign(lane, { lease: head, dueMs: nowMs + leaseMs, seq, epoch });
  }

  #checkDue(target: string, next: NextDue = {}, nowMs: number): void {
    const lanes = this.busy().filter((lane) => lane.target === target);
    for (const kind of ['fresh', 'retrying'] as const) {
      const dues = lanes.filter((lane) => kindOf(lane) === kind).map((lane) => lane.dueMs);
      const answered = next[kind === 'fresh' ? 'freshMs' : 'retryingMs'];
      const due = dues.length > 0 ? Math.min(...dues) : undefined;
      expect(notBefore(nowMs, answered)).toBe(notBefore(nowMs, due));
    }
  }
}

/** In doubt since the lease began under which it was in flight, or since an earlier doubt. */
const inDoubt = (first: Lane['first'], { leasedAtMs }: Head): Lane['first'] => ({
  ...first,
  doubtSinceMs: first.doubtSinceMs || leasedAtMs,
});

/** A time that has passed is as good as any other that has. */
const notBefore = (nowMs: number, ms: number | undefined): number | undefined =>
  ms === undefined ? undefined : Math.max(nowMs, ms);
