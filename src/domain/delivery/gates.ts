import type { Failure } from '../errors.ts';
import type { Observer } from '../observer.ts';
import type { Backoff } from './backoff.ts';
import type { Clock } from './clock.ts';
import type { Targets } from './count-waiting.ts';
import type { Appetite, NextDue } from './delivery-store.ts';
import { Gate, type GateLimits } from './gate.ts';
import type { Arrival, Head, Retry, Settlement } from './lane.ts';

export interface GatesParts {
  readonly clock: Clock;
  readonly observer: Observer;
  readonly timings: { readonly backoff: Backoff; readonly gate: GateLimits };
}

/** The gates of all targets, made as targets appear. */
export class Gates {
  readonly #parts: GatesParts;
  readonly #gates = new Map<string, Gate>();

  constructor(parts: GatesParts) {
    this.#parts = parts;
  }

  of(target: string): Gate {
    let gate = this.#gates.get(target);
    if (gate === undefined) {
      gate = new Gate(this.#parts.timings.gate, this.#parts.timings.backoff);
      this.#gates.set(target, gate);
    }
    return gate;
  }

  states(): Targets {
    return this.#gates;
  }

  /** The target announced when it will answer again, and that time has not come. */
  closed(target: string): boolean {
    return this.of(target).closed(this.#parts.clock.now());
  }

  inTrouble(target: string): boolean {
    return this.of(target).inTrouble;
  }

  /** Nobody has got through for a while, so that it is the target and not some conversations. */
  isDown(target: string): boolean {
    const { troubleSinceMs } = this.of(target);
    return troubleSinceMs !== undefined && this.#parts.clock.now() - troubleSinceMs > downAfterMs;
  }

  /** What may be claimed now: for targets of these arrivals, and where something may be due. */
  appetite(arrivals: readonly Arrival[], nowMs: number): readonly Appetite[] {
    for (const { message } of arrivals) {
      if (message !== undefined) this.of(message.target).nextFreshMs = 0;
    }
    const appetites: Appetite[] = [];
    for (const [target, gate] of this.#gates) {
      const { fresh, retrying, ...limits } = gate.appetite(nowMs);
      const wanted = {
        target,
        ...limits,
        fresh: isDue(gate.nextFreshMs, nowMs) ? fresh : 0,
        retrying: isDue(gate.nextRetryingMs, nowMs) ? retrying : 0,
      };
      if (wanted.fresh + wanted.retrying > 0) appetites.push(wanted);
    }
    return appetites;
  }

  /** Somebody else may have made lanes of it due. */
  mayBeDue(target: string): void {
    const gate = this.of(target);
    gate.nextFreshMs = 0;
    gate.nextRetryingMs = 0;
  }

  /** What a commit says about the time that lanes are due. */
  learn(nextDue: ReadonlyMap<string, NextDue>, settlements: readonly Settlement[]): void {
    for (const settlement of settlements) {
      if (settlement.kind === 'retry' && !nextDue.has(settlement.head.target))
        this.#due(settlement);
    }
    for (const [target, { freshMs, retryingMs }] of nextDue) {
      const gate = this.of(target);
      gate.nextFreshMs = freshMs;
      gate.nextRetryingMs = retryingMs;
    }
  }

  /** A lane was handed back by a commit that did not claim from its target. */
  #due(retry: Retry): void {
    const gate = this.of(retry.head.target);
    if (retry.tries > 0)
      gate.nextRetryingMs = Math.min(gate.nextRetryingMs ?? retry.dueAtMs, retry.dueAtMs);
    else gate.nextFreshMs = Math.min(gate.nextFreshMs ?? retry.dueAtMs, retry.dueAtMs);
  }

  started(head: Head): void {
    this.of(head.target).started(head.tries > 0);
  }

  ended(head: Head): void {
    this.of(head.target).ended(head.tries > 0);
  }

  wakeAtMs(nowMs: number): number | undefined {
    let first: number | undefined;
    for (const gate of this.#gates.values()) {
      const atMs = gate.wakeAtMs(nowMs);
      if (atMs !== undefined && (first === undefined || atMs < first)) first = atMs;
    }
    return first;
  }

  /** A failure tells that the target is in trouble, or, when it is the message's, that it is not. */
  note({ target, tries }: Head, failure: Failure): void {
    const { fault } = failure.rule;
    if (fault === 'elsewhere') return;
    if (fault === 'message') return this.answered(target);
    if (this.of(target).failed(failure, this.#parts.clock.now(), tries > 0)) {
      this.#parts.observer.notice({ kind: 'target', target, state: 'in-trouble', failure });
    }
  }

  answered(target: string): void {
    if (this.of(target).answered(this.#parts.clock.now())) this.#reachable(target);
  }

  recovered(target: string): void {
    if (this.of(target).recovered()) this.#reachable(target);
  }

  #reachable(target: string): void {
    this.#parts.observer.notice({ kind: 'target', target, state: 'reachable' });
  }
}

const downAfterMs = 10_000;

const isDue = (dueMs: number | undefined, nowMs: number): boolean =>
  dueMs !== undefined && dueMs <= nowMs;
