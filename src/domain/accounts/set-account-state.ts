import type { Clock } from '../delivery/clock.ts';
import type { Observer } from '../observer.ts';
import type { Account, AccountState } from './account.ts';
import { sameCredentials } from './account.ts';
import type { Accounts } from './accounts.ts';

/** Notes what a call with an account's credentials has shown about the account. */
export class SetAccountState {
  readonly #accounts: Accounts;
  readonly #observer: Observer;
  readonly #refused: (accountId: string) => void;
  readonly #clock: Pick<Clock, 'now'> | undefined;

  /**
   * `refused` is called when X begins to refuse an account. Without a clock it is not noted since
   * when X is known to take the credentials.
   */
  constructor(
    accounts: Accounts,
    observer: Observer,
    refused: (accountId: string) => void = () => {},
    clock?: Pick<Clock, 'now'>,
  ) {
    this.#clock = clock;
    this.#accounts = accounts;
    this.#observer = observer;
    this.#refused = refused;
  }

  /**
   * Has no effect when the account has other credentials by now, or is in that state. Never fails:
   * a state that cannot be kept is noticed, and must not undo what the call has done.
   */
  async execute(used: Account, state: AccountState): Promise<void> {
    const shown = (account: Account) => this.#shown(account, used, state);
    const known = this.#accounts.find(used.id);
    if (known === undefined || shown(known) === undefined) return;
    try {
      const change = await this.#accounts.change(used.id, shown);
      if (change === undefined || change.before.state === state) return;
      this.#observer.notice({ kind: 'account', accountId: used.id, state });
      if (state === 'unauthorized') this.#refused(used.id);
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : 'unknown';
      this.#observer.notice({ kind: 'journal-failed', reason });
    }
  }

  /** What the account is from now on; undefined: as it was. The first call that works is proof. */
  #shown(account: Account, used: Account, state: AccountState): Account | undefined {
    const isProof = state === 'active' && account.provenAtMs === undefined;
    const isNews = account.state !== state || (isProof && this.#clock !== undefined);
    if (!isNews || account.state === 'revoked') return undefined;
    if (!sameCredentials(account.credentials, used.credentials)) return undefined;
    const provenAtMs = state === 'active' ? this.#clock?.now() : undefined;
    return { ...account, state, ...(provenAtMs !== undefined && { provenAtMs }) };
  }
}
