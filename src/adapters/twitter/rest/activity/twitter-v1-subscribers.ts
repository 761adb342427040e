import type {
  Subscribers,
  SubscriptionCount,
} from '../../../../domain/subscription/subscribers.ts';
import type { Environment } from '../../../../domain/subscription/webhooks.ts';
import { isMissing, pathIn, unreadable } from './account-activity-calls.ts';
import { AppBearer } from '../client/app-bearer.ts';
import { percentEncoded } from '../client/oauth.ts';
import { countIn, subscriberIdsIn } from './subscribers-in.ts';
import type { TwitterAnswer, TwitterClient, TwitterRequest } from '../client/twitter-client.ts';

/** Subscribed accounts as the app sees them (X API v1.1, Account Activity, premium environments). */
export class TwitterV1Subscribers implements Subscribers {
  readonly #bearers: AppBearer;

  constructor(client: TwitterClient, bearers = new AppBearer(client)) {
    this.#bearers = bearers;
  }

  async list(environment: Environment): Promise<readonly string[]> {
    const path = pathIn(environment.name, 'subscriptions/list.json');
    const { status, body } = await this.#call(environment, 'GET', path);
    const ids = subscriberIdsIn(body);
    if (ids === undefined) throw unreadable(status);
    return ids;
  }

  /** X says the same of an account that is not subscribed and of an unknown environment. */
  async remove(environment: Environment, accountId: string): Promise<void> {
    const path = pathIn(environment.name, `subscriptions/${percentEncoded(accountId)}.json`);
    try {
      await this.#call(environment, 'DELETE', path);
    } catch (thrown) {
      if (!isMissing(thrown) || (await this.list(environment)).includes(accountId)) throw thrown;
    }
  }

  async count(environment: Environment): Promise<SubscriptionCount> {
    const path = '/1.1/account_activity/all/subscriptions/count.json';
    const { status, body } = await this.#call(environment, 'GET', path);
    const count = countIn(body);
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
