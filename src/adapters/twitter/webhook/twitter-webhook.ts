import { isSameApp } from '../../../domain/accounts/account.ts';
import type { Accounts } from '../../../domain/accounts/accounts.ts';
import { Failure, InvalidInput } from '../../../domain/errors.ts';
import type { AccountEvent } from '../../../domain/messaging/direct-message.ts';
import { accountEventsIn } from './account-events-in.ts';
import { isChallengeToken, isSigned, signatureOf } from './signature.ts';
import type { Told } from './told.ts';
import { appsOf, leadsTo, type SigningApp, vouchesFor } from './signing-apps.ts';

/** What the signature of a body says. */
export type Vouching = Pick<Told, 'serves' | 'isOwn'>;

/** What X signs of a challenge where it does so: the query as it was sent. */
export interface Asked {
  readonly query: string;
  readonly signature: string | undefined;
}

/**
 * What X calls: the challenge and the events of the accounts whose webhook names one of them. The
 * path decides whose secrets may have been used.
 */
export class TwitterWebhook {
  readonly #accounts: Accounts;
  readonly #receive: (events: readonly AccountEvent[]) => Promise<void>;
  readonly #nowMs: () => number;

  constructor(
    accounts: Accounts,
    receive: (events: readonly AccountEvent[]) => Promise<void>,
    nowMs: () => number = Date.now,
  ) {
    this.#accounts = accounts;
    this.#receive = receive;
    this.#nowMs = nowMs;
  }

  /**
   * Answers the challenge from memory alone, so that X gets it whatever else is down. Where several
   * secrets may be meant, it is the one that the challenge is signed with; of one that is not signed
   * that of the app that an account is moving to, else of the account in the path.
   */
  challenge(accountId: string, token: unknown, asked?: Asked): { readonly response_token: string } {
    const [first, ...others] = this.#signers(accountId);
    if (first === undefined) throw unknown(accountId);
    if (!isChallengeToken(token)) {
      throw new InvalidInput(['crc_token must be 1 to 256 characters of A-Z a-z 0-9 + / = _ -']);
    }
    const all = [first, ...others];
    const query = Buffer.from(asked?.query ?? '');
    const meant =
      all.find(({ consumerSecret }) => isSigned(consumerSecret, query, asked?.signature)) ??
      all.find(({ isNext }) => isNext === true);
    return { response_token: signatureOf((meant ?? first).consumerSecret, token) };
  }

  /** Refuses what X did not sign with the secret of an app that tells of accounts here. */
  verify(accountId: string, rawBody: Uint8Array, signature: string | undefined): Vouching {
    let isKnown = false;
    for (const signer of this.#signers(accountId)) {
      isKnown = true;
      if (!isSigned(signer.consumerSecret, rawBody, signature)) continue;
      return {
        serves: (owner) => this.#vouches(signer, owner, accountId),
        isOwn: (owner) =>
          this.#accounts.find(owner)?.credentials.consumerKey === signer.consumerKey,
      };
    }
    if (!isKnown) throw unknown(accountId);
    const fault = signature === undefined ? 'is missing' : 'does not fit the body';
    throw new Failure('unauthorized', `the signature ${fault}`);
  }

  /** Takes all events of a body that was verified; resolves when they are on disk. */
  async receive(accountId: string, body: unknown, { isOwn, serves }: Vouching): Promise<void> {
    await this.#receive(accountEventsIn(body, accountId, serves, isOwn));
  }

  #vouches(signer: SigningApp, owner: string, webhook: string): boolean {
    const account = this.#accounts.find(owner);
    if (account === undefined) return false;
    return appsOf(account, this.#nowMs()).some((app) => vouchesFor(signer, app, webhook));
  }

  /**
   * The account in the path comes first, and mostly is all that is looked at. It may have been
   * removed, and others be told here all the same. Each app comes once, so that it costs little to
   * refuse a body.
   */
  *#signers(accountId: string): Generator<SigningApp> {
    const nowMs = this.#nowMs();
    const named = this.#accounts.find(accountId);
    const known = named === undefined ? [] : appsOf(named, nowMs);
    yield* known;
    for (const account of this.#accounts.all()) {
      if (account.id === accountId) continue;
      for (const app of appsOf(account, nowMs)) {
        if (!leadsTo(app, accountId) || known.some((one) => isSameApp(one, app))) continue;
        known.push(app);
        yield app;
      }
    }
  }
}

const unknown = (accountId: string): Failure => new Failure('not-found', `no account ${accountId}`);
