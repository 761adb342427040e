import type { Failure } from '../errors.ts';
import { type Backoff, pauseMaxMs } from './backoff.ts';

/** How much may go on towards one target at the same time. */
export interface GateLimits {
  /** First attempts. */
  readonly fresh: number;
  /** Further attempts; fewer, so that a crowd in trouble leaves room for the healthy. */
  readonly retrying: number;
  /** Failures in a row after which the target itself counts as in trouble. */
  readonly failuresInARow: number;
  /** Of those, kept free for what arrives in quiet conversations. */
  readonly arriving: number;
  /** While it is in trouble: first attempts at once of what waited already, and per second. */
  readonly trickle: number;
  readonly tricklePerSecond: number;
}

export const defaultGateLimits: GateLimits = {
  fresh: 64,
  retrying: 32,
  failuresInARow: 5,
  arriving: 16,
  trickle: 4,
  tricklePerSecond: 20,
};

/**
 * The breaker of one target. Reachable: lanes flow up to the limits. In trouble: one retry at a
 * time probes it at growing intervals, what waits untried trickles, and what arrives in a quiet
 * conversation is tried at once, so that trouble of some never stops a healthy one. A point in time that the target announced is obeyed
 * strictly, whatever attempts that began earlier come to. Otherwise any answer that is not the
 * target's own trouble ends the trouble.
 */
export class Gate {
  /** When the next lane is due, as far as the store has said. */
  nextFreshMs: number | undefined = 0;
  nextRetryingMs: number | undefined = 0;
  #fresh = 0;
  #retrying = 0;
  #failures = 0;
  #troubleSinceMs: number | undefined;
  #trouble: Failure | undefined;
  #probes = 0;
  #probeAtMs = 0;
  #closedUntilMs = 0;
  #tokens = 0;
  #tokensAtMs = 0;
  readonly #limits: GateLimits;
  readonly #backoff: Backoff;

  constructor(limits: GateLimits, backoff: Backoff) {
    this.#limits = limits;
    this.#backoff = backoff;
  }

  get inTrouble(): boolean {
    return this.#troubleSinceMs !== undefined;
  }

  get troubleSinceMs(): number | undefined {
    return this.#troubleSinceMs;
  }

  /** What the target failed with last; undefined: it is not in trouble. */
  get trouble(): Failure | undefined {
    return this.inTrouble ? this.#trouble : undefined;
  }

  /** The target announced a time, and it has not come. */
  closed(nowMs: number): boolean {
    return nowMs < this.#closedUntilMs;
  }

  /** How many lanes may be taken on now. */
  appetite(nowMs: number): { fresh: number; waiting: number; retrying: number } {
    if (this.closed(nowMs)) return { fresh: 0, waiting: 0, retrying: 0 };
    const fresh = Math.max(0, this.#limits.fresh - this.#fresh);
    if (!this.inTrouble) {
      return {
        fresh,
        waiting: Math.max(0, this.#waitingMax - this.#fresh),
        retrying: Math.max(0, this.#limits.retrying - this.#retrying),
      };
    }
    const trickle = Math.min(this.#limits.trickle - this.#fresh, Math.floor(this.#tokensAt(nowMs)));
    const probe = nowMs >= this.#probeAtMs && this.#retrying === 0 ? 1 : 0;
    return { fresh, waiting: Math.max(0, trickle), retrying: probe };
  }

  /** When a lane can next be taken on, as far as time decides it; undefined: when one ends. */
  wakeAtMs(nowMs: number): number | undefined {
    const at = (dueMs: number | undefined, openMs: number | undefined) =>
      dueMs === undefined || openMs === undefined ? undefined : Math.max(dueMs, openMs);
    const times = [
      at(this.nextFreshMs, this.#freshOpensAtMs(nowMs)),
      at(this.nextRetryingMs, this.#retryingOpensAtMs(nowMs)),
    ].filter((time) => time !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  started(retrying: boolean): void {
    if (retrying) this.#retrying++;
    else {
      this.#fresh++;
      this.#tokens = Math.max(0, this.#tokens - 1);
    }
  }

  ended(retrying: boolean): void {
    if (retrying) this.#retrying--;
    else this.#fresh--;
  }

  /** The target answered: whatever it said, it is there. Returns whether that ends a trouble. */
  answered(nowMs: number): boolean {
    return !this.closed(nowMs) && this.recovered();
  }

  /** The trouble is known to be over. Returns whether there was any. */
  recovered(): boolean {
    const ended = this.inTrouble;
    this.#failures = 0;
    this.#troubleSinceMs = undefined;
    this.#closedUntilMs = 0;
    this.#probes = 0;
    return ended;
  }

  /** The target failed. Returns whether its trouble begins with this. */
  failed(failure: Failure, nowMs: number, retrying: boolean): boolean {
    this.#failures++;
    this.#trouble = failure;
    const announcedMs = failure.announcedMs(nowMs);
    const announced = announcedMs !== undefined;
    if (announced) this.#closedUntilMs = Math.max(this.#closedUntilMs, announcedMs);
    const surely = announced || failure.code === 'unauthorized' || failure.code === 'throttled';
    if (!this.inTrouble && !surely && this.#failures < this.#limits.failuresInARow) return false;
    const begins = this.#troubleSinceMs === undefined;
    this.#troubleSinceMs ??= nowMs;
    if (announced) this.#probeAtMs = Math.max(this.#closedUntilMs, nowMs + this.#backoff.firstMs);
    else if (begins || (retrying && nowMs >= this.#probeAtMs)) {
      const troubleMs = nowMs - this.#troubleSinceMs;
      this.#probeAtMs = nowMs + pauseMaxMs(this.#backoff, this.#probes++, troubleMs);
    }
    if (begins) {
      this.#tokens = this.#limits.trickle;
      this.#tokensAtMs = nowMs;
    }
    return begins;
  }

  get #waitingMax(): number {
    return Math.max(1, this.#limits.fresh - this.#limits.arriving);
  }

  #tokensAt(nowMs: number): number {
    const earned = ((nowMs - this.#tokensAtMs) / 1000) * this.#limits.tricklePerSecond;
    this.#tokens = Math.min(this.#limits.trickle, this.#tokens + Math.max(0, earned));
    this.#tokensAtMs = nowMs;
    return this.#tokens;
  }

  #freshOpensAtMs(nowMs: number): number | undefined {
    if (this.closed(nowMs)) return this.#closedUntilMs;
    if (!this.inTrouble) return this.#fresh < this.#waitingMax ? nowMs : undefined;
    if (this.#fresh >= this.#limits.trickle) return undefined;
    const missing = 1 - this.#tokensAt(nowMs);
    return missing <= 0
      ? nowMs
      : nowMs + Math.ceil((missing * 1000) / this.#limits.tricklePerSecond);
  }

  #retryingOpensAtMs(nowMs: number): number | undefined {
    if (this.closed(nowMs)) return this.#closedUntilMs;
    if (!this.inTrouble) return this.#retrying < this.#limits.retrying ? nowMs : undefined;
    return this.#retrying === 0 ? Math.max(nowMs, this.#probeAtMs) : undefined;
  }
}
