import type { Credentials } from '../../domain/accounts/account.ts';
import type { Subscribers, SubscriptionCount } from '../../domain/subscription/subscribers.ts';
import type { Subscriptions } from '../../domain/subscription/subscriptions.ts';
import type { Environment } from '../../domain/subscription/webhooks.ts';
import type { InMemoryAccountActivity } from './in-memory-account-activity.ts';

/** The subscriptions of an X in memory, as accounts see their own, for tests. */
export class InMemorySubscriptions implements Subscriptions {
  readonly #x: InMemoryAccountActivity;

  constructor(x: InMemoryAccountActivity) {
    this.#x = x;
  }

  async subscribe(environment: Environment): Promise<void> {
    this.#x.troubles.meet('unavailable', () => {
      this.#x.at(environment).subscribed.add(this.#x.owner(environment.credentials));
    });
  }

  async unsubscribe(environment: Environment): Promise<void> {
    this.#x.troubles.meet('unavailable', () => {
      this.#x.at(environment).subscribed.delete(this.#x.owner(environment.credentials));
    });
  }

  async isSubscribed({ name, credentials }: Environment): Promise<boolean> {
    return this.#x.troubles.meet('unavailable', () => {
      const owner = this.#x.owner(credentials);
      return this.#x.environments.get(name)?.subscribed.has(owner) ?? false;
    });
  }
}

/** The same subscriptions, as their app sees them. */
export class InMemorySubscribers implements Subscribers {
  readonly #x: InMemoryAccountActivity;

  constructor(x: InMemoryAccountActivity) {
    this.#x = x;
  }

  async list(environment: Environment): Promise<readonly string[]> {
    return this.#x.troubles.meet('unavailable', () => [...this.#x.at(environment).subscribed]);
  }

  async remove(environment: Environment, accountId: string): Promise<void> {
    this.#x.troubles.meet('unavailable', () => {
      this.#x.at(environment).subscribed.delete(accountId);
    });
  }

  async count(credentials: Credentials): Promise<SubscriptionCount> {
    return this.#x.troubles.meet('unavailable', () => {
      this.#x.owner(credentials);
      const all = [...this.#x.environments.values()];
      const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
      return {
        used: sum(all.map(({ subscribed }) => subscribed.size)),
        provisioned: sum(all.map(({ subscriptionsMax }) => subscriptionsMax)),
      };
    });
  }
}
