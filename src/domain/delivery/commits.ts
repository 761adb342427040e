import { Failure } from '../errors.ts';
import type { Clock } from './clock.ts';
import type { Appetite, Commit, Committed, DeliveryStore } from './delivery-store.ts';
import type { Arrival, Head, Settlement } from './lane.ts';

/** At most this many arrivals share a transaction, so that none waits long for its neighbours. */
const arrivalsMax = 200;

interface Waiting {
  readonly arrivals: readonly Arrival[];
  readonly resolve: (accepted: readonly ('accepted' | 'duplicate')[]) => void;
  readonly reject: (failure: Failure) => void;
}

/** What the engine adds to a commit and learns from it. */
export interface CommitHooks {
  appetite(arrivals: readonly Arrival[], settlements: readonly Settlement[]): readonly Appetite[];
  /** Heads whose leases are to begin anew. */
  toRenew(): readonly Head[];
  committed(commit: Commit, committed: Committed): void;
  failed(reason: unknown): void;
  /** There was nothing to commit. */
  idle(): void;
}

/**
 * Group commit: whatever came up in one turn of the event loop becomes one transaction. Arrivals
 * are told when it fails, since somebody waits for them; settlements are kept and tried again,
 * since what they say has happened.
 */
export class Commits {
  readonly #store: DeliveryStore;
  readonly #clock: Clock;
  readonly #leaseMs: number;
  readonly #hooks: CommitHooks;
  #arriving: Waiting[] = [];
  #settling: Settlement[] = [];
  #wanted = false;
  #running = false;
  #scheduled = false;
  #failures = 0;
  #failedAtMs: number | undefined;
  #cancelRetry: () => void = () => {};

  constructor(store: DeliveryStore, clock: Clock, leaseMs: number, hooks: CommitHooks) {
    this.#store = store;
    this.#clock = clock;
    this.#leaseMs = leaseMs;
    this.#hooks = hooks;
  }

  /** Journals the arrivals together; resolves after they are on disk, fails with `unavailable`. */
  accept(arrivals: readonly Arrival[]): Promise<readonly ('accepted' | 'duplicate')[]> {
    if (arrivals.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      this.#arriving.push({ arrivals, resolve, reject });
      this.#schedule();
    });
  }

  settle(settlement: Settlement): void {
    this.#settling.push(settlement);
    this.#schedule();
  }

  /** Asks for due lanes with the next commit. */
  claim(): void {
    this.#wanted = true;
    this.#schedule();
  }

  /** When a commit failed last, unless one has succeeded since; epoch milliseconds. */
  get failedAtMs(): number | undefined {
    return this.#failedAtMs;
  }

  /** Nothing waits to be written. */
  get idle(): boolean {
    return !this.#running && this.#arriving.length === 0 && this.#settling.length === 0;
  }

  #schedule(): void {
    if (this.#scheduled || this.#running) return;
    this.#scheduled = true;
    this.#clock.soon(() => {
      this.#scheduled = false;
      void this.#flush();
    });
  }

  async #flush(): Promise<void> {
    const group = this.#takeArrivals();
    const settle = this.#settling;
    this.#settling = [];
    this.#wanted = false;
    const accept = group.flatMap((waiting) => waiting.arrivals);
    const claim = this.#hooks.appetite(accept, settle);
    const renew = this.#hooks.toRenew();
    if (accept.length + settle.length + claim.length + renew.length === 0) {
      return this.#hooks.idle();
    }
    this.#running = true;
    const nowMs = this.#clock.now();
    const commit = { nowMs, leaseMs: this.#leaseMs, accept, settle, claim, renew };
    try {
      const committed = await this.#store.commit(commit);
      this.#failures = 0;
      this.#failedAtMs = undefined;
      this.#running = false;
      answer(group, committed.accepted);
      this.#hooks.committed(commit, committed);
    } catch (reason) {
      this.#running = false;
      for (const waiting of group) waiting.reject(new Failure('unavailable', 'the journal failed'));
      this.#settling = [...settle, ...this.#settling];
      this.#failedAtMs = this.#clock.now();
      this.#hooks.failed(reason);
      this.#retryLater();
    }
    if (this.#arriving.length > 0 || (this.#failures === 0 && this.#pending)) this.#schedule();
  }

  #retryLater(): void {
    this.#cancelRetry();
    const pauseMs = Math.min(5_000, 100 * 2 ** this.#failures++);
    this.#cancelRetry = this.#clock.after(pauseMs, () => this.claim());
  }

  get #pending(): boolean {
    return this.#settling.length > 0 || this.#wanted;
  }

  #takeArrivals(): Waiting[] {
    let count = 0;
    let groups = 0;
    for (const { arrivals } of this.#arriving) {
      if (groups > 0 && count + arrivals.length > arrivalsMax) break;
      count += arrivals.length;
      groups++;
    }
    return this.#arriving.splice(0, groups);
  }
}

function answer(group: readonly Waiting[], accepted: Committed['accepted']): void {
  let from = 0;
  for (const { arrivals, resolve } of group) {
    resolve(accepted.slice(from, from + arrivals.length));
    from += arrivals.length;
  }
}
