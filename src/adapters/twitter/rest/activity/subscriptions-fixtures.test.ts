import { afterEach, describe, expect, test } from '@jest/globals';
import { type Canned, cannedX, environment, sample } from '../client/canned-x.model.ts';
import { TwitterV2Subscribers } from './twitter-v2-subscribers.ts';
import { TwitterV2Subscriptions } from './twitter-v2-subscriptions.ts';

const base = '/2/account_activity/webhooks/1234567890/subscriptions';
const call = {
  subscribe: `POST ${base}/all`,
  isSubscribed: `GET ${base}/all`,
  unsubscribe: `DELETE ${base}/2244994945/all`,
  list: `GET ${base}/all/list`,
  remove: `DELETE ${base}/20212306/all`,
  count: 'GET /2/account_activity/subscriptions/count',
};
const listed = { 'GET /2/webhooks': [[200, sample('v2.webhooks.list.response')]] } as const;

let close = async () => {};
const answering = async (canned: Canned) => {
  const x = await cannedX({ ...listed, ...canned });
  ({ close } = x);
  const subscriptions = new TwitterV2Subscriptions(x.client);
  const subscribers = new TwitterV2Subscribers(x.client);
  const act = {
    subscribe: () => subscriptions.subscribe(environment),
    isSubscribed: () => subscriptions.isSubscribed(environment),
    unsubscribe: () => subscriptions.unsubscribe(environment),
    list: () => subscribers.list(environment),
    remove: () => subscribers.remove(environment, '20212306'),
    count: () => subscribers.count(environment),
  };
  return { act, asked: x.asked };
};
afterEach(() => close());

describe('what X answers about Account Activity of v2', () => {
  test.each([
    ['subscribe', 200, 'subscribe.response', { without: [] }, 'OAuth'],
    ['subscribe', 400, 'error_400_duplicate', { without: [] }, 'OAuth'],
    ['subscribe', 409, 'error_400_duplicate', { without: [] }, 'OAuth'],
    ['isSubscribed', 200, 'subscribe.response', true, 'OAuth'],
    ['isSubscribed', 200, 'unsubscribe.response', false, 'OAuth'],
    ['isSubscribed', 400, 'error_400_not_found', false, 'OAuth'],
    ['unsubscribe', 200, 'unsubscribe.response', undefined, 'Bearer'],
    ['list', 200, 'list.response', ['20212306', '2244994945'], 'Bearer'],
    ['remove', 200, 'unsubscribe.response', undefined, 'Bearer'],
    ['count', 200, 'count.response', { used: 1, provisioned: 3 }, 'Bearer'],
  ] as const)('to %s with %i %s is understood', async (what, status, name, outcome, scheme) => {
    const { act, asked } = await answering({ [call[what]]: [[status, sample(`v2.aaa.${name}`)]] });
    expect(await act[what]()).toEqual(outcome);
    expect(asked.at(-1)).toMatchObject({ call: call[what], scheme });
  });

  test.each([
    ['subscribe', 'v2.aaa.error_400_limit', 'conflict', 'SubscriptionLimitExceeded'],
    ['subscribe', 'v2.webhooks.error_400_id', 'not-found', 'WebhookIdInvalid'],
    ['list', 'v2.webhooks.error_400_id', 'not-found', 'WebhookIdInvalid'],
  ] as const)('to %s with %s is %s, and says %s', async (what, name, code, words) => {
    const { act } = await answering({ [call[what]]: [[400, sample(name)]] });
    const detail = expect.stringContaining(words);
    await expect(act[what]()).rejects.toMatchObject({ code, detail });
  });

  test('to ending what has ended is no failure, unless its list says otherwise', async () => {
    const gone = sample('v2.aaa.error_400_not_found');
    const { act } = await answering({
      [call.remove]: [[400, gone]],
      [call.list]: [
        [200, { data: { webhook_id: '1', subscriptions: [] } }],
        [200, sample('v2.aaa.list.response')],
      ],
    });
    await act.remove();
    await expect(act.remove()).rejects.toMatchObject({ code: 'not-found' });
  });

  test.each([{ data: {} }, { meta: { result_count: 0 } }])(
    'to a list of nobody may leave the list out: %j',
    async (body) => {
      const { act } = await answering({ [call.list]: [[200, body]] });
      expect(await act.list()).toEqual([]);
    },
  );

  test.each(['OK', { data: { provisioned_count: '3' } }])(
    'with something unreadable is not taken for an answer: %j',
    async (body) => {
      const { act } = await answering({ [call.list]: [[200, 'OK']], [call.count]: [[200, body]] });
      await expect(act.count()).rejects.toMatchObject({ code: 'unavailable' });
      await expect(act.list()).rejects.toMatchObject({ code: 'unavailable' });
    },
  );
});

describe('the webhook of a subscription', () => {
  test('is that of the registration, else the one whose URL names the account', async () => {
    const webhook = { id: '1', url: 'https://cx.example/webhook/twitter/2244994945', valid: true };
    const x = await cannedX({
      'GET /2/webhooks': [[200, { data: [{ id: '5', url: 'https://cx.example/5' }, webhook] }]],
      'POST /2/account_activity/webhooks/1/subscriptions/all': [
        [200, sample('v2.aaa.subscribe.response')],
      ],
    });
    ({ close } = x);
    const subscriptions = new TwitterV2Subscriptions(x.client);
    const { webhookUrl: _, ...unregistered } = environment;
    expect(await subscriptions.subscribe(unregistered)).toEqual({ without: [] });
    const elsewhere = subscriptions.subscribe(environment);
    await expect(elsewhere).rejects.toMatchObject({ code: 'not-found' });
    const { accountId: _id, ...unknown } = environment;
    await expect(subscriptions.unsubscribe(unknown)).rejects.toMatchObject({ code: 'rejected' });
  });
});
