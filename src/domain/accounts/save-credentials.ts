import { Failure } from '../errors.ts';
import type { Observer } from '../observer.ts';
import { type Account, type Apis, type Credentials, sameApis, sameCredentials } from './account.ts';
import type { Accounts } from './accounts.ts';
import { apisFaults } from './connection-in.ts';
import type { RemovedAccounts } from './served-accounts.ts';

/** What else is said with credentials. */
export interface Saying {
  /** CCM, at a start; else an administrator. */
  readonly by?: 'administrator' | 'start';
  /** Which APIs the account uses; absent: as it was known, if the app is the same. */
  readonly apis?: Apis | undefined;
}

/** Keeps the credentials of an account, and gives it a fresh start when they are new. */
export class SaveCredentials {
  readonly #accounts: Accounts;
  readonly #observer: Observer;
  readonly #renewed: (accountId: string) => void;
  readonly #removed: Pick<RemovedAccounts, 'wasRemoved'> | undefined;
  readonly #latest: (credentials: Credentials) => Credentials;

  /**
   * `renewed` is called when an account that may have been in trouble has new credentials; `latest`
   * tells the ones that the given ones have become meanwhile.
   */
  constructor(
    accounts: Accounts,
    observer: Observer,
    renewed: (accountId: string) => void,
    removed?: Pick<RemovedAccounts, 'wasRemoved'>,
    latest: (credentials: Credentials) => Credentials = (credentials) => credentials,
  ) {
    this.#latest = latest;
    this.#removed = removed;
    this.#accounts = accounts;
    this.#observer = observer;
    this.#renewed = renewed;
  }

  /**
   * The same credentials again give a fresh start, since they may work again. What CCM says at a
   * start only adds accounts that were not removed: the keys we have may be newer, and a change is
   * told. Fails with `unavailable` when the journal cannot keep them.
   */
  async execute(accountId: string, given: Credentials, saying: Saying = {}): Promise<void> {
    const atStart = saying.by === 'start';
    if (atStart && this.#removed?.wasRemoved(accountId) === true) return;
    const known = this.#accounts.find(accountId);
    const credentials = this.#latest(completed(given, known?.credentials));
    const apis = saying.apis ?? keptApis(known, credentials);
    const same = known !== undefined && sameCredentials(known.credentials, credentials);
    const isAsKnown = same && sameApis(known.apis, apis);
    if (isAsKnown && (known.state === 'active' || atStart)) return;
    if (known !== undefined && atStart) {
      return this.#observer.notice({ kind: 'account', accountId, state: 'differs' });
    }
    const registration = keptRegistration(known, given);
    const account = { id: accountId, credentials, state: 'active', ...registration } as const;
    await this.#keep({ ...account, ...(apis && { apis }) });
    const state = known === undefined ? 'added' : 'changed';
    this.#observer.notice({ kind: 'account', accountId, state });
    if (apis !== undefined && !sameApis(known?.apis, apis)) {
      this.#observer.notice({ kind: 'apis', accountId, apis });
    }
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

/** What an app may use stays, unless the account lost the tokens for it. */
function keptApis(known: Account | undefined, given: Credentials): Apis | undefined {
  const sameApp = known?.credentials.consumerKey === given.consumerKey;
  return sameApp && apisFaults(given, known.apis).length === 0 ? known.apis : undefined;
}

/** A bearer token belongs to the app: it is kept as long as the app's keys stay the same. */
function completed(given: Credentials, known: Credentials | undefined): Credentials {
  const sameApp =
    known?.consumerKey === given.consumerKey && known.consumerSecret === given.consumerSecret;
  const bearerToken = given.bearerToken ?? (sameApp ? known.bearerToken : undefined);
  return bearerToken === undefined ? given : { ...given, bearerToken };
}
