import type { Environment } from './webhooks.ts';

/**
 * How many subscriptions an app has in all of its environments, and may have. In X Activity an
 * account has several, one for each kind of event.
 */
export interface SubscriptionCount {
  readonly used: number;
  /** Absent where X does not say. */
  readonly provisioned?: number;
}

/**
 * The accounts that are subscribed, as the app sees them: whoever they are. Failures carry X's
 * code and message: `not-found` for an unknown environment.
 */
export interface Subscribers {
  /** The ids of the accounts, each once. */
  list(environment: Environment): Promise<readonly string[]>;
  /**
   * Ends the subscription of an account, of which only ours is touched where there may be others;
   * one that is not subscribed is no failure.
   */
  remove(environment: Environment, accountId: string): Promise<void>;
  /** Of the whole app. */
  count(environment: Environment): Promise<SubscriptionCount>;
}
