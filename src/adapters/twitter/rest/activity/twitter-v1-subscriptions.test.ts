import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DEFAULT_APP, DEFAULT_BUSINESS } from '../../../../../sandbox/twitter/defaults.ts';
import {
  startTwitterSandbox,
  type TwitterSandbox,
} from '../../../../../sandbox/twitter/twitter-sandbox.ts';
import { subscriptionsConformance } from '../../../../domain/subscription/subscriptions.conformance.ts';
import { accountActivityIn, url } from './account-activity-sandboxed.conformance.ts';
import { TwitterV1Subscribers } from './twitter-v1-subscribers.ts';
import { TwitterV1Subscriptions } from './twitter-v1-subscriptions.ts';
import { TwitterV1Webhooks } from './twitter-v1-webhooks.ts';
import type { SandboxedTwitter } from '../messages/twitter-sandboxed.conformance.ts';

const { account, environment, open, startX } = accountActivityIn({
  start: startTwitterSandbox,
  app: DEFAULT_APP,
  owner: DEFAULT_BUSINESS,
});

subscriptionsConformance('X over REST', open);

describe('subscriptions over REST', () => {
  let x: SandboxedTwitter<TwitterSandbox>;
  let subscriptions: TwitterV1Subscriptions;
  let subscribers: TwitterV1Subscribers;
  const base = '/1.1/account_activity/all/prod/subscriptions';
  const fault = (rule: object) =>
    x.sandbox.control.addFault({ path: base, times: 1, when: 'before', ...rule });
  const calls = () =>
    x.sandbox.control.requests().map(({ method, path, status }) => `${method} ${path} ${status}`);

  beforeEach(async () => {
    x = await startX();
    subscriptions = new TwitterV1Subscriptions(x.client);
    subscribers = new TwitterV1Subscribers(x.client);
    await new TwitterV1Webhooks(x.client).register(environment, url);
    await subscriptions.subscribe(environment);
  });
  afterEach(() => x.close());

  test('tell a full environment of subscriptions from one that is there already', async () => {
    fault({ code: 214, message: 'Too many resources already created.' });
    await expect(subscriptions.subscribe(environment)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('are not taken for ended when X took the call away', async () => {
    fault({ method: 'DELETE', code: 34 });
    const ending = subscriptions.unsubscribe(environment);
    await expect(ending).rejects.toMatchObject({ code: 'not-found' });

    fault({ method: 'DELETE', code: 34 });
    const removing = subscribers.remove(environment, account.id);
    await expect(removing).rejects.toMatchObject({ code: 'not-found' });
    expect(await subscriptions.isSubscribed(environment)).toBe(true);
  });

  test('are not taken for ended on the word of a gateway', async () => {
    const page = { status: 404, body: '<html>not here</html>' };
    fault({ method: 'GET', ...page });
    const asking = subscriptions.isSubscribed(environment);
    await expect(asking).rejects.toMatchObject({ code: 'unavailable' });
    fault({ method: 'DELETE', ...page });
    const ending = subscriptions.unsubscribe(environment);
    await expect(ending).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('are ended by the app without a look at the list', async () => {
    await subscribers.remove(environment, account.id);
    expect(calls().slice(-1)).toEqual([`DELETE ${base}/${account.id}.json 204`]);
  });

  test('are read whether X writes ids and counts as texts or as numbers', async () => {
    const listed = [{ user_id: '1' }, { user_id: 2 }, { user_id: 2 ** 60 }, null];
    fault({ status: 200, body: { subscriptions: listed } });
    expect(await subscribers.list(environment)).toEqual(['1', '2']);
    const path = '/1.1/account_activity/all/subscriptions/count';
    fault({ path, status: 200, body: { subscriptions_count_all: 3, provisioned_count: '15' } });
    expect(await subscribers.count(environment)).toEqual({ used: 3, provisioned: 15 });
  });

  test.each(['OK', {}, { subscriptions: 'x' }, { provisioned_count: '-1' }])(
    'fail when X answers something unreadable: %j',
    async (body) => {
      fault({ status: 200, body });
      const listing = subscribers.list(environment);
      await expect(listing).rejects.toMatchObject({ code: 'unavailable' });
      fault({ path: '/1.1/account_activity/all/subscriptions/count', status: 200, body });
      const counting = subscribers.count(environment);
      await expect(counting).rejects.toMatchObject({ code: 'unavailable' });
    },
  );
});
