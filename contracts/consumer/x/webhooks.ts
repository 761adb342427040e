import { expect } from '@jest/globals';
import { MatchersV3 } from '@pact-foundation/pact';
import { AppBearer } from '../../../src/adapters/twitter/rest/client/app-bearer.ts';
import { TwitterV1Webhooks } from '../../../src/adapters/twitter/rest/activity/twitter-v1-webhooks.ts';
import type { Environment } from '../../../src/domain/subscription/webhooks.ts';
import { form, json } from '../bodies.ts';
import type { Contract, Example, Fact } from '../contract.ts';
import { fails } from '../fails.ts';
import { credentials } from '../../people.ts';
import { environment, withX } from './client.ts';
import { asApp, asOwnerWith, asUser, bearerToken } from './requests.ts';

const { eachLike, like, regex } = MatchersV3;

/** The address that X knows the connector by; its sign marks show whether it is encoded once. */
const webhookUrl = 'https://connector.example/webhook/twitter/732739706?a=b%20c&d=e+f';

const webhookId = '1234567890';

/** The environment, with a bearer token that was entered. */
export const entered: Environment = {
  ...environment,
  credentials: { ...credentials, bearerToken },
};

export const hasBearer: Fact = ['the app has the bearer token', { bearerToken }];
export const hasWebhook: Fact = ['the environment has the webhook', { webhookId, url: webhookUrl }];
const passes: Fact = ['the webhook passes challenges', { url: webhookUrl }];

/** A path of the environment. */
export const pathOf = (rest: string): string => `/1.1/account_activity/all/prod/${rest}.json`;

const createdAt = '2016-06-02T23:54:02Z';
const webhook = {
  id: regex('^\\d+$', webhookId),
  url: like(webhookUrl),
  valid: like(true),
  created_at: like(createdAt),
};
const read = { id: webhookId, url: webhookUrl, valid: true, createdAt };

/** An error of v1.1, of which the code counts, and the words where there is a pattern for them. */
export const error = (code: number, message: string, pattern?: string) =>
  json({
    errors: [{ code, message: pattern === undefined ? like(message) : regex(pattern, message) }],
  });

export const listing = (headers: Example['request']['headers'] & object): Example['request'] => ({
  method: 'GET',
  path: pathOf('webhooks'),
  headers,
});

const webhooks = <T>(url: string, act: (webhooks: TwitterV1Webhooks) => Promise<T>) =>
  withX(url, (client) => act(new TwitterV1Webhooks(client, new AppBearer(client))));

/** Registers the webhook. */
export const register = (url: string) =>
  webhooks(url, (registered) => registered.register(environment, webhookUrl));

export const registering: Example['request'] = {
  method: 'POST',
  path: pathOf('webhooks'),
  query: { url: webhookUrl },
  headers: asUser,
};

/** The webhooks of an environment. */
export function webhookCalls(contract: Contract): void {
  contract.test(
    'lists the webhooks of an environment',
    {
      given: [hasBearer, hasWebhook],
      request: listing(asApp),
      response: { status: 200, body: json(eachLike(webhook)) },
    },
    async (url) => expect(await webhooks(url, (all) => all.list(entered))).toEqual([read]),
  );

  const newer = 'AAAAAAAAAAAAAAAAAAAAAPact%2Fof%3Danewer';
  contract.test(
    'lists the webhooks with a newer bearer token',
    [
      {
        receiving: 'no longer takes a bearer token',
        request: listing(asApp),
        response: { status: 401, body: error(89, 'Invalid or expired token') },
      },
      {
        receiving: 'gives the app a bearer token',
        given: [['the app has the bearer token', { bearerToken: newer }]],
        request: {
          method: 'POST',
          path: '/oauth2/token',
          headers: asOwnerWith(credentials.consumerSecret),
          body: form({ grant_type: 'client_credentials' }),
        },
        response: {
          status: 200,
          body: json({ token_type: 'bearer', access_token: regex('^\\S+$', newer) }),
        },
      },
      {
        receiving: 'lists webhooks to the newer bearer token',
        given: [['the app has the bearer token', { bearerToken: newer }]],
        request: listing({ ...asApp, authorization: `Bearer ${newer}` }),
        response: { status: 200, body: json([]) },
      },
    ],
    async (url) => expect(await webhooks(url, (all) => all.list(entered))).toEqual([]),
  );

  const wrong = { ...credentials, consumerSecret: 'wrong' };
  contract.test(
    'gives no bearer token for wrong keys',
    {
      request: {
        method: 'POST',
        path: '/oauth2/token',
        headers: asOwnerWith('wrong'),
        body: form({ grant_type: 'client_credentials' }),
      },
      response: { status: 403, body: error(99, 'Unable to verify your credentials') },
    },
    (url) =>
      fails(
        withX(url, (client) => new AppBearer(client).of(wrong)),
        'unauthorized',
      ),
  );

  contract.test(
    'registers a webhook',
    { given: [passes], request: registering, response: { status: 200, body: json(webhook) } },
    async (url) => expect(await register(url)).toEqual(read),
  );

  const one = (
    what: string,
    method: 'PUT' | 'DELETE',
    given: readonly Fact[],
    response: Example['response'],
    act: (url: string) => Promise<unknown>,
  ) =>
    contract.test(
      what,
      {
        given,
        request: { method, path: pathOf(`webhooks/${webhookId}`), headers: asUser },
        response,
      },
      act,
    );
  const validate = (url: string) => webhooks(url, (all) => all.validate(environment, webhookId));
  const remove = (url: string) => webhooks(url, (all) => all.remove(environment, webhookId));

  one('validates a webhook', 'PUT', [hasWebhook], { status: 204 }, validate);
  one(
    'finds a webhook invalid',
    'PUT',
    [hasWebhook, 'the webhook fails challenges'],
    { status: 400, body: error(214, 'Invalid CRC token or json response format.') },
    (url) => fails(validate(url), 'rejected'),
  );
  one('deletes a webhook', 'DELETE', [hasWebhook], { status: 204 }, remove);
  one(
    'has no such webhook',
    'DELETE',
    [],
    { status: 404, body: error(34, 'Webhook does not exist.') },
    (url) => fails(remove(url), 'not-found'),
  );
}
