import type { Credentials } from '../../../domain/accounts/account.ts';
import type { Subscribers, SubscriptionCount } from '../../../domain/subscription/subscribers.ts';
import type { Environment } from '../../../domain/subscription/webhooks.ts';
import { idOf, isObject } from '../wire.ts';
import { isMissing, pathIn, unreadable } from './account-activity-calls.ts';
import { AppBearer } from './app-bearer.ts';
import { percentEncoded } from './oauth.ts';
import type { TwitterAnswer, TwitterClient, TwitterRequest } from './twitter-client.ts';

/** Subscribed accounts as the app sees them (X API v1.1, Account Activity, premium environments). */
export class TwitterRestSubscribers implements Subscribers {
  readonly #client: TwitterClient;
  readonly #bearers: AppBearer;

  constructor(client: TwitterClient, bearers = new AppBearer(client)) {
    this.#client = client;
    this.#bearers = bearers;
  }

  async list({ name, credentials }: Environment): Promise<readonly string[]> {
    const path = pathIn(name, 'subscriptions/list.json');
    const { status, body } = await this.#call(credentials, 'GET', path);
    const ids = idsIn(body);
    if (ids === undefined) throw unreadable(status);
    return ids;
  }

  /** X says the same of an account that is not subscribed and of an unknown environment. */
  async remove(environment: Environment, accountId: string): Promise<void> {
    const { name, credentials } = environment;
    const path = pathIn(name, `subscriptions/${percentEncoded(accountId)}.json`);
    try {
      await this.#call(credentials, 'DELETE', path);
    } catch (thrown) {
      if (!isMissing(thrown) || (await this.list(environment)).includes(accountId)) throw thrown;
    }
  }

  async count(credentials: Credentials): Promise<SubscriptionCount> {
    const path = '/1.1/account_activity/all/subscriptions/count.json';
    const { status, body } = await this.#call(credentials, 'GET', path);
    const used = isObject(body) ? numberOf(body['subscriptions_count_all']) : undefined;
    const provisioned = isObject(body) ? numberOf(body['provisioned_count']) : undefined;
    if (used === undefined || provisioned === undefined) throw unreadable(status);
    return { used, provisioned };
  }

  #call(
    credentials: Credentials,
    method: TwitterRequest['method'],
    path: string,
  ): Promise<TwitterAnswer> {
    return this.#bearers.call(credentials, (auth) => this.#client.request({ method, path, auth }));
  }
}

/** `{subscriptions: [{user_id}]}`; undefined when it is not that. */
function idsIn(body: unknown): readonly string[] | undefined {
  const listed = isObject(body) ? body['subscriptions'] : undefined;
  if (!Array.isArray(listed)) return undefined;
  return listed.map((one) => (isObject(one) ? idOf(one['user_id']) : undefined)).filter(isId);
}

const isId = (id: string | undefined): id is string => id !== undefined;

/** X writes counts as strings. */
function numberOf(value: unknown): number | undefined {
  const count = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return Number.isInteger(count) && Number(count) < 1e9 ? Number(count) : undefined;
}
