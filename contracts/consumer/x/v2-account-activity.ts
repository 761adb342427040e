import { expect } from '@jest/globals';
import { MatchersV3 } from '@pact-foundation/pact';
import { AppBearer } from '../../../src/adapters/twitter/rest/app-bearer.ts';
import { TwitterV2Subscribers } from '../../../src/adapters/twitter/rest/twitter-v2-subscribers.ts';
import { TwitterV2Subscriptions } from '../../../src/adapters/twitter/rest/twitter-v2-subscriptions.ts';
import {
  signing,
  type UserAuthentication,
} from '../../../src/adapters/twitter/rest/user-authentication.ts';
import { accountId } from '../../people.ts';
import { json } from '../bodies.ts';
import type { Contract, Example, Fact } from '../contract.ts';
import { fails } from '../fails.ts';
import { withX } from './client.ts';
import { asUser, withJson } from './requests.ts';
import { asConnected, bearing, connected } from './user-token.ts';
import { app, byApp, hasWebhook, listing, refused, webhookId } from './v2-webhooks.ts';
import { hasBearer } from './webhooks.ts';

const { eachLike, regex } = MatchersV3;

const all = `/2/account_activity/webhooks/${webhookId}/subscriptions/all`;
const subscribed: Fact = ['the account is subscribed in v2', { accountId }];
const ok = (data: object): Example['response'] => ({ status: 200, body: json({ data }) });

type Subscriptions = TwitterV2Subscriptions;

/** The subscription of the account, as it sees and changes it itself. */
export function v2SubscriptionCalls(contract: Contract): void {
  const act =
    <T>(call: (own: Subscriptions) => Promise<T>, users: UserAuthentication = signing) =>
    (url: string) =>
      withX(url, (client) =>
        call(new TwitterV2Subscriptions(client, new AppBearer(client), users)),
      );
  const subscribe = (users?: UserAuthentication) => act((own) => own.subscribe(app), users);
  const isSubscribed = act((own) => own.isSubscribed(app));
  const posting = (headers: Example['request']['headers'] & object): Example['request'] => ({
    method: 'POST',
    path: all,
    headers,
    body: json({}),
  });
  const done = ok({ subscribed: true });
  const calls = (what: string, ...[given, request, response]: Parameters<typeof one>) =>
    [listing(what), { ...one(given, request, response), receiving: what }] as const;

  contract.test(
    'subscribes the account in v2',
    calls('subscribes an account', [hasWebhook], posting(withJson), ok({})),
    async (url) => expect(await subscribe()(url)).toEqual({ without: [] }),
  );
  const withToken = { ...asConnected, 'content-type': 'application/json' };
  contract.test(
    'subscribes the account in v2 with its OAuth 2.0 token',
    calls('subscribes who has a token', [hasWebhook, connected], posting(withToken), ok({})),
    async (url) => expect(await subscribe(bearing)(url)).toEqual({ without: [] }),
  );
  const again = refused('DuplicateSubscriptionFailed', 'Subscription already exists');
  contract.test(
    'says in v2 that the account is subscribed already, which is as good',
    calls('subscribes nobody twice', [hasWebhook, subscribed], posting(withJson), again),
    async (url) => expect(await subscribe()(url)).toEqual({ without: [] }),
  );
  const full: Fact = ['an app may have so many accounts', { count: 0 }];
  contract.test(
    'subscribes no more accounts in v2',
    calls(
      'has no room for an account',
      [hasWebhook, full],
      posting(withJson),
      refused('SubscriptionLimitExceeded'),
    ),
    (url) => fails(subscribe()(url), 'conflict'),
  );

  const asking: Example['request'] = { method: 'GET', path: all, headers: asUser };
  const tells = (
    what: string,
    given: readonly Fact[],
    response: Example['response'],
    is: boolean,
  ) =>
    contract.test(
      `tells in v2 ${what}`,
      calls(`tells in v2 ${what}`, given, asking, response),
      async (url) => expect(await isSubscribed(url)).toBe(is),
    );
  tells('that the account is subscribed', [hasWebhook, subscribed], done, true);
  tells('that the account is not subscribed', [hasWebhook], ok({ subscribed: false }), false);
  tells('that the webhook is gone', [], refused('WebhookIdInvalid'), false);
}

const one = (
  given: readonly Fact[],
  request: Example['request'],
  response: Example['response'],
): Example => ({ given, request, response });

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
