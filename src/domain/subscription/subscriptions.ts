import type { Environment } from './webhooks.ts';

/**
 * The subscription of the account whose credentials act. Failures carry X's code and message:
 * `not-found` for an unknown environment, `conflict` when the limit of subscriptions is reached.
 */
export interface Subscriptions {
  /** Subscribing again has no further effect. */
  subscribe(environment: Environment): Promise<void>;
  /** Ending what has ended has no further effect. */
  unsubscribe(environment: Environment): Promise<void>;
  /** False also where X does not know the environment: it says the same. */
  isSubscribed(environment: Environment): Promise<boolean>;
}
