import { Failure } from '../errors.ts';
import type { Subscribers } from './subscribers.ts';
import type { Subscriptions } from './subscriptions.ts';
import type { Environment } from './webhooks.ts';

/**
 * Ends the subscription of `userId`, as the app may for everybody. Where X refuses the app, the
 * account may still end its own. A repetition changes nothing.
 */
export async function endSubscription(
  subscribers: Subscribers,
  subscriptions: Subscriptions,
  environment: Environment,
  userId: string,
): Promise<void> {
  try {
    await subscribers.remove(environment, userId);
  } catch (thrown) {
    if (userId !== environment.accountId || !isRefusal(thrown)) throw thrown;
    await subscriptions.unsubscribe(environment);
  }
}

const isRefusal = (thrown: unknown): boolean =>
  thrown instanceof Failure && (thrown.code === 'unauthorized' || thrown.code === 'rejected');
