import { type Account, type Credentials, isSameApp, type OtherApp } from '../accounts/account.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Clock } from '../delivery/clock.ts';
import { Failure } from '../errors.ts';
import type { Registration } from './registration.ts';

/**
 * For how long the other app of a move counts: longer than a registration takes, and than X delivers
 * again what was not taken.
 */
export const movingMs = 15 * 60_000;

/**
 * Keeps the secret of the other app beside that of an account which moves, so that the challenge of
 * the new webhook can be answered and the events of both apps are let in.
 */
export class MovingApp {
  readonly #accounts: Accounts;
  readonly #clock: Clock | undefined;

  /** Without a clock, a move that was broken off does not end by itself. */
  constructor(accounts: Accounts, clock: Clock | undefined) {
    this.#accounts = accounts;
    this.#clock = clock;
  }

  /** To be called before X challenges; the account stays as it is. Fails with `unavailable`. */
  async begin({ credentials, webhookUrl }: Registration, before: Account): Promise<void> {
    const moving = this.#other(credentials, { webhookUrl, isNext: true });
    const begun = (kept: Account) =>
      isSameApp(kept.credentials, credentials) ? undefined : { ...kept, moving };
    await this.#accounts.change(before.id, begun).catch(() => {
      throw new Failure('unavailable', 'the journal failed');
    });
  }

  /** The app that an account has left for the one with these credentials. */
  left(before: Account | undefined, credentials: Credentials): Pick<Account, 'moving'> {
    if (before === undefined || isSameApp(before.credentials, credentials)) return {};
    const { webhookUrl } = before.registration ?? {};
    const place = { ...(webhookUrl !== undefined && { webhookUrl }), isNext: false };
    return { moving: this.#other(before.credentials, place) };
  }

  /** Unless somebody has changed it meanwhile, the account is as it was before. Never fails. */
  async giveUp({ credentials }: Registration, before: Account): Promise<void> {
    const givenUp = (kept: Account) => {
      const { moving, ...account } = kept;
      if (moving?.isNext !== true || !isSameApp(moving, credentials)) return undefined;
      return { ...account, ...(before.moving && { moving: before.moving }) };
    };
    // What cannot be kept counts no more after a while.
    await this.#accounts.change(before.id, givenUp).catch(() => {});
  }

  #other(
    { consumerKey, consumerSecret }: Credentials,
    place: Pick<OtherApp, 'isNext' | 'webhookUrl'>,
  ): OtherApp {
    const untilMs = this.#clock && this.#clock.now() + movingMs;
    return { consumerKey, consumerSecret, ...place, ...(untilMs !== undefined && { untilMs }) };
  }
}

/** The accounts of another app whose events go to the address of this registration. */
export function othersThere(
  accounts: Pick<Accounts, 'all'>,
  { accountId, credentials, webhookUrl }: Registration,
): readonly string[] {
  return accounts
    .all()
    .filter(
      (one) =>
        one.id !== accountId &&
        one.registration?.webhookUrl === webhookUrl &&
        one.credentials.consumerKey !== credentials.consumerKey,
    )
    .map(({ id }) => id);
}
