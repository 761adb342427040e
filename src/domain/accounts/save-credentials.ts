import { Failure } from '../errors.ts';
import type { Observer } from '../observer.ts';
import { type Account, type Credentials, sameCredentials } from './account.ts';
import type { Accounts } from './accounts.ts';
import type { RemovedAccounts } from './served-accounts.ts';

/** Keeps the credentials of an account, and gives it a fresh start when they are new. */
export class SaveCredentials {
  readonly #accounts: Accounts;
  readonly #observer: Observer;
  readonly #renewed: (accountId: string) => void;
  readonly #removed: Pick<RemovedAccounts, 'wasRemoved'> | undefined;

  /** `renewed` is called when an account that may have been in trouble has new credentials. */
  constructor(
    accounts: Accounts,
    observer: Observer,
    renewed: (accountId: string) => void,
    removed?: Pick<RemovedAccounts, 'wasRemoved'>,
  ) {
    this.#removed = removed;
    this.#accounts = accounts;
    this.#observer = observer;
    this.#renewed = renewed;
  }

  /**
   * The same credentials again give a fresh start, since they may work again. What CCM says at a
   * start (`by`) only adds accounts that were not removed: the keys we have may be newer, and a
   * change is told. Fails with `unavailable` when the journal cannot keep them.
   */
  async execute(
    accountId: string,
    given: Credentials,
    by: 'administrator' | 'start' = 'administrator',
  ): Promise<void> {
    if (by === 'start' && this.#removed?.wasRemoved(accountId) === true) return;
    const known = this.#accounts.find(accountId);
    const bearerToken = given.bearerToken ?? keptBearer(known?.credentials, given);
    const credentials = bearerToken === undefined ? given : { ...given, bearerToken };
    const same = known !== undefined && sameCredentials(known.credentials, credentials);
    if (same && (known.state === 'active' || by === 'start')) return;
    if (known !== undefined && by === 'start') {
      return this.#observer.notice({ kind: 'account', accountId, state: 'differs' });
    }
    const registration = keptRegistration(known, given);
    await this.#keep({ id: accountId, credentials, state: 'active', ...registration });
    const state = known === undefined ? 'added' : 'changed';
    this.#observer.notice({ kind: 'account', accountId, state });
    this.#renewed(accountId);
  }

  async #keep(account: Account): Promise<void> {
    try {
      await this.#accounts.save(account);
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : 'unknown';
      this.#observer.notice({ kind: 'journal-failed', reason });
      throw new Failure('unavailable', 'the journal failed');
    }
  }
}

/** An environment belongs to the app: it is kept as long as the app stays the same. */
function keptRegistration(
  known: Account | undefined,
  given: Credentials,
): Pick<Account, 'registration'> {
  const sameApp = known?.credentials.consumerKey === given.consumerKey;
  return sameApp && known.registration !== undefined ? { registration: known.registration } : {};
}

/** A bearer token belongs to the app: it is kept as long as the app's keys stay the same. */
function keptBearer(known: Credentials | undefined, given: Credentials): string | undefined {
  const sameApp =
    known?.consumerKey === given.consumerKey && known.consumerSecret === given.consumerSecret;
  return sameApp ? known.bearerToken : undefined;
}
