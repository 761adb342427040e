import {
  type Account,
  type Credentials,
  sameConnection,
  type UserToken,
} from '../../../../domain/accounts/account.ts';
import type { Accounts } from '../../../../domain/accounts/accounts.ts';
import { laterToken, withLaterToken } from '../../../../domain/accounts/user-token.ts';
import { awaited } from '../../../../domain/cancellation.ts';
import type { Clock } from '../../../../domain/delivery/clock.ts';
import type { Duties } from '../../../../domain/delivery/duties.ts';
import { Failure } from '../../../../domain/errors.ts';
import { Exclusively } from '../../../../domain/subscription/exclusively.ts';
import type { Authentication, TwitterClient } from '../client/twitter-client.ts';
import { type Connected, isConnected, isConnectedAs, withToken } from './connected.ts';
import type { Caller, UserAuthentication } from './user-authentication.ts';
import { renewedToken } from './user-token-renewal.ts';

export interface UserTokensParts {
  readonly client: TwitterClient;
  readonly accounts: Accounts;
  readonly duties: Duties;
  readonly clock: Clock;
}

/** A token that ends sooner than this is renewed first. */
const freshMs = 60_000;

/** A token that X refuses this soon after it was made is not made once more. */
const settledMs = 60_000;

/** How long a call waits for a token. */
const patienceMs = 10_000;

/**
 * Proves accounts by OAuth 1.0a, or by OAuth 2.0 with tokens that are renewed in time: once, however
 * many calls of however many processes need it, and kept before they are used. What cannot be kept
 * yet, or belongs to nobody whose account we serve, stays in memory; see `latest`.
 */
export class UserTokens implements UserAuthentication {
  readonly #parts: UserTokensParts;
  readonly #exclusively: Exclusively;
  readonly #renewing = new Map<string, Promise<string>>();
  /** Renewals that X may have begun and that are not kept yet. */
  readonly #begun = new Set<Promise<string>>();
  /** What each connection was renewed to here, and when. */
  readonly #latest = new Map<string, UserToken>();
  readonly #renewedAtMs = new Map<string, number>();

  constructor(parts: UserTokensParts) {
    this.#parts = parts;
    this.#exclusively = new Exclusively(parts);
  }

  async of(caller: Caller, only?: 'oauth2'): Promise<Authentication> {
    const { credentials } = caller;
    if (only === undefined && credentials.accessToken !== '') return { kind: 'user', credentials };
    if (!isConnected(caller)) {
      throw new Failure('unauthorized', 'the account is not connected by OAuth 2.0');
    }
    const token = await this.#usable(caller);
    const renewed = () => this.#renewed(caller, token);
    return { kind: 'user-token', token, credentials, renewed };
  }

  /**
   * The credentials with the latest token that descends from theirs, as far as it was renewed here:
   * what somebody gave is used up when it has been checked.
   */
  latest(credentials: Credentials): Credentials {
    const { userToken } = credentials;
    return withLaterToken(credentials, userToken && this.#latest.get(keyOf(userToken)));
  }

  /** Resolves when what X is renewing for this process is kept, or will not be. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#begun);
  }

  /** A token other than the one that X refused. */
  #usable(caller: Connected, refused?: string): string | Promise<string> {
    const token = this.#latestOf(caller);
    const known = this.#accountOf(caller)?.credentials.userToken;
    const isStranger = known === undefined;
    const isKept = isStranger || known.refreshToken === token.refreshToken;
    // Of a token that a stranger gave, X alone knows whether it has ended.
    const isTried = isStranger && token.expiresAtMs === 0 && token.accessToken !== '';
    const isFine = token.accessToken !== refused && (isTried || this.#isFresh(token));
    return isKept && isFine ? token.accessToken : this.#renewal(caller, refused);
  }

  /** Undefined: it has been renewed just now, and that did not help. */
  async #renewed(caller: Connected, refused: string): Promise<string | undefined> {
    const token = this.#latestOf(caller);
    const renewedAtMs = this.#renewedAtMs.get(keyOf(token)) ?? Number.NEGATIVE_INFINITY;
    const isNew = this.#parts.clock.now() - renewedAtMs < settledMs;
    return token.accessToken === refused && isNew ? undefined : this.#usable(caller, refused);
  }

