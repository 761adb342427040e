import { Failure, failureOf } from '../errors.ts';
import type { Observer } from '../observer.ts';
import { type Backoff, pauseMs } from './backoff.ts';
import type { Clock } from './clock.ts';
import type { Deliverer, Step } from './deliverer.ts';
import type { DeliveryStore } from './delivery-store.ts';
import type { GateLimits } from './gate.ts';
import type { Gates } from './gates.ts';
import type { Head, Retry, Settlement } from './lane.ts';

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

/** One attempt at the head of a lane, and what it means for the lane and its target. */
export class Attempts {
  readonly #parts: LanesParts;
  readonly #gates: Gates;

  constructor(parts: LanesParts, gates: Gates) {
    this.#parts = parts;
    this.#gates = gates;
  }

  /** Never throws: whatever happens is a settlement. */
  async outcome(head: Head): Promise<Settlement> {
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
    if (step.kind === 'wait') return handedBack(head, step.untilMs, { tries: head.tries + 1 });
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
    return handedBack(head, dueAtMs, state);
  }
}

/** The lane is given back with its head as it was, but for `state`. */
export function handedBack(
  head: Head,
  dueAtMs: number,
  state: Partial<Omit<Retry, 'kind' | 'head'>>,
): Retry {
  const { tries, burned, failedSinceMs, inDoubt } = head;
  return {
    kind: 'retry',
    head,
    dueAtMs,
    tries,
    burned,
    failedSinceMs,
    inDoubt,
    failure: '',
    ...state,
  };
}
