import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DEFAULT_APP, DEFAULT_BUSINESS } from '../../../../sandbox/twitter/defaults.ts';
import {
  startTwitterSandbox,
  type TwitterSandbox,
} from '../../../../sandbox/twitter/twitter-sandbox.ts';
import { subscriptionsConformance } from '../../../domain/subscription/subscriptions.conformance.ts';
import { TwitterRestSubscriptions } from './twitter-rest-subscriptions.ts';
import {
  accountOf,
  type SandboxedTwitter,
  sandboxedTwitter,
  unknown,
} from './twitter-sandboxed.conformance.ts';

const account = accountOf(DEFAULT_APP, DEFAULT_BUSINESS);
const environment = { name: DEFAULT_APP.environment, credentials: account.credentials };
const url = 'https://connector.example/webhook/twitter/732739706?from=x&a=b%20c';

/** A webhook that passes every challenge of the sandbox's app. */
async function startWebhook() {
  const server = createServer((request, response) => {
    const token = new URL(request.url ?? '', 'http://any').searchParams.get('crc_token') ?? '';
    const hmac = createHmac('sha256', DEFAULT_APP.consumerSecret).update(token).digest('base64');
    response.end(JSON.stringify({ response_token: `sha256=${hmac}` }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    routes: { 'connector.example': `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    close: () => server.close().closeAllConnections(),
  };
}

async function start(): Promise<SandboxedTwitter<TwitterSandbox>> {
  const webhook = await startWebhook();
  const x = sandboxedTwitter(await startTwitterSandbox({ routes: webhook.routes }));
  const close = async () => {
    webhook.close();
    await x.close();
  };
  return { ...x, close };
}

subscriptionsConformance('X over REST', async () => {
  const { sandbox, client, refuseNext, tearNext, close } = await start();
  return {
    subscriptions: new TwitterRestSubscriptions(client),
    environment,
    accountId: account.id,
    urls: [url, 'https://connector.example/webhook/twitter/1'],
    deafUrl: 'https://deaf.example/webhook/twitter/1',
    unknown,
    subscribed: async () => sandbox.control.state().subscriptions.map(({ userId }) => userId),
    invalidate: async (id) => sandbox.control.invalidateWebhook(id),
    refuseNext,
    tearNext: () => tearNext({ taken: true }),
    close,
  };
});

describe('subscriptions over REST', () => {
  let x: SandboxedTwitter<TwitterSandbox>;
  let subscriptions: TwitterRestSubscriptions;
  const fault = (rule: object) =>
    x.sandbox.control.addFault({ path: '/1.1/', times: 1, when: 'before', ...rule });
  const calls = () => x.sandbox.control.requests().map(({ path, status }) => `${path} ${status}`);
  const list = '/1.1/account_activity/all/prod/webhooks.json';

  beforeEach(async () => {
    x = await start();
    subscriptions = new TwitterRestSubscriptions(x.client);
  });
  afterEach(() => x.close());

  test('obtain the bearer token once', async () => {
    await Promise.all([subscriptions.webhooks(environment), subscriptions.webhooks(environment)]);
    await subscriptions.webhooks(environment);
    expect(calls().filter((call) => call === '/oauth2/token 200')).toHaveLength(1);
  });

  test('obtain another bearer token when X no longer takes the first', async () => {
    await subscriptions.webhooks(environment);
    fault({ code: 89 });
    expect(await subscriptions.webhooks(environment)).toEqual([]);
    expect(calls().slice(2)).toEqual([`${list} 401`, '/oauth2/token 200', `${list} 200`]);
  });

  test('use the bearer token they are given, and an obtained one when X refuses it', async () => {
    const credentials = { ...account.credentials, bearerToken: 'stale' };
    expect(await subscriptions.webhooks({ ...environment, credentials })).toEqual([]);
    expect(calls()).toEqual([`${list} 401`, '/oauth2/token 200', `${list} 200`]);
  });

  test('list in the account’s name where X refuses the app', async () => {
    fault({ path: '/oauth2/token', code: 99 });
    expect(await subscriptions.webhooks(environment)).toEqual([]);
    fault({ code: 200 });
    fault({ code: 200 });
    expect(await subscriptions.webhooks(environment)).toEqual([]);
  });

  test('read the listing of all environments', async () => {
    const prod = { environment_name: 'prod', webhooks: [{ id: '1', url, valid: 'true' }] };
    const other = { environment_name: 'other', webhooks: [{ id: '2', url, valid: true }, null] };
    fault({ status: 200, body: { environments: [other, prod] } });
    expect(await subscriptions.webhooks(environment)).toEqual([
      { id: '1', url, valid: true, createdAt: '' },
    ]);
  });

  test('fail when X lists something unreadable', async () => {
    fault({ status: 200, body: 'OK' });
    const listing = subscriptions.webhooks(environment);
    await expect(listing).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('tell a full environment of subscriptions from one that is there already', async () => {
    fault({ code: 214, message: 'Too many resources already created.' });
    await expect(subscriptions.subscribe(environment)).rejects.toMatchObject({ code: 'conflict' });
  });
});
