import { Failure, failureOf } from '../errors.ts';
import type { Observer } from '../observer.ts';
import { type Backoff, pauseMs } from './backoff.ts';
import type { Clock } from './clock.ts';
import { Commits } from './commits.ts';
import type { Deliverer, Step } from './deliverer.ts';
import type { Committed, DeliveryStore } from './delivery-store.ts';
import type { GateLimits } from './gate.ts';
import { Gates } from './gates.ts';
import type { Arrival, Head, Retry, Settlement } from './lane.ts';

export interface LaneTimings {
  readonly leaseMs: number;
  /** A send that starts now has ended, one way or the other, this much later. */
  readonly sendTimeoutMs: number;
  /** How long a message in doubt waits for its echo before it is looked up. */
  readonly echoWaitMs: number;
  /** Attempts after which an internal error buries a message. */
  readonly burnedMax: number;
  readonly backoff: Backoff;
  readonly gate: GateLimits;
}

export interface LanesParts {
  readonly store: DeliveryStore;
  readonly clock: Clock;
  readonly observer: Observer;
  readonly delivererOf: (head: Head) => Deliverer;
  readonly timings: LaneTimings;
  readonly random: () => number;
}

/**
 * The engine of both directions: journals what arrives, leases lanes, has their heads delivered
 * one at a time, and settles each attempt as done, to be tried again, or given up.
 */
export class Lanes {
  readonly #parts: LanesParts;
  readonly #gates: Gates;
  readonly #commits: Commits;
  readonly #inFlight = new Map<string, Head>();
  #stopping = false;
  #started = false;
  #idle: (() => void) | undefined;
  #cancelWake: () => void = () => {};
  #wakeAtMs = Number.POSITIVE_INFINITY;

  constructor(parts: LanesParts) {
    const { store, clock, timings } = parts;
    this.#parts = parts;
    this.#gates = new Gates(parts);
    this.#commits = new Commits(store, clock, timings.leaseMs, {
      appetite: (arrivals, settlements) =>
        this.#working ? this.#gates.appetite(allOf(arrivals, settlements), clock.now()) : [],
      committed: (committed, settlements) => this.#committed(committed, settlements),
      failed: (reason) =>
        parts.observer.notice({ kind: 'journal-failed', reason: failureOf(reason).detail }),
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

  /** What is known of the targets: when the trouble of each began, if it is in trouble. */
  targets(): ReadonlyMap<string, { readonly troubleSinceMs: number | undefined }> {
    return this.#gates.states();
  }

  /** A target's trouble is known to be over, e.g. because it has new credentials. */
  recovered(target: string): void {
    this.#gates.answered(target);
    this.#commits.claim();
  }

  /** Takes on nothing more, and resolves when what was in flight is settled on disk. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#cancelWake();
    await new Promise<void>((resolve) => {
      this.#idle = resolve;
      this.#checkIdle();
    });
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
      const back = this.#handedBack(head, dueAtMs, { inDoubt: twice || head.inDoubt });
      return this.#commits.settle(back);
    }
    this.#inFlight.set(head.lane, head);
    this.#gates.started(head);
    void this.#attempt(head);
  }

  async #attempt(head: Head): Promise<void> {
    const settlement = await this.#outcome(head);
    this.#inFlight.delete(head.lane);
    this.#gates.ended(head);
    this.#commits.settle(settlement);
  }

  async #outcome(head: Head): Promise<Settlement> {
    const { clock, delivererOf, timings } = this.#parts;
    const deliverer = delivererOf(head);
    try {
      if (head.tries > 0 && clock.now() - head.acceptedAtMs > deliverer.ageMaxMs) {
        return this.#bury(head, deliverer, new Failure('expired', 'older than the limit'));
      }
      return this.#reached(head, await deliverer.execute(head));
    } catch (thrown) {
      const failure = failureOf(thrown);
      const burned = head.burned + (failure.rule.retry === 'limited' ? 1 : 0);
      this.#gates.note(head.target, failure);
      const over = failure.rule.retry === 'never' || burned >= timings.burnedMax;
      if (over) return this.#bury(head, deliverer, failure);
      return this.#retry(head, failure, burned);
    }
  }

  #reached(head: Head, step: Step): Settlement {
    if (step.kind === 'wait') return this.#handedBack(head, step.untilMs, { tries: head.tries + 1 });
    this.#gates.answered(head.target);
    if (step.kind === 'advanced') return { ...step, head };
    const waitedMs = this.#parts.clock.now() - head.acceptedAtMs;
    this.#parts.observer.notice({ kind: 'delivered', lane: head.lane, waitedMs });
    return { ...step, head, follow: step.follow ?? [] };
  }

  #bury(head: Head, deliverer: Deliverer, failure: Failure): Settlement {
    const { clock, observer } = this.#parts;
    observer.notice({ kind: 'buried', lane: head.lane, failure });
    const { code, detail } = failure;
    const follow = deliverer.buried(head, failure);
    return { kind: 'buried', head, atMs: clock.now(), failure: code, detail, follow };
  }

  /** While the target is in trouble its gate sets the pace; otherwise the lane itself backs off. */
  #retry(head: Head, failure: Failure, burned: number): Settlement {
    const { clock, observer, random, timings } = this.#parts;
    const nowMs = clock.now();
    const failedSinceMs = head.failedSinceMs || nowMs;
    const held = this.#gates.inTrouble(head.target) && failure.rule.fault === 'target';
    const pause = pauseMs(timings.backoff, head.tries, nowMs - failedSinceMs, random);
    const inDoubt = head.inDoubt || failure.code === 'uncertain';
    const dueAtMs = nowMs + Math.max(held ? 0 : pause, inDoubt ? timings.echoWaitMs : 0);
    const tries = head.tries + 1;
    observer.notice({ kind: 'held', lane: head.lane, failure, tries, dueAtMs });
    const state = { tries, burned, failedSinceMs, inDoubt, failure: failure.code };
    return this.#handedBack(head, dueAtMs, state);
  }

  #handedBack(head: Head, dueAtMs: number, state: Partial<Omit<Retry, 'kind' | 'head'>>): Retry {
    const { tries, burned, failedSinceMs, inDoubt } = head;
    return { kind: 'retry', head, dueAtMs, tries, burned, failedSinceMs, inDoubt, failure: '', ...state };
  }


  #planWake(): void {
    if (!this.#working) return;
    const nowMs = this.#parts.clock.now();
    const atMs = this.#gates.wakeAtMs(nowMs);
    if (atMs === undefined || atMs === this.#wakeAtMs) return;
    this.#cancelWake();
    this.#wakeAtMs = atMs;
    if (atMs <= nowMs) return this.#wake();
    this.#cancelWake = this.#parts.clock.after(atMs - nowMs, () => this.#wake());
  }

  #wake(): void {
    this.#wakeAtMs = Number.POSITIVE_INFINITY;
    if (this.#working) this.#commits.claim();
  }

  #checkIdle(): void {
    if (this.#idle && this.#inFlight.size === 0 && this.#commits.idle) this.#idle();
  }
}

function allOf(arrivals: readonly Arrival[], settlements: readonly Settlement[]): readonly Arrival[] {
  const following = settlements.flatMap((settlement) => ('follow' in settlement ? settlement.follow : []));
  return following.length === 0 ? arrivals : [...arrivals, ...following];
}
