import { Failure, failureOf } from '../errors.ts';
import type { Observer } from '../observer.ts';
import { type Backoff, pauseMs } from './backoff.ts';
import type { Clock } from './clock.ts';
import type { Deliverer, Step } from './deliverer.ts';
import type { DeliveryStore } from './delivery-store.ts';
import type { GateLimits } from './gate.ts';
import type { Gates } from './gates.ts';
import type { Arrival, Head, Retry, Settlement } from './lane.ts';
import type { Tracing } from './tracing.ts';

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
  /** Absent: nobody follows messages. */
  readonly tracing?: Tracing;
}

/** One attempt at the head of a lane, and what it means for the lane and its target. */
export class Attempts {
  readonly #parts: LanesParts;
  readonly #gates: Gates;
  readonly #tell: (arrivals: readonly Arrival[]) => void;

  /** `tell` journals what an attempt that has to wait has to say. */
  constructor(parts: LanesParts, gates: Gates, tell: (arrivals: readonly Arrival[]) => void) {
    this.#parts = parts;
    this.#gates = gates;
    this.#tell = tell;
  }

  /** Never throws: whatever happens is a settlement. */
  async outcome(head: Head): Promise<Settlement> {
    try {
      const deliverer = this.#parts.delivererOf(head);
      if (this.#isTooOld(head, deliverer)) return this.#bury(head, this.#tooOld(head));
      return this.#reached(head, await deliverer.execute(head));
    } catch (thrown) {
      const failure = failureOf(thrown);
      const burned = head.burned + (failure.rule.retry === 'limited' ? 1 : 0);
      this.#gates.note(head, failure);
      const over = failure.rule.retry === 'never' || burned >= this.#parts.timings.burnedMax;
      return over ? this.#bury(head, failure) : this.#retry(head, failure, burned);
    }
  }

  /** Nothing is given up untried, but for what grew old behind others while its target was down. */
  #isTooOld(head: Head, deliverer: Deliverer): boolean {
    const inVain = head.tries > 0 || this.#gates.inTrouble(head.target);
    return inVain && this.#parts.clock.now() - head.acceptedAtMs > deliverer.ageMaxMs;
  }

  /** What was in doubt and could not be settled may have been delivered: that is what is told. */
  #tooOld({ doubtSinceMs, failedSinceMs, target, tries }: Head): Failure {
    if (doubtSinceMs > 0) return new Failure('uncertain', older);
    const trouble = this.#gates.of(target).trouble;
    if (trouble !== undefined) {
      return new Failure('expired', `${older}; ${trouble.message}`, undefined, trouble.code);
    }
    const onlyWaited = tries > 0 && failedSinceMs === 0;
    return new Failure('expired', older, undefined, onlyWaited ? 'throttled' : undefined);
  }

  #reached(head: Head, step: Step): Settlement {
    if (step.kind === 'wait') return this.#wait(head, step);
    if (step.kind === 'advanced') return { ...step, head };
    this.#gates.answered(head.target);
    const waitedMs = this.#parts.clock.now() - head.acceptedAtMs;
    this.#parts.observer.notice({ kind: 'delivered', lane: head.lane, waitedMs });
    return { ...step, head, follow: step.follow ?? [] };
  }

  /** A time that has passed is no reason to try without a pause. */
  #wait(head: Head, { tell = [], untilMs }: Extract<Step, { kind: 'wait' }>): Settlement {
    this.#tell(tell);
    const { clock, timings } = this.#parts;
    const dueAtMs = Math.max(untilMs, clock.now() + timings.backoff.firstMs);
    return handedBack(head, dueAtMs, { tries: head.tries + 1 });
  }

  /** Also when nobody can be told: otherwise the message would block its lane for good. */
  #bury(head: Head, failure: Failure): Settlement {
    const { clock, delivererOf, observer } = this.#parts;
    observer.notice({ kind: 'buried', lane: head.lane, failure });
    const { code, detail } = failure;
    const buried = { kind: 'buried', head, atMs: clock.now(), failure: code } as const;
    try {
      return { ...buried, detail, follow: delivererOf(head).buried(head, failure) };
    } catch (thrown) {
      const untold = `${detail}; nobody could be told: ${failureOf(thrown).detail}`;
      return { ...buried, detail: untold, follow: [] };
    }
  }

  /** While the target is down its gate sets the pace; otherwise the lane itself backs off. */
  #retry(head: Head, failure: Failure, burned: number): Settlement {
    const { clock, observer, random, timings } = this.#parts;
    const nowMs = clock.now();
    const failedSinceMs = head.failedSinceMs || nowMs;
    const held = this.#gates.isDown(head.target) && failure.rule.fault === 'target';
    const pause = pauseMs(timings.backoff, head.tries, nowMs - failedSinceMs, random);
    const doubtSinceMs = head.doubtSinceMs || (failure.code === 'uncertain' ? head.leasedAtMs : 0);
    const pauseAtLeast = Math.max(held ? 0 : pause, doubtSinceMs > 0 ? timings.echoWaitMs : 0);
    const announcedMs = failure.rule.fault === 'elsewhere' ? (failure.retryAtMs ?? 0) : 0;
    const dueAtMs = Math.max(nowMs + pauseAtLeast, announcedMs);
    const tries = head.tries + 1;
    observer.notice({ kind: 'held', lane: head.lane, failure, tries, dueAtMs });
    return handedBack(head, dueAtMs, { tries, burned, failedSinceMs, doubtSinceMs });
  }
}

const older = 'older than the limit';

/** The lane is given back with its head as it was, but for `state`. */
export function handedBack(
  head: Head,
  dueAtMs: number,
  state: Partial<Omit<Retry, 'kind' | 'head'>>,
): Retry {
  const { tries, burned, failedSinceMs, doubtSinceMs } = head;
  return {
    kind: 'retry',
    head,
    dueAtMs,
    tries,
    burned,
    failedSinceMs,
    doubtSinceMs,
    ...state,
  };
}
