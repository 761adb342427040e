import type { Account } from '../accounts/account.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Profiles } from '../accounts/profiles.ts';
import { servedAccount } from '../accounts/served-account.ts';
import { Failure, failureOf } from '../errors.ts';
import type { Subscriptions } from './subscriptions.ts';
import { withUrl } from './ensure-webhook.ts';
import { environmentOf, type Webhooks } from './webhooks.ts';

/** What is asked of X about an account. */
export type Question = 'user-name' | 'webhook-valid' | 'subscribed';

/**
 * What X says about an account now. An answer is absent when X did not give it, and for the webhook
 * and the subscription also when the account was not registered through us.
 */
export interface AccountOnX {
  readonly userName?: string;
  /** False also when the webhook is not there. */
  readonly webhookValid?: boolean;
  readonly subscribed?: boolean;
  readonly unanswered: readonly { readonly question: Question; readonly failure: Failure }[];
}

/** Asks X about an account, everything at once. */
export class InspectAccount {
  readonly #accounts: Accounts;
  readonly #profiles: Profiles;
  readonly #webhooks: Webhooks;
  readonly #subscriptions: Subscriptions;

  constructor(
    accounts: Accounts,
    profiles: Profiles,
    webhooks: Webhooks,
    subscriptions: Subscriptions,
  ) {
    this.#accounts = accounts;
    this.#profiles = profiles;
    this.#webhooks = webhooks;
    this.#subscriptions = subscriptions;
  }

  /** A question that X does not answer leaves the others alone. Fails with `not-found`. */
  async execute(accountId: string): Promise<AccountOnX> {
    const account = servedAccount(this.#accounts, accountId);
    const unanswered: { question: Question; failure: Failure }[] = [];
    const ask = async <T>(question: Question, answer: Promise<T> | undefined) => {
      try {
        return await answer;
      } catch (thrown) {
        const failure = failureOf(thrown);
        if (failure.code === 'internal') throw thrown;
        unanswered.push({ question, failure });
        return undefined;
      }
    };
    const [userName, webhookValid, subscribed] = await Promise.all([
      ask('user-name', this.#userName(account)),
      ask('webhook-valid', this.#webhookValid(account)),
      ask('subscribed', this.#subscribed(account)),
    ]);
    return {
      ...(userName !== undefined && { userName }),
      ...(webhookValid !== undefined && { webhookValid }),
      ...(subscribed !== undefined && { subscribed }),
      unanswered,
    };
  }

  async #userName({ credentials, id }: Account): Promise<string> {
    const owner = await this.#profiles.owner(credentials);
    if (owner.id === id) return owner.screenName;
    throw new Failure('rejected', `the tokens belong to account ${owner.id}`);
  }

  async #webhookValid(account: Account): Promise<boolean | undefined> {
    const { registration } = account;
    if (registration === undefined) return undefined;
    const environment = environmentOf(account, registration.environmentName);
    const webhooks = await this.#webhooks.list(environment);
    return withUrl(webhooks, registration.webhookUrl)?.valid ?? false;
  }

  async #subscribed(account: Account): Promise<boolean | undefined> {
    if (account.registration === undefined) return undefined;
    const { environmentName } = account.registration;
    return this.#subscriptions.isSubscribed(environmentOf(account, environmentName));
  }
}
