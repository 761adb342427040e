import type { Accounts } from '../accounts/accounts.ts';
import type { LastEvents } from '../accounts/last-events.ts';
import type { Clock } from '../delivery/clock.ts';
import type { Observer } from '../observer.ts';
import { type GapCause, isSound, openGap, type Watch } from './watch.ts';
import type { Watches } from './watches.ts';

/** How often it is written down that everything is heard, in milliseconds. */
export const beatMs = 30_000;

/** A process that did not get to write for so long may have missed something. */
const missedMs = 4 * beatMs;

export interface KeepCoveredParts {
  readonly accounts: Accounts;
  readonly watches: Watches;
  readonly lastEvents: LastEvents;
  readonly clock: Clock;
  readonly observer: Observer;
  /** When the newest event of an account was journalled; undefined: there is none. */
  readonly journalledMs: (accountId: string) => Promise<number | undefined>;
  /** Since when this process can be told something. */
  readonly startedMs: number;
}

/** What a process knows of an account beyond what all of them know. */
interface Listening {
  /** Since when nothing was missed; undefined: something may be missed now. */
  sinceMs: number | undefined;
  beatMs: number;
  cause: GapCause;
}

/**
 * Knows up to when everything that X had to tell was heard: it goes on for as long as one process
 * is up and X has a valid webhook and a subscription. Where it did not go on, there is a gap.
 */
export class KeepCovered {
  readonly #parts: KeepCoveredParts;
  readonly #listening = new Map<string, Listening>();
  readonly #told = new Map<string, number>();

  constructor(parts: KeepCoveredParts) {
    this.#parts = parts;
  }

  /** To be called every {@link beatMs}, by one of the processes that share the journal. */
  async beat(): Promise<void> {
    const watches = new Map((await this.#parts.watches.all()).map((all) => [all.accountId, all]));
    for (const account of this.#parts.accounts.all()) {
      const watch = watches.get(account.id) ?? { accountId: account.id };
      if (account.state !== 'active' || !isSound(watch)) this.#deaf(account.id);
      else await this.#heard(watch);
    }
  }

  /** Something may not have been heard since; X tells again from the next beat on, or later. */
  async doubt(watch: Watch, sinceMs: number, cause: GapCause): Promise<void> {
    const { accountId, coveredUntilMs } = watch;
    const listening = this.#listeningTo(accountId);
    listening.cause = cause;
    listening.sinceMs = undefined;
    if (coveredUntilMs === undefined || coveredUntilMs <= sinceMs) return;
    await this.#parts.watches.change(accountId, { coveredUntilMs: sinceMs });
  }

  /** Lets all processes know what this one was told last. To be called in each of them. */
  async tell(): Promise<void> {
    for (const { id } of this.#parts.accounts.all()) {
      const heardAtMs = this.#parts.lastEvents.of(id);
      if (heardAtMs === undefined || heardAtMs === this.#told.get(id)) continue;
      await this.#parts.watches.change(id, { heardAtMs });
      this.#told.set(id, heardAtMs);
    }
  }

  #deaf(accountId: string): void {
    this.#listeningTo(accountId).sinceMs = undefined;
  }

  async #heard(watch: Watch): Promise<void> {
    const { clock, observer, watches } = this.#parts;
    const { accountId, gap } = watch;
    const nowMs = clock.now();
    const listening = this.#listeningTo(accountId);
    if (nowMs - listening.beatMs > missedMs) listening.sinceMs = undefined;
    listening.sinceMs ??= nowMs;
    listening.beatMs = nowMs;
    const fromMs = watch.coveredUntilMs ?? (await this.#parts.journalledMs(accountId)) ?? nowMs;
    if (fromMs >= listening.sinceMs) {
      return watches.change(accountId, { coveredUntilMs: Math.max(nowMs, fromMs) });
    }
    // One after the other: healing the open one may cover this one too.
    if (gap?.state === 'healing') return;
    const { cause } = listening;
    const opened = openGap({ fromMs, toMs: nowMs, cause });
    await watches.change(accountId, { coveredUntilMs: nowMs, gap: opened });
    listening.cause = 'downtime';
    const { found, read, toMs } = opened;
    observer.notice({ kind: 'gap', accountId, state: 'found', cause, fromMs, toMs, read, found });
  }

  #listeningTo(accountId: string): Listening {
    const { startedMs } = this.#parts;
    const known = this.#listening.get(accountId);
    const listening = known ?? { sinceMs: startedMs, beatMs: startedMs, cause: 'downtime' };
    this.#listening.set(accountId, listening);
    return listening;
  }
}
