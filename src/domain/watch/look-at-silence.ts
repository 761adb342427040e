import type { Account } from '../accounts/account.ts';
import type { Clock } from '../delivery/clock.ts';
import type { Journal } from '../delivery/journal.ts';
import type { PastEvents } from '../messaging/past-events.ts';
import type { Alarms } from './alarms.ts';
import { AttemptsApart } from './attempts-apart.ts';
import type { KeepCovered } from './keep-covered.ts';
import type { Watch } from './watch.ts';
import type { WatchChange } from './watches.ts';

/** So many of the last messages tell how often an account usually gets some. */
const usualMessages = 10;

/** The webhook and the list may tell times that differ by so much. */
const toleranceMs = 120_000;

export interface LookAtSilenceParts {
  readonly journal: Pick<Journal, 'find' | 'list'>;
  readonly pastEvents: PastEvents;
  readonly keepCovered: KeepCovered;
  readonly alarms: Alarms;
  readonly clock: Clock;
  /** How long an account may be silent; 0: for ever. */
  readonly silenceMs: number;
}

/** Whether X has what it did not send. */
export interface Silence {
  readonly change: WatchChange;
  /** X has messages that the webhook was not told. */
  readonly isDeaf: boolean;
}

/**
 * Notices an account that has become silent, though it usually is not, and then asks X once for
 * each such time whether it has something to tell after all.
 */
export class LookAtSilence {
  readonly #parts: LookAtSilenceParts;
  readonly #askedMs = new Map<string, number>();
  readonly #attempts: AttemptsApart;

  constructor(parts: LookAtSilenceParts) {
    this.#parts = parts;
    this.#attempts = new AttemptsApart(parts.clock);
  }

  /** Fails as X does when it is asked; then it is asked again later and later. */
  async execute(account: Account, watch: Watch): Promise<Silence> {
    const { alarms, clock, keepCovered, silenceMs } = this.#parts;
    const { heardAtMs, silentSinceMs } = watch;
    const nowMs = clock.now();
    if (silenceMs === 0 || heardAtMs === undefined) return { change: {}, isDeaf: false };
    if (nowMs - heardAtMs < silenceMs) {
      alarms.over(account.id, 'silent', 'deaf');
      this.#askedMs.delete(account.id);
      return { change: { silentSinceMs: undefined }, isDeaf: false };
    }
    if (silentSinceMs === undefined && !(await this.#usuallyHears(account.id, heardAtMs))) {
      return { change: {}, isDeaf: false };
    }
    alarms.raise(account.id, 'silent');
    const change = { silentSinceMs: heardAtMs };
    if (nowMs - (this.#askedMs.get(account.id) ?? 0) < silenceMs) return { change, isDeaf: false };
    const isDeaf = await this.#attempts.make(account.id, () => this.#hasMore(account, heardAtMs));
    if (isDeaf === undefined) return { change, isDeaf: false };
    this.#askedMs.set(account.id, nowMs);
    if (!isDeaf) return { change, isDeaf };
    alarms.raise(account.id, 'deaf');
    await keepCovered.doubt(watch, heardAtMs, 'silence');
    return { change, isDeaf };
  }

  /** Whether its last messages came at least twice in the time that is now called silence. */
  async #usuallyHears(accountId: string, heardAtMs: number): Promise<boolean> {
    const { journal, silenceMs } = this.#parts;
    const filter = { accountId, idPrefix: `x/${accountId}/` };
    const { entries } = await journal.list(filter, usualMessages);
    const oldest = entries.at(-1);
    if (oldest === undefined || entries.length < usualMessages) return false;
    return heardAtMs - oldest.acceptedAtMs <= (usualMessages * silenceMs) / 2;
  }

  async #hasMore(account: Account, heardAtMs: number): Promise<boolean> {
    const { events } = await this.#parts.pastEvents.page(account);
    for (const event of events) {
      if (event.kind !== 'message' || event.message.sentAtMs <= heardAtMs + toleranceMs) continue;
      const id = `x/${account.id}/${event.message.eventId}`;
      if ((await this.#parts.journal.find(id)) === undefined) return true;
    }
    return false;
  }
}
