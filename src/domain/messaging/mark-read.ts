import type { FindAccount } from '../accounts/find-account.ts';
import type { Clock } from '../delivery/clock.ts';
import type { Lanes } from '../delivery/lanes.ts';
import type { ReadByAgent } from './lanes-of.ts';
import { readReceipt } from './show-read.ts';

/**
 * Takes it, for an internal service, that a customer's messages were read. When the promise
 * resolves the receipt is on disk; the same one again changes nothing. Fails with `not-found` when
 * nobody knows the account.
 */
export class MarkRead {
  readonly #lanes: Pick<Lanes, 'accept'>;
  readonly #findAccount: FindAccount;
  readonly #clock: Clock;

  constructor(lanes: Pick<Lanes, 'accept'>, findAccount: FindAccount, clock: Clock) {
    this.#lanes = lanes;
    this.#findAccount = findAccount;
    this.#clock = clock;
  }

  async execute(read: ReadByAgent): Promise<void> {
    await this.#findAccount.demand(read.accountId);
    await this.#lanes.accept([readReceipt(read, this.#clock.now())]);
  }
}
