import {
  complete,
  type Subscribed,
  type Subscriptions,
} from '../../../../domain/subscription/subscriptions.ts';
import type { Environment } from '../../../../domain/subscription/webhooks.ts';
import { asUser } from './account-activity-calls.ts';
import type { AppBearer } from '../client/app-bearer.ts';
import type { TwitterClient } from '../client/twitter-client.ts';
import { TwitterV1Webhooks } from './twitter-v1-webhooks.ts';
import { xErrorIn } from '../client/x-error.ts';

const path = 'subscriptions.json';

/** An account's own subscription through X's Account Activity API (v1.1, premium environments). */
export class TwitterV1Subscriptions implements Subscriptions {
  readonly #client: TwitterClient;
  readonly #webhooks: TwitterV1Webhooks;

  constructor(client: TwitterClient, bearers?: AppBearer) {
    this.#client = client;
    this.#webhooks = new TwitterV1Webhooks(client, bearers);
  }

  async subscribe(environment: Environment): Promise<Subscribed> {
    const request = asUser(environment, 'POST', path);
    const answer = await this.#client.answer(request);
    const already = answer.status === 409 || xErrorIn(answer.body)?.code === 355;
    if (answer.status >= 300 && !already) throw this.#client.failureOf(answer, request);
    return complete;
  }

  /**
   * X says 404 for a subscription that there is not, and just so for an environment that there is
   * not, or if it took this deprecated call away: so it is asked what of these is true.
   */
  async unsubscribe(environment: Environment): Promise<void> {
    const request = asUser(environment, 'DELETE', path);
    const answer = await this.#client.answer(request);
    if (answer.status < 300) return;
    const failure = this.#client.failureOf(answer, request);
    if (failure.code !== 'not-found' || (await this.isSubscribed(environment))) throw failure;
    await this.#webhooks.list(environment);
  }

  async isSubscribed(environment: Environment): Promise<boolean> {
    const request = asUser(environment, 'GET', path);
    const answer = await this.#client.answer(request);
    if (answer.status < 300) return true;
    const failure = this.#client.failureOf(answer, request);
    if (failure.code === 'not-found') return false;
    throw failure;
  }
}
