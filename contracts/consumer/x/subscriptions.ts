import { expect } from '@jest/globals';
import { MatchersV3 } from '@pact-foundation/pact';
import { AppBearer } from '../../../src/adapters/twitter/rest/client/app-bearer.ts';
import { TwitterV1Subscribers } from '../../../src/adapters/twitter/rest/activity/twitter-v1-subscribers.ts';
import { TwitterV1Subscriptions } from '../../../src/adapters/twitter/rest/activity/twitter-v1-subscriptions.ts';
import { json } from '../bodies.ts';
import type { Contract, Example, Fact } from '../contract.ts';
import { accountId } from '../../people.ts';
import { withX } from './client.ts';
import { asApp, asUser } from './requests.ts';
import { entered, error, hasBearer, hasWebhook, listing, pathOf } from './webhooks.ts';

const { eachLike, regex } = MatchersV3;

const subscribed: Fact = ['the account is subscribed', { accountId }];
const none: Example['response'] = {
  status: 404,
  body: error(34, 'Sorry, that page does not exist.'),
};
const done: Example['response'] = { status: 204 };

const own = (method: 'GET' | 'POST' | 'DELETE'): Example['request'] => ({
  method,
  path: pathOf('subscriptions'),
  headers: asUser,
});

/** The subscription of the account, as it sees and changes it itself. */
export function subscriptionCalls(contract: Contract): void {
  const act =
    <T>(call: (subscriptions: TwitterV1Subscriptions) => Promise<T>, answer?: T) =>
    async (url: string) =>
      expect(
        await withX(url, (client) =>
          call(new TwitterV1Subscriptions(client, new AppBearer(client))),
        ),
      ).toEqual(answer);
  const subscribe = act((own) => own.subscribe(entered), { without: [] });
  const isSubscribed = (answer: boolean) => act((own) => own.isSubscribed(entered), answer);
  const unsubscribe = act((own) => own.unsubscribe(entered));

  contract.test(
    'subscribes the account',
    { given: [hasWebhook], request: own('POST'), response: done },
    subscribe,
  );
  contract.test(
    'says that the account is subscribed already, which is as good',
    {
      given: [hasWebhook, subscribed],
      request: own('POST'),
      response: { status: 409, body: error(355, 'Subscription already exists.') },
    },
    subscribe,
  );
  contract.test(
    'tells that the account is subscribed',
    { given: [hasWebhook, subscribed], request: own('GET'), response: done },
    isSubscribed(true),
  );
  contract.test(
    'tells that the account is not subscribed',
    { given: [hasWebhook], request: own('GET'), response: none },
    isSubscribed(false),
  );
  contract.test(
    'ends the subscription of the account',
    { given: [hasWebhook, subscribed], request: own('DELETE'), response: done },
    unsubscribe,
  );
  contract.test(
    'finds nothing to end, which is as good',
    [
      {
        receiving: 'has no subscription to end',
        given: [hasWebhook],
        request: own('DELETE'),
        response: none,
      },
      {
        receiving: 'tells once more that the account is not subscribed',
        given: [hasWebhook],
        request: own('GET'),
        response: none,
      },
      {
        receiving: 'lists the webhooks of an environment without any',
        given: [hasBearer],
        request: listing(asApp),
        response: { status: 200, body: json([]) },
      },
    ],
    unsubscribe,
  );
}

/** The subscriptions of all accounts, as the app sees them. */
export function subscriberCalls(contract: Contract): void {
  const act =
    <T>(call: (subscribers: TwitterV1Subscribers) => Promise<T>, answer?: T) =>
    async (url: string) =>
      expect(
        await withX(url, (client) => call(new TwitterV1Subscribers(client, new AppBearer(client)))),
      ).toEqual(answer);
  const asked = (method: 'GET' | 'DELETE', path: string): Example['request'] => ({
    method,
    path,
    headers: asApp,
  });
  const digits = (example: string) => regex('^\\d+$', example);

  contract.test(
    'lists the subscribed accounts',
    {
      given: [hasBearer, hasWebhook, subscribed],
      request: asked('GET', pathOf('subscriptions/list')),
      response: {
        status: 200,
        body: json({ subscriptions: eachLike({ user_id: digits(accountId) }) }),
      },
    },
    act((all) => all.list(entered), [accountId]),
  );
  contract.test(
    'lists no subscribed accounts',
    {
      given: [hasBearer, hasWebhook],
      request: asked('GET', pathOf('subscriptions/list')),
      response: { status: 200, body: json({ subscriptions: [] }) },
    },
    act((all) => all.list(entered), []),
  );
  contract.test(
    'ends the subscription of any account for the app',
    {
      given: [hasBearer, hasWebhook, subscribed],
      request: asked('DELETE', pathOf(`subscriptions/${accountId}`)),
      response: done,
    },
    act((all) => all.remove(entered, accountId)),
  );
  contract.test(
    'counts the subscriptions of the app',
    {
      given: [hasBearer],
      request: asked('GET', '/1.1/account_activity/all/subscriptions/count.json'),
      response: {
        status: 200,
        body: json({ subscriptions_count_all: digits('1'), provisioned_count: digits('15') }),
      },
    },
    act((all) => all.count(entered), { used: 1, provisioned: 15 }),
  );
}
