import type { Accounts } from '../accounts/accounts.ts';
import { servedAccount } from '../accounts/served-account.ts';
import { Run } from '../steps.ts';
import { type Acting, actingEnvironment } from './acting.ts';
import { keepEnded } from './end-registrations.ts';
import { endSubscription } from './end-subscription.ts';
import type { Subscribers, SubscriptionCount } from './subscribers.ts';
import type { Subscribed, Subscriptions } from './subscriptions.ts';
import { environmentOf } from './webhooks.ts';

/**
 * What an administrator does with subscriptions, in the name of an account that we serve or of its
 * app. What X refuses fails with `StepFailed`, which says what to do.
 */
export class AdministerSubscriptions {
  readonly #accounts: Accounts;
  readonly #subscriptions: Subscriptions;
  readonly #subscribers: Subscribers;

  constructor(accounts: Accounts, subscriptions: Subscriptions, subscribers: Subscribers) {
    this.#accounts = accounts;
    this.#subscriptions = subscriptions;
    this.#subscribers = subscribers;
  }

  /** Subscribes the account itself, which is watched from then on; a repetition changes nothing. */
  async subscribe(acting: Acting): Promise<Subscribed> {
    const environment = actingEnvironment(this.#accounts, acting);
    const subscribe = () => this.#subscriptions.subscribe(environment);
    const subscribed = await new Run().attempt('subscribe-account', subscribe);
    await this.#keepEnded(acting.accountId, false);
    return subscribed;
  }

  /**
   * Ends the subscription of `userId`, as the app may for everybody. Where X refuses the app, the
   * account may still end its own. A repetition changes nothing, and nothing begins it again but an
   * administrator.
   */
  async unsubscribe(acting: Acting, userId: string = acting.accountId): Promise<void> {
    const environment = actingEnvironment(this.#accounts, acting);
    await new Run().attempt('unsubscribe-account', () =>
      endSubscription(this.#subscribers, this.#subscriptions, environment, userId),
    );
    await this.#keepEnded(userId, true);
  }

  async #keepEnded(accountId: string, ended: boolean): Promise<void> {
    const account = this.#accounts.find(accountId);
    if (account !== undefined) await keepEnded(this.#accounts, [account], ended);
  }

  /** The ids on X of all that are subscribed. */
  async list(acting: Acting): Promise<readonly string[]> {
    const environment = actingEnvironment(this.#accounts, acting);
    return new Run().attempt('list-subscriptions', () => this.#subscribers.list(environment));
  }

  /** Of the account's app, in all of its environments. */
  async count(accountId: string): Promise<SubscriptionCount> {
    const environment = environmentOf(servedAccount(this.#accounts, accountId), '');
    return new Run().attempt('count-subscriptions', () => this.#subscribers.count(environment));
  }
}
