import type { Account } from '../accounts/account.ts';
import type { RateBudget } from '../accounts/rate-budgets.ts';
import type { Clock } from '../delivery/clock.ts';
import { type Failure, type FailureCode, failureOf } from '../errors.ts';
import type { AccountEvent } from '../messaging/direct-message.ts';
import type { PastEvents, PastPage } from '../messaging/past-events.ts';
import type { Pauses } from './pauses.ts';

/** So many events are in memory at most; what is older is read when these were handed on. */
export const collectedMax = 50_000;

/** So many calls of each window are left to the look-ups of messages in doubt. */
const callsLeft = 3;

/** X's clock and ours may be apart by so much without the next window being missed. */
const afterResetMs = 1_000;

/** First and longest pause when X does not answer, and the pause when it allows no more. */
const firstPauseMs = 5_000;
const longestPauseMs = 300_000;
const throttledMs = 60_000;

export interface PastWithinParts {
  readonly pastEvents: PastEvents;
  readonly clock: Clock;
  readonly pauses: Pauses;
  /** What X has said about reading an account's past; undefined: nothing. */
  readonly budgetOf: (account: Account) => RateBudget | undefined;
}

/** Who is told how far the reading has got. */
export interface Reading {
  /** So many events more were read. */
  readonly read: (events: number) => Promise<void>;
  readonly waits: (untilMs: number) => Promise<void>;
  /** The oldest first; all of them are older than what comes next only up to `collectedMax`. */
  readonly take: (events: readonly AccountEvent[]) => Promise<void>;
}

/** So often in a row X may fail to answer: for half an hour. */
const vainMax = 12;

/** What is worth waiting for. */
const passing: ReadonlySet<FailureCode> = new Set(['throttled', 'unavailable', 'uncertain']);

/** Reads an account's past within what X allows, however long that takes. */
export class PastWithin {
  readonly #parts: PastWithinParts;

  constructor(parts: PastWithinParts) {
    this.#parts = parts;
  }

  /**
   * Everything since a point in time. X tells the newest first, so that everything is read before
   * the oldest is handed on. Fails as `PastEvents` does where waiting does not help, or not for long.
   */
  async execute(account: Account, sinceMs: number, reading: Reading): Promise<void> {
    let collected: AccountEvent[] = [];
    let next: string | undefined;
    for (;;) {
      const page = await this.#page(account, next, reading);
      await reading.read(page.events.length);
      collected.push(...page.events.filter((event) => happenedMs(event) >= sinceMs));
      const isLast =
        page.next === undefined || page.next === next || (page.newestMs ?? sinceMs) < sinceMs;
      if (isLast || collected.length >= collectedMax) {
        await reading.take(inOrder(collected));
        collected = [];
      }
      if (isLast) return;
      next = page.next;
    }
  }

  async #page(account: Account, next: string | undefined, reading: Reading): Promise<PastPage> {
    const { clock, pastEvents, pauses } = this.#parts;
    for (let vain = 0; ; vain++) {
      await this.#spare(account, reading);
      pauses.check();
      try {
        return await pastEvents.page(account, next);
      } catch (thrown) {
        const failure = failureOf(thrown);
        if (!passing.has(failure.code) || vain >= vainMax) throw thrown;
        const untilMs = againMs(failure, vain, clock.now());
        await reading.waits(untilMs);
        await pauses.until(untilMs);
      }
    }
  }

  async #spare(account: Account, reading: Reading): Promise<void> {
    const budget = this.#parts.budgetOf(account);
    if (budget === undefined || budget.limit <= 2 * callsLeft) return;
    if (budget.remaining > callsLeft || budget.resetMs <= this.#parts.clock.now()) return;
    const untilMs = budget.resetMs + afterResetMs;
    await reading.waits(untilMs);
    await this.#parts.pauses.until(untilMs);
  }
}

function againMs(failure: Failure, vain: number, nowMs: number): number {
  const announcedMs = failure.announcedMs(nowMs);
  if (announcedMs !== undefined) return announcedMs + afterResetMs;
  if (failure.code === 'throttled') return nowMs + throttledMs;
  return nowMs + Math.min(longestPauseMs, firstPauseMs * 2 ** vain);
}

/** The oldest first, also where X lists something out of its order. */
const inOrder = (newestFirst: readonly AccountEvent[]): readonly AccountEvent[] =>
  newestFirst.toReversed().sort((a, b) => happenedMs(a) - happenedMs(b) || 0);

/** What has no time of its own is taken in any case. */
const happenedMs = (event: AccountEvent): number =>
  event.kind === 'message' || event.kind === 'echo'
    ? event.message.sentAtMs
    : Number.POSITIVE_INFINITY;
