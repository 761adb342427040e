import { expect } from '@jest/globals';
import type { Authentication } from '../../../src/adapters/twitter/rest/client/authorization.ts';
import { bearing, both, connected, asConnected } from './user-token.ts';
import { createActivitySubscription } from '../../../src/adapters/twitter/rest/activity/x-activity-creation.ts';
import { signing } from '../../../src/adapters/twitter/rest/accounts/user-authentication.ts';
import type { Credentials } from '../../../src/domain/accounts/account.ts';
import { accountId, credentials } from '../../people.ts';
import { json } from '../bodies.ts';
import type { Contract, Example, Fact } from '../contract.ts';
import { fails } from '../fails.ts';
import { problem } from './answers.ts';
import { withX } from './client.ts';
import { app, hasWebhook, refused, webhookId } from './v2-app.ts';
import { existing, shown, wanting } from './x-activity.ts';

const wanted = { eventType: 'dm.received', accountId, webhookId };

/** An account that is connected by both kinds of tokens takes the other one when it is told to. */
const authentication = (only?: 'oauth2'): Promise<Authentication> =>
  (only === undefined ? signing : bearing).of({ credentials });

const create = (url: string, owner: Credentials = credentials) =>
  withX(url, (client) =>
    createActivitySubscription(client, authentication, { ...app, credentials: owner }, wanted),
  );

const formed = (form: string): Fact => ['X shows what it has made in the form', { form }];
const ok = (body: object): Example['response'] => ({ status: 200, body: json(body) });

/** Each form in which X answers the wish for a subscription. */
export function activityAnswers(contract: Contract): void {
  const answers = (
    what: string,
    given: readonly Fact[],
    response: Example['response'],
    result: string,
  ) =>
    contract.test(
      what,
      { given: [hasWebhook, ...given], request: wanting('dm.received'), response },
      async (url) => expect(await create(url)).toBe(result),
    );
  answers(
    'shows an activity subscription by itself',
    [formed('flat')],
    ok({ data: shown }),
    'created',
  );
  answers(
    'shows an activity subscription in a list',
    [formed('list')],
    ok({ data: [shown] }),
    'created',
  );
  answers(
    'shows an activity subscription by its name',
    [formed('nested')],
    ok({ data: { subscription: shown } }),
    'created',
  );
  answers(
    'shows nothing of an activity subscription',
    ['X says nothing of what it has made'],
    { status: 204 },
    'unsaid',
  );
  answers(
    'has such an activity subscription already',
    [existing],
    refused('DuplicateSubscriptionFailed', 'Subscription already exists'),
    'there',
  );
  contract.test(
    'makes no more activity subscriptions',
    {
      given: [hasWebhook, ['an app may have so many activity subscriptions', { count: 0 }]],
      request: wanting('dm.received'),
      response: refused('SubscriptionLimitExceeded'),
    },
    (url) => fails(create(url), 'conflict'),
  );

  const { response } = problem(
    'the signature does not do',
    'unauthorized',
    403,
    'oauth1-permissions',
  );
  const withToken = { ...asConnected, 'content-type': 'application/json' };
  contract.test(
    'takes an OAuth 2.0 token for an activity subscription where a signature does not do',
    [
      {
        receiving: 'takes no signature for an activity subscription',
        given: ['the app may not sign for it'],
        request: wanting('dm.received'),
        response,
      },
      {
        receiving: 'takes an OAuth 2.0 token for an activity subscription',
        given: [hasWebhook, connected],
        request: wanting('dm.received', withToken),
        response: ok({ data: shown }),
      },
    ],
    async (url) => expect(await create(url, both)).toBe('created'),
  );
}
