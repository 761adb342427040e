import type { Clock } from '../delivery/clock.ts';
import { Failure } from '../errors.ts';
import type { Observer } from '../observer.ts';
import { type Account, type Apis, type Credentials, sameApis, sameCredentials } from './account.ts';
import type { Accounts } from './accounts.ts';
import { apisFaults } from './connection-in.ts';
import type { RemovedAccounts } from './served-accounts.ts';

/** What else is said with credentials. */
export interface Saying {
  /**
   * An administrator, whose credentials X has just taken; or CCM, with a channel that was changed or
   * looked up, or at a start. Absent: an administrator.
   */
  readonly by?: 'administrator' | 'channel' | 'start';
  /** Which APIs the account uses; absent: as it was known, if the app is the same. */
  readonly apis?: Apis | undefined;
  /** Where its events come from now; absent: from where they came, if the app is the same. */
  readonly place?: Place;
}

type Place = Pick<Account, 'registration' | 'moving'>;

/** Keeps the credentials of an account, and gives it a fresh start when they are new. */
export class SaveCredentials {
  readonly #accounts: Accounts;
  readonly #observer: Observer;
  readonly #renewed: (accountId: string) => void;
  readonly #removed: Pick<RemovedAccounts, 'wasRemoved'> | undefined;
  readonly #latest: (credentials: Credentials) => Credentials;
  readonly #clock: Pick<Clock, 'now'> | undefined;

  /**
   * `renewed` is called when an account that may have been in trouble has new credentials; `latest`
   * tells the ones that the given ones have become meanwhile. Without a clock it is not noted since
   * when X is known to take them.
   */
  constructor(
    accounts: Accounts,
    observer: Observer,
    renewed: (accountId: string) => void,
    removed?: Pick<RemovedAccounts, 'wasRemoved'>,
    latest: (credentials: Credentials) => Credentials = (credentials) => credentials,
    clock?: Pick<Clock, 'now'>,
  ) {
    this.#clock = clock;
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
    await this.#kept(async () => this.#accounts.current?.());
    const known = this.#accounts.find(accountId);
    const account = this.prepared(accountId, given, saying);
    const { apis, credentials } = account;
    const same = known !== undefined && sameCredentials(known.credentials, credentials);
    const isAsKnown = same && sameApis(known.apis, apis);
    if (isAsKnown && (known.state === 'active' || atStart)) return;
    if (known !== undefined && atStart) {
      return this.#observer.notice({ kind: 'account', accountId, state: 'differs' });
    }
    await this.#kept(() => this.#accounts.save(account));
    const state = known === undefined ? 'added' : 'changed';
    this.#observer.notice({ kind: 'account', accountId, state });
    if (apis !== undefined && !sameApis(known?.apis, apis)) {
      this.#observer.notice({ kind: 'apis', accountId, apis });
    }
    this.#renewed(accountId);
  }

  /** The account as {@link execute} would keep it. */
  prepared(accountId: string, given: Credentials, saying: Saying = {}): Account {
    const known = this.#accounts.find(accountId);
    const credentials = this.#latest(completed(given, known?.credentials));
    const apis = saying.apis ?? keptApis(known, credentials);
    const place = saying.place ?? keptPlace(known, given);
    const more = { ...(apis && { apis }), ...this.#proof(known, credentials, saying) };
    return { id: accountId, credentials, state: 'active', ...place, ...more };
  }

  /** What CCM says was not tried with X. */
  #proof(
    known: Account | undefined,
    credentials: Credentials,
    { by = 'administrator' }: Saying,
  ): Pick<Account, 'provenAtMs'> {
    const isOld = known?.state === 'active' && sameCredentials(known.credentials, credentials);
    const before = isOld ? known.provenAtMs : undefined;
    const provenAtMs = by === 'administrator' ? this.#clock?.now() : before;
    return provenAtMs === undefined ? {} : { provenAtMs };
  }

  async #kept(keeping: () => Promise<void>): Promise<void> {
    try {
      await keeping();
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : 'unknown';
      this.#observer.notice({ kind: 'journal-failed', reason });
      throw new Failure('unavailable', 'the journal failed');
    }
  }
}

/** An environment belongs to the app: it is kept as long as the app stays the same. */
function keptPlace(known: Account | undefined, given: Credentials): Place {
  if (known?.credentials.consumerKey !== given.consumerKey) return {};
  const { moving, registration } = known;
  return { ...(registration && { registration }), ...(moving && { moving }) };
}

/** What an app may use stays, unless the account lost the tokens for it. */
function keptApis(known: Account | undefined, given: Credentials): Apis | undefined {
  const sameApp = known?.credentials.consumerKey === given.consumerKey;
  return sameApp && apisFaults(given, known.apis).length === 0 ? known.apis : undefined;
}

/**
 * A bearer token belongs to the app: it is kept as long as the app's keys stay the same. So is a
 * connection by OAuth 2.0, as long as the app does: whoever gives other tokens does not end it, and
 * its refresh token is the only one.
 */
function completed(given: Credentials, known: Credentials | undefined): Credentials {
  if (known?.consumerKey !== given.consumerKey) return given;
  const sameKeys = known.consumerSecret === given.consumerSecret;
  const bearerToken = given.bearerToken ?? (sameKeys ? known.bearerToken : undefined);
  const userToken = given.userToken ?? known.userToken;
  return {
    ...given,
    ...(bearerToken !== undefined && { bearerToken }),
    ...(userToken !== undefined && { userToken }),
  };
}
