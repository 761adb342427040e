import type { Accounts } from '../accounts/accounts.ts';
import { servedAccount } from '../accounts/served-account.ts';
import type { Cancellation } from '../cancellation.ts';
import type { Clock } from '../delivery/clock.ts';
import { Failure, failureOf, InvalidInput } from '../errors.ts';
import type { HealGap } from './heal-gap.ts';
import type { Pauses } from './pauses.ts';
import { type Gap, openGap } from './watch.ts';
import type { Watches } from './watches.ts';

/** How often it is looked how far it has got, wherever it goes on. */
const lookMs = 500;

export interface HealOnDemandParts {
  readonly accounts: Accounts;
  readonly watches: Watches;
  readonly healGap: Pick<HealGap, 'execute'>;
  readonly clock: Clock;
  readonly pauses: Pauses;
  /** For so long it is known what was heard, so that nothing comes twice. */
  readonly rememberedMs: number;
}

/** Looks for what was missed because somebody asks for it. */
export class HealOnDemand {
  readonly #parts: HealOnDemandParts;

  constructor(parts: HealOnDemandParts) {
    this.#parts = parts;
  }

  /**
   * Begins, and tells how far it has got until it is over; it goes on when nobody listens any more.
   * Fails with `not-found`, with `conflict` while another gap is being healed, with `InvalidInput`
   * for a time of which it is not known what was heard, and as X does when it refuses the account.
   */
  async *execute(
    accountId: string,
    fromMs: number,
    toMs: number | undefined,
    cancellation: Cancellation,
  ): AsyncGenerator<Gap> {
    const { accounts, clock, healGap, pauses, watches } = this.#parts;
    const account = servedAccount(accounts, accountId);
    if (account.state !== 'active')
      throw new Failure('rejected', `the account is ${account.state}`);
    const untilMs = Math.min(toMs ?? clock.now(), clock.now());
    this.#check(fromMs, untilMs);
    const gap = openGap({ fromMs, toMs: untilMs, cause: 'command' });
    if (!(await watches.open(accountId, gap))) {
      throw new Failure('conflict', 'another gap is being healed');
    }
    let failed: Failure | undefined;
    void healGap.execute(accountId).catch((thrown: unknown) => {
      failed = failureOf(thrown);
    });
    let told = '';
    while (!cancellation.aborted) {
      const now = (await watches.find(accountId))?.gap;
      if (now === undefined || now.fromMs !== fromMs) return;
      const text = JSON.stringify(now);
      if (text !== told) yield now;
      told = text;
      if (now.state !== 'healing') return;
      if (failed !== undefined) throw failed;
      await pauses.for(lookMs);
    }
  }

  #check(fromMs: number, untilMs: number): void {
    const faults: string[] = [];
    if (fromMs >= untilMs) faults.push('from must be before to, and in the past');
    if (fromMs < this.#parts.clock.now() - this.#parts.rememberedMs) {
      faults.push(
        'from must not be longer ago than the journal keeps messages (JOURNAL_KEPT_DAYS)',
      );
    }
    if (faults.length > 0) throw new InvalidInput(faults);
  }
}
