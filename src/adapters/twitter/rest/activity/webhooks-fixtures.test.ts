import { afterEach, describe, expect, test } from '@jest/globals';
import { type Canned, cannedX, environment, sample } from '../client/canned-x.model.ts';
import { TwitterV2Replays } from './twitter-v2-replays.ts';
import { TwitterV2Webhooks } from './twitter-v2-webhooks.ts';

const call = {
  create: 'POST /2/webhooks',
  list: 'GET /2/webhooks',
  validate: 'PUT /2/webhooks/1234567890',
  delete: 'DELETE /2/webhooks/1234567890',
  replay: 'POST /2/webhooks/replay',
};
const url = 'https://yourdomain.com/webhooks/twitter';
const webhook = { id: '1234567890', url, valid: true, createdAt: '2025-01-15T12:00:00.000Z' };
const captured = {
  id: '1997712707928100864',
  url: 'https://your-domain.com/api/webhooks/twitter',
  valid: true,
  createdAt: '2025-12-07T17:00:01.000Z',
};
const times = [Date.UTC(2026, 2, 25, 5), Date.UTC(2026, 2, 25, 6)] as const;

let close = async () => {};
const answering = async (canned: Canned) => {
  const x = await cannedX(canned);
  ({ close } = x);
  const webhooks = new TwitterV2Webhooks(x.client);
  const replays = new TwitterV2Replays(x.client, undefined, () => Date.UTC(2026, 2, 25, 12));
  const act = {
    create: () => webhooks.register(environment, url),
    list: () => webhooks.list(environment),
    validate: () => webhooks.validate(environment, webhook.id),
    delete: () => webhooks.remove(environment, webhook.id),
    replay: () => replays.request(environment, webhook.id, ...times),
  };
  return { act, asked: x.asked };
};
afterEach(() => close());

describe('what X answers about webhooks', () => {
  test.each([
    ['create', 'v2.webhooks.create.response', webhook],
    ['create', 'v2.webhooks.create.response_captured', captured],
    ['list', 'v2.webhooks.list.response', [webhook]],
    ['list', 'v2.webhooks.list_empty.response', []],
    ['list', 'v2.webhooks.list_empty.response_captured', []],
    ['validate', 'v2.webhooks.validate.response', undefined],
    ['delete', 'v2.webhooks.delete.response', undefined],
    ['replay', 'v2.webhooks.replay.response', '1095098195724558337'],
    ['replay', 'v2.aaa.replay_old_endpoint.response', '1095098195724558337'],
  ] as const)('to %s with %s is understood', async (what, name, outcome) => {
    const { act, asked } = await answering({ [call[what]]: [[200, sample(name)]] });
    expect(await act[what]()).toEqual(outcome);
    expect(asked.map(({ call: made, scheme }) => [made, scheme])).toEqual([[call[what], 'Bearer']]);
  });

  test.each([
    ['create', 'v2.webhooks.error_400_crc', 'rejected', 'CrcValidationFailed'],
    ['create', 'v2.webhooks.error_400_url', 'rejected', 'UrlValidationFailed'],
    ['create', 'v2.webhooks.error_400_duplicate_url', 'conflict', 'DuplicateUrlFailed'],
    ['create', 'v2.webhooks.error_400_limit', 'conflict', 'WebhookLimitExceeded'],
    ['validate', 'v2.webhooks.error_400_crc', 'rejected', 'Invalid `response_token`'],
    ['validate', 'v2.webhooks.error_400_id', 'not-found', 'WebhookIdInvalid'],
    ['delete', 'v2.webhooks.error_400_id', 'not-found', 'WebhookIdInvalid'],
    ['replay', 'v2.webhooks.error_400_id', 'not-found', 'WebhookIdInvalid'],
  ] as const)('to %s with %s is %s, and says %s', async (what, name, code, words) => {
    const { act } = await answering({ [call[what]]: [[400, sample(name)]] });
    const detail = expect.stringContaining(words);
    await expect(act[what]()).rejects.toMatchObject({ code, detail });
  });

  test('with 500 may be over at the next attempt', async () => {
    const { act } = await answering({ [call.create]: [[500, sample('v2.error_500')]] });
    await expect(act.create()).rejects.toMatchObject({ code: 'unavailable' });
  });

  test.each([
    ['create', {}],
    ['create', { data: { id: '1' } }],
    ['list', { errors: [{ title: 'Not Found Error' }] }],
    ['list', 'OK'],
    ['replay', { data: {} }],
  ] as const)('to %s with something unreadable is not taken for done: %j', async (what, body) => {
    const { act } = await answering({ [call[what]]: [[200, body]] });
    await expect(act[what]()).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('that the webhook is still invalid is a refusal', async () => {
    const { act } = await answering({ [call.validate]: [[200, { data: { valid: false } }]] });
    await expect(act.validate()).rejects.toMatchObject({ code: 'rejected' });
  });
});

test('X is asked as its samples show', async () => {
  const { act, asked } = await answering({
    [call.create]: [[200, sample('v2.webhooks.create.response')]],
    [call.replay]: [[200, sample('v2.webhooks.replay.response')]],
  });
  await act.create();
  await act.replay();
  expect(asked.map(({ body }) => body)).toEqual([
    sample('v2.webhooks.create.request'),
    sample('v2.webhooks.replay.request'),
  ]);
});
