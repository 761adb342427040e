import { Attempts, handedBack, type LanesParts } from './attempts.ts';
import { Commits } from './commits.ts';
import type { Committed } from './delivery-store.ts';
import { Gates } from './gates.ts';
import type { Arrival, Head, Settlement } from './lane.ts';

/** Timers do not count further than some weeks; waking up in vain costs nothing. */
const sleepMaxMs = 60 * 60 * 1_000;

/**
 * The engine of both directions: journals what arrives, leases lanes, has their heads delivered
 * one at a time, and settles each attempt as done, to be tried again, or given up.
 */
export class Lanes {
  readonly #parts: LanesParts;
  readonly #gates: Gates;
  readonly #commits: Commits;
  readonly #attempts: Attempts;
  readonly #inFlight = new Map<string, Head>();
  #stopping = false;
  #started = false;
  #stopped: Promise<void> | undefined;
  #idle: (() => void) | undefined;
  #cancelWake: () => void = () => {};
  #wakeAtMs = Number.POSITIVE_INFINITY;

  constructor(parts: LanesParts) {
    const { store, clock, timings } = parts;
    this.#parts = parts;
    this.#gates = new Gates(parts);
    this.#attempts = new Attempts(parts, this.#gates);
    this.#commits = new Commits(store, clock, timings.leaseMs, {
      appetite: (arrivals, settlements) => {
        const appetite = this.#gates.appetite(allOf(arrivals, settlements), clock.now());
        return this.#working ? appetite : [];
      },
      committed: (committed, settlements) => this.#committed(committed, settlements),
      failed: (thrown) => {
        const reason = thrown instanceof Error ? thrown.message : 'unknown';
        parts.observer.notice({ kind: 'journal-failed', reason });
      },
      idle: () => {
        this.#planWake();
        this.#checkIdle();
      },
    });
  }

  get #working(): boolean {
    return this.#started && !this.#stopping;
  }

  /** Takes up the lanes that wait since an earlier run. */
  async start(): Promise<void> {
    for (const target of await this.#parts.store.targets()) this.#gates.of(target);
    this.#started = true;
    this.#commits.claim();
  }

  /** Journals arrivals as one; the promise is the permission to acknowledge them. */
  accept(arrivals: readonly Arrival[]): Promise<readonly ('accepted' | 'duplicate')[]> {
    return this.#commits.accept(arrivals);
  }

  /** When the journal failed last, unless it has worked since; epoch milliseconds. */
  get journalFailedAtMs(): number | undefined {
    return this.#commits.failedAtMs;
  }

  /** What is known of the targets: when the trouble of each began, if it is in trouble. */
  targets(): ReadonlyMap<string, { readonly troubleSinceMs: number | undefined }> {
    return this.#gates.states();
  }

  /** A target's trouble is known to be over, e.g. because it has new credentials. */
  recovered(target: string): void {
    this.#gates.recovered(target);
    this.#commits.claim();
  }

  /** Takes on nothing more, and resolves when what was in flight is settled on disk. */
  stop(): Promise<void> {
    this.#stopping = true;
    this.#cancelWake();
    this.#stopped ??= new Promise((resolve) => {
      this.#idle = resolve;
    });
    this.#checkIdle();
    return this.#stopped;
  }

  #committed(committed: Committed, settlements: readonly Settlement[]): void {
    for (const [i, outcome] of committed.settled.entries()) {
      const lane = settlements[i]?.head.lane ?? '';
      if (outcome === 'fenced') this.#parts.observer.notice({ kind: 'fenced', lane });
    }
    this.#gates.learn(committed.nextDue, settlements);
    for (const head of committed.heads) this.#take(head);
    this.#planWake();
    this.#checkIdle();
  }

  #take(head: Head): void {
    const { clock, timings } = this.#parts;
    const startBeforeMs = head.leasedAtMs + timings.leaseMs - timings.sendTimeoutMs;
    const twice = this.#inFlight.has(head.lane);
    const late = clock.now() >= startBeforeMs;
    if (twice || late || this.#stopping || this.#gates.closed(head.target)) {
      const dueAtMs = clock.now() + (twice ? 1_000 : 0);
      return this.#commits.settle(handedBack(head, dueAtMs, {}));
    }
    this.#inFlight.set(head.lane, head);
    this.#gates.started(head);
    void this.#attempt(head);
  }

  async #attempt(head: Head): Promise<void> {
    const settlement = await this.#attempts.outcome(head);
    this.#inFlight.delete(head.lane);
    this.#gates.ended(head);
    this.#commits.settle(settlement);
  }

  #planWake(): void {
    if (!this.#working) return;
    const nowMs = this.#parts.clock.now();
    const atMs = this.#gates.wakeAtMs(nowMs);
    if (atMs === undefined || atMs === this.#wakeAtMs) return;
    this.#cancelWake();
    this.#wakeAtMs = atMs;
    if (atMs <= nowMs) return this.#wake();
    const delayMs = Math.min(atMs - nowMs, sleepMaxMs);
    this.#cancelWake = this.#parts.clock.after(delayMs, () => this.#wake());
  }

  #wake(): void {
    this.#wakeAtMs = Number.POSITIVE_INFINITY;
    if (this.#working) this.#commits.claim();
  }

  #checkIdle(): void {
    if (this.#idle && this.#inFlight.size === 0 && this.#commits.idle) this.#idle();
  }
}

function allOf(
  arrivals: readonly Arrival[],
  settlements: readonly Settlement[],
): readonly Arrival[] {
  const following = settlements.flatMap((settlement) =>
    'follow' in settlement ? settlement.follow : [],
  );
  return following.length === 0 ? arrivals : [...arrivals, ...following];
}
