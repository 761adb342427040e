import type { Accounts } from '../accounts/accounts.ts';
import type { LastEvents } from '../accounts/last-events.ts';
import type { Clock } from '../delivery/clock.ts';
import type { Observer } from '../observer.ts';
import { type GapCause, isSound, openGap, type Watch } from './watch.ts';
import type { Unkept } from './unkept.ts';
import type { Watches } from './watches.ts';

/** How often it is written down that everything is heard, in milliseconds. */
export const beatMs = 30_000;

/** A process that did not get to write for so long may have missed something. */
const missedMs = 4 * beatMs;

/** Of so long nothing is certain when it was written down by a clock that is far ahead of ours. */
const uncertainMs = 24 * 60 * 60_000;

export interface KeepCoveredParts {
  readonly accounts: Accounts;
  readonly watches: Watches;
  readonly lastEvents: LastEvents;
  readonly unkept: Unkept;
  readonly clock: Clock;
  readonly observer: Observer;
  /** When the newest event of an account was journalled; undefined: there is none. */
  readonly journalledMs: (accountId: string) => Promise<number | undefined>;
  /** Since when this process can be told something. */
  readonly startedMs: number;
}

/**
 * Knows up to when everything that X had to tell was heard: it goes on for as long as one process
 * is up and X has a valid webhook and a subscription. Where it did not go on, there is a gap.
 */
export class KeepCovered {
  readonly #parts: KeepCoveredParts;
  readonly #told = new Map<string, number>();
  /** Up to when this process itself has written that everything was heard. */
  readonly #written = new Map<string, number>();
  #awakeSinceMs: number;
  #pulseMs: number;

  constructor(parts: KeepCoveredParts) {
    this.#parts = parts;
    this.#awakeSinceMs = parts.startedMs;
    this.#pulseMs = parts.startedMs;
  }

  /** To be called every {@link beatMs}, by one of the processes that share the journal. */
  async beat(): Promise<void> {
    const watches = await this.#known();
    this.#pulse();
    const beats = this.#parts.accounts.all().map(async (account) => {
      const watch = watches.get(account.id) ?? { accountId: account.id };
      if (account.state === 'active' && isSound(watch)) await this.#heard(watch);
      else if (watch.doubt === undefined && watch.coveredUntilMs !== undefined) {
        await this.doubt(watch, watch.coveredUntilMs, 'downtime');
      }
    });
    await Promise.all(beats);
  }

  /** Something may not have been heard since: a gap, once X tells again. */
  async doubt(watch: Watch, fromMs: number, cause: GapCause): Promise<void> {
    const { accountId, coveredUntilMs, doubt } = watch;
    const sinceMs = Math.min(fromMs, doubt?.sinceMs ?? fromMs, coveredUntilMs ?? fromMs);
    await this.#parts.watches.change(accountId, {
      doubt: { sinceMs, cause: doubt?.cause ?? cause },
      ...(coveredUntilMs !== undefined && { coveredUntilMs: sinceMs }),
    });
  }

  /**
   * Lets all processes know what this one was told last, and what it could not keep. To be called in
   * each, as often as a beat.
   */
  async tell(): Promise<void> {
    await this.#known();
    this.#pulse();
    for (const { id } of this.#parts.accounts.all()) {
      const heardAtMs = this.#parts.lastEvents.of(id);
      if (heardAtMs === undefined || heardAtMs === this.#told.get(id)) continue;
      await this.#parts.watches.change(id, { heardAtMs });
      this.#told.set(id, heardAtMs);
    }
  }

  /** What is known, with what could not be kept. Whoever cannot ask the journal keeps nothing. */
  async #known(): Promise<ReadonlyMap<string, Watch>> {
    const { unkept, watches } = this.#parts;
    const doubts = [...unkept.take()].map(async ([accountId, sinceMs]) => {
      try {
        await this.doubt((await watches.find(accountId)) ?? { accountId }, sinceMs, 'downtime');
      } catch (thrown) {
        unkept.note(accountId, sinceMs);
        throw thrown;
      }
    });
    await Promise.all(doubts);
    return new Map((await watches.all()).map((watch) => [watch.accountId, watch]));
  }

  /**
   * A process that did not get to run, or had no journal, was not there to be told something. One
   * whose clock was put back was.
   */
  #pulse(): void {
    const nowMs = this.#parts.clock.now();
    const missed = nowMs - this.#pulseMs > missedMs;
    this.#awakeSinceMs = missed ? nowMs : Math.min(nowMs, this.#awakeSinceMs);
    this.#pulseMs = nowMs;
  }

  async #heard(watch: Watch): Promise<void> {
    const { clock, journalledMs, observer, watches } = this.#parts;
    const { accountId, doubt } = watch;
    const nowMs = clock.now();
    const knownMs = watch.coveredUntilMs ?? (await journalledMs(accountId)) ?? nowMs;
    const fromMs = this.#certainMs(accountId, knownMs, nowMs);
    if (doubt === undefined && fromMs >= this.#awakeSinceMs) {
      this.#written.set(accountId, nowMs);
      return watches.change(accountId, { coveredUntilMs: nowMs });
    }
    const cause = doubt?.cause ?? 'downtime';
    const opened = openGap({
      fromMs: Math.min(fromMs, doubt?.sinceMs ?? fromMs),
      toMs: nowMs,
      cause,
    });
    // One after the other: healing the open one may cover this one too.
    const more = { coveredUntilMs: nowMs, doubt: undefined };
    if (!(await watches.open(accountId, opened, more))) return;
    observer.notice({ kind: 'gap', accountId, ...opened, state: 'found' });
  }

  /** What this process has written itself was true, whatever became of its clock since. */
  #certainMs(accountId: string, knownMs: number, nowMs: number): number {
    if (knownMs === this.#written.get(accountId)) return Math.min(knownMs, nowMs);
    return knownMs - nowMs > missedMs ? nowMs - uncertainMs : knownMs;
  }
}
