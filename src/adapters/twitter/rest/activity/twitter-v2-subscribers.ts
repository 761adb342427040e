import type {
  Subscribers,
  SubscriptionCount,
} from '../../../../domain/subscription/subscribers.ts';
import type { Environment } from '../../../../domain/subscription/webhooks.ts';
import { isObject } from '../../wire.ts';
import { isMissing, unreadable } from './account-activity-calls.ts';
import { AppBearer } from '../client/app-bearer.ts';
import { percentEncoded } from '../client/oauth.ts';
import { countIn, subscriberIdsIn } from './subscribers-in.ts';
import type { TwitterAnswer, TwitterClient, TwitterRequest } from '../client/twitter-client.ts';
import { TwitterV2Webhooks } from './twitter-v2-webhooks.ts';
import { webhookOf } from './webhook-of.ts';

/** The path of a call about who is subscribed to a webhook (X API v2, account activity). */
export const subscribersPath = (webhookId: string, rest: string): string =>
  `/2/account_activity/webhooks/${percentEncoded(webhookId)}/subscriptions/${rest}`;

/** Subscribed accounts as the app sees them (X API v2, account activity). */
export class TwitterV2Subscribers implements Subscribers {
  readonly #bearers: AppBearer;
  readonly #webhooks: TwitterV2Webhooks;

  constructor(client: TwitterClient, bearers = new AppBearer(client)) {
    this.#bearers = bearers;
    this.#webhooks = new TwitterV2Webhooks(client, bearers);
  }

  /** Where nobody is subscribed, X may leave the list out. */
  async list(environment: Environment): Promise<readonly string[]> {
    const webhook = webhookOf(environment, await this.#webhooks.list(environment));
    if (webhook === undefined) return [];
    const path = subscribersPath(webhook.id, 'all/list');
    const { status, body } = await this.#call(environment, 'GET', path);
    const data = isObject(body) ? (body['data'] ?? body['meta']) : undefined;
    if (!isObject(data)) throw unreadable(status);
    return subscriberIdsIn(data) ?? [];
  }

  async remove(environment: Environment, accountId: string): Promise<void> {
    const webhook = webhookOf(environment, await this.#webhooks.list(environment));
    if (webhook === undefined) return;
    const path = subscribersPath(webhook.id, `${percentEncoded(accountId)}/all`);
    try {
      await this.#call(environment, 'DELETE', path);
    } catch (thrown) {
      if (!isMissing(thrown) || (await this.list(environment)).includes(accountId)) throw thrown;
    }
  }

  async count(environment: Environment): Promise<SubscriptionCount> {
    const path = '/2/account_activity/subscriptions/count';
    const { status, body } = await this.#call(environment, 'GET', path);
    const count = countIn(isObject(body) ? body['data'] : undefined);
    if (count === undefined) throw unreadable(status);
    return count;
  }

  #call(
    { credentials }: Environment,
    method: TwitterRequest['method'],
    path: string,
  ): Promise<TwitterAnswer> {
    return this.#bearers.request(credentials, { method, path });
  }
}
