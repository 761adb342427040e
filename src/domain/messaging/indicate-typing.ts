import type { FindAccount } from '../accounts/find-account.ts';
import type { Typing } from './typing.ts';

/**
 * Shows a customer that somebody is typing, for an internal service. Fails with `not-found` when
 * nobody knows the account; what cannot be shown now is dropped.
 */
export class IndicateTyping {
  readonly #findAccount: FindAccount;
  readonly #typing: Pick<Typing, 'fromAgent'>;

  constructor(findAccount: FindAccount, typing: Pick<Typing, 'fromAgent'>) {
    this.#findAccount = findAccount;
    this.#typing = typing;
  }

  async execute(accountId: string, customerId: string): Promise<void> {
    await this.#findAccount.demand(accountId);
    await this.#typing.fromAgent(accountId, customerId);
  }
}
