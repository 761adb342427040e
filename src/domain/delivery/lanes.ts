import { Attempts, handedBack, type LanesParts } from './attempts.ts';
import { Commits } from './commits.ts';
import type { Targets } from './count-waiting.ts';
import type { Commit, Committed } from './delivery-store.ts';
import { Gates } from './gates.ts';
import { InFlight } from './in-flight.ts';
import type { Arrival, Head, Settlement } from './lane.ts';
import { followed, marked, type Tracing, untraced } from './tracing.ts';

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
  readonly #inFlight: InFlight;
  readonly #tracing: Tracing;
  readonly #listeners = new Set<() => void>();
  #stopping = false;
  #started = false;
  #stopped: Promise<void> | undefined;
  #idle: (() => void) | undefined;
  #cancelWake: () => void = () => {};
  #unwatch: () => void = () => {};
  #wakeAtMs = Number.POSITIVE_INFINITY;

  constructor(parts: LanesParts) {
    const { store, clock, timings } = parts;
    this.#parts = parts;
    this.#tracing = parts.tracing ?? untraced;
    this.#gates = new Gates(parts);
    this.#attempts = new Attempts(parts, this.#gates, (arrivals) => {
      void this.accept(arrivals).catch(() => {});
    });
    this.#inFlight = new InFlight(timings.leaseMs);
    this.#commits = new Commits(store, clock, timings.leaseMs, {
      appetite: (arrivals, settlements) => {
        const appetite = this.#gates.appetite(allOf(arrivals, settlements), clock.now());
        return this.#working ? appetite : [];
      },
      toRenew: () => this.#inFlight.toRenew(clock.now()),
      committed: (commit, committed) => this.#committed(commit, committed),
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
    this.#unwatch = this.#parts.store.watch?.(() => void this.lookAgain()) ?? this.#unwatch;
    this.#commits.claim();
  }

  /** Lanes may have become due by something else than this engine. Never fails. */
  async lookAgain(): Promise<void> {
    this.#tell();
    const targets = await this.#parts.store.targets().catch(() => []);
    for (const target of targets) this.#gates.mayBeDue(target);
    if (this.#working && targets.length > 0) this.#commits.claim();
  }

  /** Calls back whenever the journal may have changed. Answers how to stop it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Journals arrivals as one; the promise is the permission to acknowledge them. */
  accept(arrivals: readonly Arrival[]): Promise<readonly ('accepted' | 'duplicate')[]> {
    return marked(arrivals, this.#tracing, (all) => this.#commits.accept(all));
  }

  /** When the journal failed last, unless it has worked since; epoch milliseconds. */
  get journalFailedAtMs(): number | undefined {
    return this.#commits.failedAtMs;
  }

  /** What is known of the targets: when the trouble of each began, if it is in trouble, and why. */
  targets(): Targets {
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
    this.#unwatch();
    this.#stopped ??= new Promise((resolve) => {
      this.#idle = resolve;
    });
    this.#checkIdle();
    return this.#stopped;
  }

  #committed({ nowMs, accept, renew, settle }: Commit, committed: Committed): void {
    for (const [i, outcome] of committed.settled.entries()) {
      const lane = settle[i]?.head.lane ?? '';
      if (outcome === 'fenced') this.#parts.observer.notice({ kind: 'fenced', lane });
    }
    this.#inFlight.renewed(renew ?? [], nowMs);
    this.#gates.learn(committed.nextDue, settle);
    if (accept.length + settle.length > 0) this.#tell();
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
    this.#inFlight.add(head);
    this.#gates.started(head);
    void this.#attempt(head);
  }

  async #attempt(head: Head): Promise<void> {
    const work = () => this.#attempts.outcome(head);
    const settlement = await followed(head, this.#tracing, work);
    this.#inFlight.remove(head.lane);
    this.#gates.ended(head);
    this.#commits.settle(settlement);
  }

  #planWake(): void {
    const nowMs = this.#parts.clock.now();
    const dueAtMs = this.#working ? this.#gates.wakeAtMs(nowMs) : undefined;
    const atMs = earliest(dueAtMs, this.#inFlight.renewAtMs);
    if (atMs === undefined || atMs >= this.#wakeAtMs) return;
    this.#cancelWake();
    this.#wakeAtMs = atMs;
    if (atMs <= nowMs) return this.#wake();
    const delayMs = Math.min(atMs - nowMs, sleepMaxMs);
    this.#cancelWake = this.#parts.clock.after(delayMs, () => this.#wake());
  }

  #wake(): void {
    this.#wakeAtMs = Number.POSITIVE_INFINITY;
    this.#commits.claim();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #checkIdle(): void {
    if (!this.#idle || this.#inFlight.size > 0 || !this.#commits.idle) return;
    this.#cancelWake();
    this.#idle();
  }
}

const earliest = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);

function allOf(
  arrivals: readonly Arrival[],
  settlements: readonly Settlement[],
): readonly Arrival[] {
  const following = settlements.flatMap((settlement) =>
    'follow' in settlement ? settlement.follow : [],
  );
  return following.length === 0 ? arrivals : [...arrivals, ...following];
}
