import { expect } from '@jest/globals';
import { MatchersV3 } from '@pact-foundation/pact';
import { AppBearer } from '../../../src/adapters/twitter/rest/client/app-bearer.ts';
import { TwitterV2Subscribers } from '../../../src/adapters/twitter/rest/activity/twitter-v2-subscribers.ts';
import { accountId } from '../../people.ts';
import type { Contract } from '../contract.ts';
import { withX } from './client.ts';
import { all, ok, one, subscribed } from './v2-subscriptions.ts';
import { app, byApp, hasWebhook, listing, refused } from './v2-app.ts';
import { hasBearer } from './webhooks.ts';

const { eachLike, regex } = MatchersV3;

/** The subscriptions of all accounts, as the app sees them. */
export function v2SubscriberCalls(contract: Contract): void {
  const act = <T>(url: string, call: (subscribers: TwitterV2Subscribers) => Promise<T>) =>
    withX(url, (client) => call(new TwitterV2Subscribers(client, new AppBearer(client))));
  const given = [hasBearer, hasWebhook, subscribed];
  const digits = (example: string) => regex('^\\d+$', example);
  const list = byApp('GET', `${all}/list`);
  const subscriptions = eachLike({ user_id: digits(accountId) });
  const removing = byApp('DELETE', all.replace(/all$/, `${accountId}/all`));
  const remove = (url: string) => act(url, (them) => them.remove(app, accountId));

  contract.test(
    'lists the subscribed accounts in v2',
    [
      listing('lists accounts'),
      { receiving: 'lists accounts', ...one(given, list, ok({ subscriptions })) },
    ],
    async (url) => expect(await act(url, (them) => them.list(app))).toEqual([accountId]),
  );
  contract.test(
    'ends the subscription of any account in v2',
    [
      listing('ends a subscription'),
      { receiving: 'ends a subscription', ...one(given, removing, ok({})) },
    ],
    remove,
  );
  const nobody = [hasBearer, hasWebhook];
  contract.test(
    'finds nothing to end in v2, which is as good',
    [
      listing('finds nothing to end'),
      {
        receiving: 'finds nothing to end',
        ...one(nobody, removing, refused('SubscriptionNotFound')),
      },
      { receiving: 'lists no accounts', ...one(nobody, list, ok({ subscriptions: [] })) },
    ],
    remove,
  );
  contract.test(
    'counts the subscriptions of the app in v2',
    one(
      given,
      byApp('GET', '/2/account_activity/subscriptions/count'),
      ok({ subscriptions_count_all: digits('1'), provisioned_count: digits('3') }),
    ),
    async (url) =>
      expect(await act(url, (them) => them.count(app))).toEqual({ used: 1, provisioned: 3 }),
  );
}
