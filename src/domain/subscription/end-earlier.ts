import type { Account } from '../accounts/account.ts';
import { failureOf } from '../errors.ts';
import type { Run } from '../steps.ts';
import { eventsWords } from './choose-apis.ts';
import { endSubscription } from './end-subscription.ts';
import type { Subscribers } from './subscribers.ts';
import type { Subscriptions } from './subscriptions.ts';
import { type Environment, environmentOf } from './webhooks.ts';

/** Ends the subscription through which an account was told before it moved to another API or app. */
export class EndEarlier {
  readonly #subscribers: Subscribers;
  readonly #subscriptions: Subscriptions;

  constructor(subscribers: Subscribers, subscriptions: Subscriptions) {
    this.#subscribers = subscribers;
    this.#subscriptions = subscriptions;
  }

  /**
   * To be called when the account is subscribed in `now`, so that nothing is missed; until it ends,
   * everything comes twice and is shown once. One that cannot be ended does no harm, and is told.
   */
  async execute(before: Account | undefined, now: Environment, run: Run): Promise<void> {
    const earlier = earlierOf(before, now);
    if (before === undefined || earlier === undefined) return;
    const by = `the subscription by ${eventsWords[earlier.events ?? 'v1.1']}`;
    try {
      await endSubscription(this.#subscribers, this.#subscriptions, earlier, before.id);
      run.note('unsubscribe-account', `${by} has ended`);
    } catch (thrown) {
      const { detail } = failureOf(thrown);
      const harmless = 'what comes by both is shown once all the same';
      run.note('unsubscribe-account', `${by} could not be ended (${detail}); ${harmless}`);
    }
  }
}

/**
 * Where an account is subscribed from before it moves to `now`; undefined when it does not move. The
 * keys that are given now go for the same app, those from before for another.
 */
export function earlierOf(
  before: Account | undefined,
  now: Pick<Environment, 'credentials' | 'events'>,
): Environment | undefined {
  if (before?.registration === undefined) return undefined;
  const earlier = environmentOf(before, before.registration.environmentName);
  const sameApp = before.credentials.consumerKey === now.credentials.consumerKey;
  if (sameApp && earlier.events === (now.events ?? 'v1.1')) return undefined;
  return sameApp ? { ...earlier, credentials: now.credentials } : earlier;
}
