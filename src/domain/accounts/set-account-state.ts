import type { Observer } from '../observer.ts';
import type { Account, AccountState } from './account.ts';
import { sameCredentials } from './account.ts';
import type { Accounts } from './accounts.ts';

/** Notes what a call with an account's credentials has shown about the account. */
export class SetAccountState {
  readonly #accounts: Accounts;
  readonly #observer: Observer;

  constructor(accounts: Accounts, observer: Observer) {
    this.#accounts = accounts;
    this.#observer = observer;
  }

  /**
   * Has no effect when the account has other credentials by now, or is in that state. Never fails:
   * a state that cannot be kept is noticed, and must not undo what the call has done.
   */
  async execute(used: Account, state: AccountState): Promise<void> {
    const account = this.#accounts.find(used.id);
    if (account === undefined || account.state === state || account.state === 'revoked') return;
    if (!sameCredentials(account.credentials, used.credentials)) return;
    try {
      await this.#accounts.save({ ...account, state });
      this.#observer.notice({ kind: 'account', accountId: account.id, state });
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : 'unknown';
      this.#observer.notice({ kind: 'journal-failed', reason });
    }
  }
}
