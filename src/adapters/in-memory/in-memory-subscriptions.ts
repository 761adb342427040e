import { Failure } from '../../domain/errors.ts';
import type { Subscribers, SubscriptionCount } from '../../domain/subscription/subscribers.ts';
import {
  complete,
  type Subscribed,
  type Subscriptions,
} from '../../domain/subscription/subscriptions.ts';
import { type Environment, isAppWide } from '../../domain/subscription/webhooks.ts';
import type { InMemoryAccountActivity } from './in-memory-account-activity.ts';

/** The subscriptions of an X in memory, as accounts see their own, for tests. */
export class InMemorySubscriptions implements Subscriptions {
  readonly #x: InMemoryAccountActivity;

  constructor(x: InMemoryAccountActivity) {
    this.#x = x;
  }

  async subscribe(environment: Environment): Promise<Subscribed> {
    return this.#x.troubles.meet('unavailable', () => {
      const { subscribed, webhooks } = this.#x.at(environment);
      if (isAppWide(environment) && webhooks.length === 0) {
        throw new Failure('not-found', 'the app has no webhook');
      }
      subscribed.add(this.#x.owner(environment.credentials));
      return environment.events === 'x-activity' ? { without: this.#x.without } : complete;
    });
  }

  async unsubscribe(environment: Environment): Promise<void> {
    this.#x.troubles.meet('unavailable', () => {
      this.#x.at(environment).subscribed.delete(this.#x.owner(environment.credentials));
    });
  }

  async isSubscribed(environment: Environment): Promise<boolean> {
    return this.#x.troubles.meet('unavailable', () => {
      const owner = this.#x.owner(environment.credentials);
      const isThere = isAppWide(environment) || this.#x.environments.has(environment.name);
      return isThere && this.#x.at(environment).subscribed.has(owner);
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

  async count(environment: Environment): Promise<SubscriptionCount> {
    return this.#x.troubles.meet('unavailable', () => {
      this.#x.owner(environment.credentials);
      if (environment.events === 'x-activity') return { used: this.#x.activity.size };
      const all = isAppWide(environment) ? [this.#x.app] : [...this.#x.environments.values()];
      const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
      return {
        used: sum(all.map(({ subscribed }) => subscribed.size)),
        provisioned: sum(all.map(({ subscriptionsMax }) => subscriptionsMax)),
      };
    });
  }
}
