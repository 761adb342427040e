import { expect } from '@jest/globals';
import { AppBearer } from '../../../src/adapters/twitter/rest/client/app-bearer.ts';
import { TwitterV2Subscriptions } from '../../../src/adapters/twitter/rest/activity/twitter-v2-subscriptions.ts';
import {
  signing,
  type UserAuthentication,
} from '../../../src/adapters/twitter/rest/accounts/user-authentication.ts';
import { accountId } from '../../people.ts';
import { json } from '../bodies.ts';
import type { Contract, Example, Fact } from '../contract.ts';
import { fails } from '../fails.ts';
import { withX } from './client.ts';
import { asUser, withJson } from './requests.ts';
import { asConnected, bearing, connected } from './user-token.ts';
import { app, hasWebhook, listing, refused, webhookId } from './v2-app.ts';

/** Where an account is subscribed to a webhook. */
export const all = `/2/account_activity/webhooks/${webhookId}/subscriptions/all`;
export const subscribed: Fact = ['the account is subscribed in v2', { accountId }];
/** X's answer. */
export const ok = (data: object): Example['response'] => ({ status: 200, body: json({ data }) });

type Subscriptions = TwitterV2Subscriptions;

/** A call, and what comes of it. */
export const one = (
  given: readonly Fact[],
  request: Example['request'],
  response: Example['response'],
): Example => ({ given, request, response });

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
  const noSuch = refused('SubscriptionNotFound');
  tells('that there is no subscription', ['X knows no such subscription'], noSuch, false);
  tells('that the webhook is gone', [], refused('WebhookIdInvalid'), false);
}