  #isFresh({ expiresAtMs }: UserToken): boolean {
    return expiresAtMs - this.#parts.clock.now() > freshMs;
  }

  /** One at a time of each connection. It goes on when the caller's patience is over. */
  #renewal(caller: Connected, refused: string | undefined): Promise<string> {
    const key = keyOf(caller.credentials.userToken);
    const going = this.#renewing.get(key) ?? this.#begin(key, caller, refused);
    return new Promise((resolve, reject) => {
      const late = () => reject(new Failure('unavailable', 'the token is still being renewed'));
      const inTime = this.#parts.clock.after(patienceMs, late);
      void going.finally(inTime).then(resolve, reject);
    });
  }

  #begin(key: string, caller: Connected, refused: string | undefined): Promise<string> {
    const account = this.#accountOf(caller);
    const work = () => {
      const renewal = this.#renew(key, caller, refused);
      this.#begun.add(renewal);
      return renewal.finally(() => this.#begun.delete(renewal));
    };
    const renewing =
      account === undefined
        ? work()
        : this.#exclusively.perform(`oauth2/${account.id}`, awaited, work);
    const over = renewing.finally(() => this.#renewing.delete(key));
    this.#renewing.set(key, over);
    return over;
  }

  /** Another process may have done it meanwhile. */
  async #renew(key: string, caller: Connected, refused: string | undefined): Promise<string> {
    const { accounts, client, clock } = this.#parts;
    await kept(accounts.current?.());
    let token = this.#latestOf(caller);
    if (token.accessToken === refused || !this.#isFresh(token)) {
      token = await renewedToken(client, caller.credentials, token, () => clock.now());
      this.#prune();
      this.#latest.set(key, token);
      this.#renewedAtMs.set(key, clock.now());
    }
    await this.#keep(caller, token);
    return token.accessToken;
  }

  /** With the account as it is kept by now. */
  async #keep(caller: Connected, token: UserToken): Promise<void> {
    const account = this.#accountOf(caller);
    if (account === undefined || withToken(account, token) === undefined) return;
    const isIt = isConnectedAs(caller);
    const change = (now: Account) => (isIt(now) ? withToken(now, token) : undefined);
    await kept(this.#parts.accounts.change(account.id, change));
  }

  /** Forgets what has ended and is kept with its account, or has none. */
  #prune(): void {
    const accounts = this.#parts.accounts.all();
    for (const [key, token] of this.#latest) {
      const isUnkept = accounts.some(
        ({ credentials: { userToken } }) =>
          sameConnection(userToken, token) && userToken?.refreshToken !== token.refreshToken,
      );
      if (this.#isFresh(token) || isUnkept) continue;
      this.#latest.delete(key);
      this.#renewedAtMs.delete(key);
    }
  }

  #latestOf(caller: Connected): UserToken {
    const { userToken } = this.#accountOf(caller)?.credentials ?? caller.credentials;
    const token = userToken ?? caller.credentials.userToken;
    return laterToken(token, this.#latest.get(keyOf(token))) ?? token;
  }

  /** The account that has these tokens, or descendants of them. */
  #accountOf(caller: Connected): Account | undefined {
    const { accounts } = this.#parts;
    const isIt = isConnectedAs(caller);
    if (caller.id === undefined) return accounts.all().find(isIt);
    const account = accounts.find(caller.id);
    return account !== undefined && isIt(account) ? account : undefined;
  }
}

/** What the journal cannot do now is no fault of the call that needs it. */
async function kept(done: Promise<unknown> | undefined): Promise<void> {
  await done?.catch(() => {
    throw new Failure('unavailable', 'the journal failed, so that no new token is used yet');
  });
}

const keyOf = ({ clientId, givenRefreshToken }: UserToken): string =>
  `${clientId} ${givenRefreshToken}`;
