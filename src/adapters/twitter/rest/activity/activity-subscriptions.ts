import type { Environment } from '../../../../domain/subscription/webhooks.ts';
import { isMissing, unreadable } from './account-activity-calls.ts';
import { type ActivitySubscription, activitySubscriptionsIn } from './activity-subscriptions-in.ts';
import type { AppBearer } from '../client/app-bearer.ts';
import { percentEncoded } from '../client/oauth.ts';
import type { TwitterAnswer, TwitterRequest } from '../client/twitter-client.ts';

export const activityPath = '/2/activity/subscriptions';

/** More than an app can have (X API v2, activity subscriptions: 150,000 for partners). */
const pagesMax = 200;
const pageSize = '1000';

/** The activity subscriptions of an app as the app itself sees and changes them. */
export class ActivitySubscriptions {
  readonly #bearers: AppBearer;

  constructor(bearers: AppBearer) {
    this.#bearers = bearers;
  }

  /** All of them, page by page. */
  async list(environment: Environment): Promise<readonly ActivitySubscription[]> {
    const all: ActivitySubscription[] = [];
    let token: string | undefined;
    for (let page = 0; page < pagesMax; page++) {
      const query = { max_results: pageSize, ...(token && { pagination_token: token }) };
      const request = { method: 'GET', path: activityPath, query } as const;
      const { status, body } = await this.#call(environment, request);
      const read = activitySubscriptionsIn(body);
      if (read === undefined) throw unreadable(status);
      all.push(...read.subscriptions);
      if (read.nextToken === undefined || read.nextToken === token) break;
      token = read.nextToken;
    }
    return all;
  }

  /** From here on its events go to this webhook. */
  async move(environment: Environment, id: string, webhookId: string): Promise<void> {
    const json = { webhook_id: webhookId };
    await this.#call(environment, { method: 'PUT', path: pathOf(id), json });
  }

  /** One that is gone is no failure. */
  async remove(environment: Environment, id: string): Promise<void> {
    try {
      await this.#call(environment, { method: 'DELETE', path: pathOf(id) });
    } catch (thrown) {
      if (!isMissing(thrown)) throw thrown;
    }
  }

  #call(
    { credentials }: Environment,
    request: Omit<TwitterRequest, 'auth'>,
  ): Promise<TwitterAnswer> {
    return this.#bearers.request(credentials, request);
  }
}

const pathOf = (id: string): string => `${activityPath}/${percentEncoded(id)}`;
