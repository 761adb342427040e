import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DEFAULT_APP, DEFAULT_BUSINESS } from '../../../../../sandbox/twitter/defaults.ts';
import { startTwitterSandbox } from '../../../../../sandbox/twitter/twitter-sandbox.ts';
import {
  AskedTogether,
  type Subscriptions,
} from '../../../../domain/subscription/subscriptions.ts';
import { accountActivityIn, url } from './account-activity-sandboxed.conformance.ts';
import { TwitterV2Subscriptions } from './twitter-v2-subscriptions.ts';
import { TwitterV2Webhooks } from './twitter-v2-webhooks.ts';
import { XActivitySubscriptions } from './x-activity-subscriptions.ts';

const sandboxed = { start: startTwitterSandbox, app: DEFAULT_APP, owner: DEFAULT_BUSINESS };

describe.each([
  ['v2', TwitterV2Subscriptions, ['/2/webhooks']],
  ['x-activity', XActivitySubscriptions, ['/2/webhooks', '/2/activity/subscriptions']],
] as const)('accounts of one app that are asked about together, by %s', (events, By, lists) => {
  const { environment, startX } = accountActivityIn(sandboxed, events);
  let x: Awaited<ReturnType<typeof startX>>;
  let subscriptions: Subscriptions;

  beforeEach(async () => {
    x = await startX();
    subscriptions = new By(x.client);
  });
  afterEach(() => x.close());

  const listed = () =>
    x.sandbox.control
      .requests()
      .filter(({ method }) => method === 'GET')
      .map(({ path }) => path)
      .filter((path) => lists.some((list) => list === path));

  test('share what X says of the app, and are told apart all the same', async () => {
    await new TwitterV2Webhooks(x.client).register(environment, url);
    await subscriptions.subscribe(environment);
    const before = listed().length;
    const asked = new AskedTogether();
    for (let n = 0; n < 3; n++) {
      expect(await subscriptions.isSubscribed(environment, asked)).toBe(true);
    }
    expect(listed().slice(before).toSorted()).toEqual([...lists].toSorted());
  });

  test('do not share that there was no webhook', async () => {
    const asked = new AskedTogether();
    expect(await subscriptions.isSubscribed(environment, asked)).toBe(false);
    await new TwitterV2Webhooks(x.client).register(environment, url);
    await subscriptions.subscribe(environment);
    expect(await subscriptions.isSubscribed(environment, asked)).toBe(true);
  });
});
