import type { Account } from '../../../domain/accounts/account.ts';
import type { Accounts } from '../../../domain/accounts/accounts.ts';
import { Failure, InvalidInput } from '../../../domain/errors.ts';
import type { AccountEvent } from '../../../domain/messaging/direct-message.ts';
import { webhookUrlIn } from '../../../domain/subscription/webhook-url.ts';
import { accountEventsIn } from './account-events-in.ts';
import { isChallengeToken, isSigned, signatureOf } from './signature.ts';

/** What X calls: the challenge and the events of one account, whose secret the path decides. */
export class TwitterWebhook {
  readonly #accounts: Accounts;
  readonly #receive: (events: readonly AccountEvent[]) => Promise<void>;

  constructor(accounts: Accounts, receive: (events: readonly AccountEvent[]) => Promise<void>) {
    this.#accounts = accounts;
    this.#receive = receive;
  }

  /** Answers the challenge from memory alone, so that X gets it whatever else is down. */
  challenge(accountId: string, token: unknown): { readonly response_token: string } {
    const secret = this.#secretOf(accountId);
    if (!isChallengeToken(token)) {
      throw new InvalidInput(['crc_token must be 1 to 256 characters of A-Z a-z 0-9 + / = _ -']);
    }
    return { response_token: signatureOf(secret, token) };
  }

  /** Refuses what X did not sign with the secret of this account's app. */
  verify(accountId: string, rawBody: Uint8Array, signature: string | undefined): void {
    if (isSigned(this.#secretOf(accountId), rawBody, signature)) return;
    const fault = signature === undefined ? 'is missing' : 'does not fit the body';
    throw new Failure('unauthorized', `the signature ${fault}`);
  }

  /** Takes all events of a verified body; resolves when they are on disk. */
  async receive(accountId: string, body: unknown): Promise<void> {
    await this.#receive(
      accountEventsIn(body, accountId, (owner) => this.#serves(owner, accountId)),
    );
  }

  /** One webhook of an app may serve several of its accounts: the same secret vouches for them. */
  #serves(owner: string, accountId: string): boolean {
    const account = this.#accounts.find(owner);
    return account?.credentials.consumerSecret === this.#secretOf(accountId);
  }

  #secretOf(accountId: string): string {
    const account = this.#accounts.find(accountId) ?? this.#sharing(accountId);
    if (account === undefined) throw new Failure('not-found', `no account ${accountId}`);
    return account.credentials.consumerSecret;
  }

  /** Another account whose events go to the webhook of this one, which may have been removed. */
  #sharing(accountId: string): Account | undefined {
    const all = this.#accounts.all();
    return all.find(
      ({ registration }) =>
        registration !== undefined && webhookUrlIn(registration.webhookUrl).accountId === accountId,
    );
  }
}
