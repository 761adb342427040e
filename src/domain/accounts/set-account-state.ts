import type { Observer } from '../observer.ts';
import type { Account, AccountState } from './account.ts';
import { sameCredentials } from './account.ts';
import type { Accounts } from './accounts.ts';

/** Notes what a call with an account's credentials has shown about the account. */
export class SetAccountState {
  readonly #accounts: Accounts;
  readonly #observer: Observer;
  readonly #refused: (accountId: string) => void;

  /** `refused` is called when X begins to refuse an account. */
  constructor(
    accounts: Accounts,
    observer: Observer,
    refused: (accountId: string) => void = () => {},
  ) {
    this.#accounts = accounts;
    this.#observer = observer;
    this.#refused = refused;
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
      if (state === 'unauthorized') this.#refused(account.id);
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : 'unknown';
      this.#observer.notice({ kind: 'journal-failed', reason });
    }
  }
}
