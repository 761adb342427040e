import type {
  Subscribers,
  SubscriptionCount,
} from '../../../../domain/subscription/subscribers.ts';
import type { Environment } from '../../../../domain/subscription/webhooks.ts';
import { ActivitySubscriptions } from './activity-subscriptions.ts';
import { AppBearer } from '../client/app-bearer.ts';
import type { TwitterClient } from '../client/twitter-client.ts';
import { TwitterV2Webhooks } from './twitter-v2-webhooks.ts';
import { webhookOf } from './webhook-of.ts';
import { isOurs, revokeEvent } from './x-activity-events.ts';

/** Subscribed accounts as the app sees them (X API v2, activity subscriptions). */
export class XActivitySubscribers implements Subscribers {
  readonly #activity: ActivitySubscriptions;
  readonly #webhooks: TwitterV2Webhooks;

  constructor(client: TwitterClient, bearers = new AppBearer(client)) {
    this.#activity = new ActivitySubscriptions(bearers);
    this.#webhooks = new TwitterV2Webhooks(client, bearers);
  }

  /** Those whose messages come to a webhook, whichever it is. */
  async list(environment: Environment): Promise<readonly string[]> {
    const webhooks = (await this.#webhooks.list(environment)).map(({ id }) => id);
    const listed = await this.#activity.list(environment);
    const told = listed.filter(
      ({ eventType, webhookId = '' }) =>
        eventType === 'dm.received' && webhooks.includes(webhookId),
    );
    return [...new Set(told.map(({ userId }) => userId).filter((id) => id !== undefined))];
  }

  /** What serves the whole app goes with the last account. */
  async remove(environment: Environment, accountId: string): Promise<void> {
    const webhooks = await this.#webhooks.list(environment);
    const webhook = webhookOf(environment, webhooks);
    const listed = await this.#activity.list(environment);
    const ours = listed.filter((one) => isOurs(one, webhook, webhooks));
    const isLast = ours.every(({ userId = accountId }) => userId === accountId);
    const over = ours.filter(({ eventType, userId }) =>
      userId === undefined ? isLast && eventType === revokeEvent : userId === accountId,
    );
    for (const { id } of over) await this.#activity.remove(environment, id);
  }

  /** X limits them by the plan of the app, and does not tell by how much. */
  async count(environment: Environment): Promise<SubscriptionCount> {
    return { used: (await this.#activity.list(environment)).length };
  }
}
