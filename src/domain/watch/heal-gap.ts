import type { Account } from '../accounts/account.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Clock } from '../delivery/clock.ts';
import type { Duties } from '../delivery/duties.ts';
import { Failure, failureOf } from '../errors.ts';
import type { AccountEvent } from '../messaging/direct-message.ts';
import type { Observer } from '../observer.ts';
import type { PastWithin } from './past-within.ts';
import { Stopped } from './pauses.ts';
import type { ReplayGap } from './replay-gap.ts';
import type { Gap } from './watch.ts';
import type { Watches } from './watches.ts';

/** A little more is read than the gap, since clocks differ and events come late. */
const overlapMs = 5 * 60_000;

/** X lists the direct messages of so many milliseconds (X API, direct messages). */
const listedMs = 30 * 24 * 60 * 60_000;

/** So many events are journalled as one. */
const batchMax = 100;

export interface HealGapParts {
  readonly accounts: Accounts;
  readonly watches: Watches;
  readonly duties: Duties;
  readonly replayGap: ReplayGap;
  readonly pastWithin: PastWithin;
  /** Journals events of the past, and answers how many of them had not been heard. */
  readonly receive: (events: readonly AccountEvent[]) => Promise<number>;
  readonly clock: Clock;
  readonly observer: Observer;
  /** For so long it is known what was heard, so that nothing comes twice. */
  readonly rememberedMs: number;
}

/**
 * Brings what was not heard during a gap: by X's own replay where there is one, then from its list.
 * What comes in is deduplicated by event, as everything is, so that it may be begun anew after a
 * crash. Of the events of the list the older come first; replayed and new ones come as they come.
 */
export class HealGap {
  readonly #parts: HealGapParts;

  constructor(parts: HealGapParts) {
    this.#parts = parts;
  }

  /**
   * Heals the open gap of an account, if it has one and nobody else is at it. Fails when X refuses
   * the account, or when everything is to end; then the gap stays open.
   */
  async execute(accountId: string): Promise<void> {
    await this.#parts.duties.perform(`heal/${accountId}`, () => this.#heal(accountId));
  }

  async #heal(accountId: string): Promise<void> {
    const { accounts, clock, watches } = this.#parts;
    const account = accounts.find(accountId);
    const watch = await watches.find(accountId);
    if (account?.state !== 'active' || watch?.gap?.state !== 'healing') return;
    const { gap } = watch;
    const beganMs = clock.now();
    const pass = new Pass(this.#parts, { ...gap, read: 0, found: 0, by: [] }, accountId);
    await this.#bring(account, watch.webhookId, pass);
    const state = clock.now() - gap.fromMs > listedMs ? 'partly' : 'healed';
    const { coveredUntilMs } = (await watches.find(accountId)) ?? {};
    // What was not heard before the gap is not brought by healing it.
    const isBrought =
      coveredUntilMs !== undefined && coveredUntilMs >= gap.fromMs && coveredUntilMs < beganMs;
    await pass.end(state, isBrought ? { coveredUntilMs: beganMs } : {});
  }

  /**
   * Everything that X replays is read once more in its list: X replays nothing of a time when there
   * was no subscription, and calls that complete.
   */
  async #bring(account: Account, webhookId: string | undefined, pass: Pass): Promise<void> {
    try {
      const replayedMs = await this.#parts.replayGap.execute(account, webhookId, pass.gap);
      if (replayedMs > pass.gap.fromMs) await pass.change({ by: ['replay'] });
      await this.#list(account, pass);
    } catch (thrown) {
      if (!(thrown instanceof Stopped)) pass.notice('held', failureOf(thrown));
      throw thrown;
    }
  }

  async #list(account: Account, pass: Pass): Promise<void> {
    const { clock, pastWithin, rememberedMs } = this.#parts;
    // What is too old to be remembered must not be taken for new.
    const rememberedSinceMs = clock.now() - rememberedMs;
    const { fromMs } = pass.gap;
    const sinceMs = Math.max(fromMs - overlapMs, Math.min(fromMs, rememberedSinceMs));
    await pastWithin.execute(account, sinceMs, {
      read: (events) => pass.change({ read: pass.gap.read + events, waitsUntilMs: undefined }),
      waits: (waitsUntilMs) => pass.waits(waitsUntilMs),
      take: (events) => this.#take(events, pass),
    });
  }

  async #take(events: readonly AccountEvent[], pass: Pass): Promise<void> {
    for (let from = 0; from < events.length; from += batchMax) {
      pass.check();
      const found = await this.#parts.receive(events.slice(from, from + batchMax));
      await pass.change({ found: pass.gap.found + found });
    }
    const by = [...new Set([...pass.gap.by, 'list' as const])];
    await pass.change({ by });
  }
}

/** One attempt to heal a gap, as far as it has got. */
class Pass {
  readonly #parts: Pick<HealGapParts, 'accounts' | 'watches' | 'observer' | 'clock'>;
  readonly #accountId: string;
  gap: Gap;

  constructor(parts: HealGapParts, gap: Gap, accountId: string) {
    this.#parts = parts;
    this.#accountId = accountId;
    this.gap = gap;
  }

  /**
   * Fails when the account is served no more. One that X refuses in some call may read its past all
   * the same; X says so if it may not.
   */
  check(): void {
    const { state = 'revoked' } = this.#parts.accounts.find(this.#accountId) ?? {};
    if (state === 'revoked') throw new Failure('not-found', 'the account is served no more');
  }

  async change(
    change: Partial<Omit<Gap, 'waitsUntilMs'>> & { readonly waitsUntilMs?: number | undefined },
    more: { readonly coveredUntilMs?: number } = {},
  ): Promise<void> {
    this.check();
    const { waitsUntilMs, ...gap } = { ...this.gap, ...change };
    this.gap = { ...gap, ...(waitsUntilMs !== undefined && { waitsUntilMs }) };
    await this.#parts.watches.change(this.#accountId, { gap: this.gap, ...more });
  }

  async waits(waitsUntilMs: number): Promise<void> {
    await this.change({ waitsUntilMs });
    this.notice('waits');
  }

  async end(state: 'healed' | 'partly', more: { readonly coveredUntilMs?: number }): Promise<void> {
    await this.change({ state, endedAtMs: this.#parts.clock.now(), waitsUntilMs: undefined }, more);
    this.notice(state);
  }

  notice(state: 'waits' | 'held' | 'healed' | 'partly', failure?: Failure): void {
    const { accountId, gap } = { accountId: this.#accountId, gap: this.gap };
    const { cause, found, fromMs, read, toMs, waitsUntilMs } = gap;
    const waiting = waitsUntilMs !== undefined && { waitsUntilMs };
    const said = { accountId, cause, fromMs, toMs, read, found, state, ...waiting };
    const why = failure === undefined ? {} : { failure };
    this.#parts.observer.notice({ kind: 'gap', ...said, ...why });
  }
}
