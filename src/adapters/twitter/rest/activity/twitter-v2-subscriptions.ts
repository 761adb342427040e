import {
  AskedTogether,
  complete,
  type Subscribed,
  type Subscriptions,
} from '../../../../domain/subscription/subscriptions.ts';
import type { Environment } from '../../../../domain/subscription/webhooks.ts';
import { isObject } from '../../wire.ts';
import { isDuplicate, isMissing } from './account-activity-calls.ts';
import { AppBearer } from '../client/app-bearer.ts';
import type { TwitterClient, TwitterRequest } from '../client/twitter-client.ts';
import { subscribersPath, TwitterV2Subscribers } from './twitter-v2-subscribers.ts';
import { TwitterV2Webhooks } from './twitter-v2-webhooks.ts';
import { signing, type UserAuthentication } from '../accounts/user-authentication.ts';
import { knownWebhookOf, subscriberIn, webhookFor } from './webhook-of.ts';

/**
 * An account's own subscription through X's Account Activity API (v2), to the webhook of its app
 * that its events go to.
 */
export class TwitterV2Subscriptions implements Subscriptions {
  readonly #client: TwitterClient;
  readonly #users: UserAuthentication;
  readonly #webhooks: TwitterV2Webhooks;
  readonly #subscribers: TwitterV2Subscribers;

  constructor(
    client: TwitterClient,
    bearers = new AppBearer(client),
    users: UserAuthentication = signing,
  ) {
    this.#client = client;
    this.#users = users;
    this.#webhooks = new TwitterV2Webhooks(client, bearers);
    this.#subscribers = new TwitterV2Subscribers(client, bearers);
  }

  async subscribe(environment: Environment): Promise<Subscribed> {
    const { id } = webhookFor(environment, await this.#webhooks.list(environment));
    const request = { ...(await this.#own(environment, 'POST', id)), json: {} };
    const answer = await this.#client.answer(request);
    if (answer.status < 300 || isDuplicate(answer)) return complete;
    throw this.#client.failureOf(answer, request);
  }

  /** Here the app ends it: X has no such call for the account itself. */
  async unsubscribe(environment: Environment): Promise<void> {
    await this.#subscribers.remove(environment, subscriberIn(environment));
  }

  async isSubscribed(
    environment: Environment,
    asked: AskedTogether = new AskedTogether(),
  ): Promise<boolean> {
    const listed = () => this.#webhooks.list(environment);
    const webhook = await knownWebhookOf(environment, listed, asked);
    if (webhook === undefined) return false;
    try {
      const { body } = await this.#client.request(await this.#own(environment, 'GET', webhook.id));
      const data = isObject(body) ? body['data'] : undefined;
      return isObject(data) && data['subscribed'] === true;
    } catch (thrown) {
      if (isMissing(thrown)) return false;
      throw thrown;
    }
  }

  async #own(
    { accountId, credentials }: Environment,
    method: 'GET' | 'POST',
    webhookId: string,
  ): Promise<TwitterRequest> {
    const auth = await this.#users.of({ ...(accountId && { id: accountId }), credentials });
    return { method, path: subscribersPath(webhookId, 'all'), auth };
  }
}
