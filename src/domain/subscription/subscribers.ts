import type { Credentials } from '../accounts/account.ts';
import type { Environment } from './webhooks.ts';

/** How many subscriptions an app has in all of its environments, and may have. */
export interface SubscriptionCount {
  readonly used: number;
  readonly provisioned: number;
}

/**
 * The accounts that are subscribed, as the app sees them: whoever they are. Failures carry X's
 * code and message: `not-found` for an unknown environment.
 */
export interface Subscribers {
  /** The ids of the accounts. */
  list(environment: Environment): Promise<readonly string[]>;
  /** Ends the subscription of an account; one that is not subscribed is no failure. */
  remove(environment: Environment, accountId: string): Promise<void>;
  count(credentials: Credentials): Promise<SubscriptionCount>;
}
