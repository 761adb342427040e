import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { call } from '../sandbox/stage/call.ts';
import { publicHost, registration, type Stage, setStage } from '../sandbox/stage/stage.ts';
import { DEFAULT_APP, DEFAULT_BUSINESS } from '../sandbox/twitter/defaults.ts';
import { faultOnX } from './world.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  await call('POST', `${stage.x.url}/sandbox/reset`, {});
  for (const host of [publicHost, 'elsewhere.example']) {
    await call('POST', `${stage.x.url}/sandbox/routes`, { host, target: stage.connector.url });
  }
});

const webhookUrl = registration['WEBHOOK-URL'];
const webhooksPath = `/1.1/account_activity/all/${DEFAULT_APP.environment}/webhooks.json`;
const state = async () => (await call('GET', `${stage.x.url}/sandbox/state`)).body;

describe('register-and-subscribe', () => {
  test('creates the webhook and subscribes the account, and changes nothing when repeated', async () => {
    const first = await stage.register();
    expect(first).toMatchObject({
      status: 200,
      body: {
        accountId: DEFAULT_BUSINESS.id,
        webhook: { url: webhookUrl, valid: true },
        subscribed: true,
      },
    });
    expect(first.body.webhook.id).toMatch(/^\d+$/);
    const again = await stage.register();
    expect(again.status).toBe(200);
    expect(again.body.webhook.id).toBe(first.body.webhook.id);
    const { webhooks, subscriptions } = await state();
    expect(webhooks).toHaveLength(1);
    expect(subscriptions).toHaveLength(1);
  });

  test('is safe when several callers do it at once', async () => {
    const answers = await Promise.all(Array.from({ length: 4 }, () => stage.register()));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(answers.map(({ body }) => body.webhook.id)).size).toBe(1);
  });

  test('lets nobody from outside bring another app to a served account', async () => {
    await stage.register();
    const app = (await call('POST', `${stage.x.url}/sandbox/apps`, { name: 'Theirs' })).body;
    const path = `/sandbox/users/${DEFAULT_BUSINESS.id}/tokens`;
    const tokens = (await call('POST', `${stage.x.url}${path}`, { appId: app.id })).body;
    const theirs = {
      ...registration,
      'API-KEY': app.consumerKey,
      'API-KEY-SECRET': app.consumerSecret,
      'ACCESS-TOKEN': tokens.accessToken,
      'ACCESS-TOKEN-SECRET': tokens.accessTokenSecret,
    };
    const url = `${stage.connector.url}/webhook/twitter/register-and-subscribe`;
    const outside = { 'x-forwarded-for': '203.0.113.9' };

    expect(await call('POST', url, theirs, outside)).toMatchObject({
      status: 409,
      body: { step: 'keep-credentials', detail: expect.stringContaining('another app') },
    });
    expect(await call('POST', url, registration, outside)).toMatchObject({ status: 200 });
    expect(await call('POST', url, theirs)).toMatchObject({ status: 200 });
  });

  test('has X validate an adopted webhook again when X calls it invalid', async () => {
    const { body } = await stage.register();
    await call('POST', `${stage.x.url}/sandbox/webhooks/${body.webhook.id}/invalidate`, {});
    expect((await state()).webhooks[0].valid).toBe(false);
    expect(await stage.register()).toMatchObject({ status: 200 });
    expect((await state()).webhooks[0].valid).toBe(true);
  });

  test('lists every fault of the body at once, without repeating a value', async () => {
    const answer = await call(
      'POST',
      `${stage.connector.url}/webhook/twitter/register-and-subscribe`,
      { 'API-KEY': 'the-secret-key', 'WEBHOOK-URL': 'http://host:8080/elsewhere' },
    );
    expect(answer).toMatchObject({ status: 400, contentType: 'application/problem+json' });
    const faults = answer.body.errors.join('\n');
    for (const part of [
      'SECRET',
      'ACCESS-TOKEN',
      'ENVIRONMENT-NAME',
      'https://',
      'port',
      'end in',
    ]) {
      expect(faults).toContain(part);
    }
    expect(faults).not.toContain('the-secret-key');
  });

  test('refuses tokens of another account, naming whose they are', async () => {
    const answer = await stage.register({
      'WEBHOOK-URL': `https://${publicHost}/webhook/twitter/1580011223`,
    });
    expect(answer).toMatchObject({ status: 422, body: { step: 'verify-credentials' } });
    expect(JSON.stringify(answer.body)).toContain(DEFAULT_BUSINESS.id);
  });

  test('never touches the webhook of somebody else, and says how to make room', async () => {
    const other = `https://elsewhere.example/webhook/twitter/${DEFAULT_BUSINESS.id}`;
    const first = await stage.register({ 'WEBHOOK-URL': other });
    expect(first.status).toBe(200);
    const refused = await stage.register();
    expect(refused).toMatchObject({ status: 409, body: { step: 'create-webhook' } });
    expect(refused.body.advice).toContain(other);
    expect(refused.body.advice).toContain(first.body.webhook.id);
    expect((await state()).webhooks.map((webhook: { url: string }) => webhook.url)).toEqual([
      other,
    ]);
  });

  test.each([
    ['verify-credentials', 422, { 'ACCESS-TOKEN-SECRET': 'wrong' }, '32'],
    ['list-webhooks', 404, { 'ENVIRONMENT-NAME': 'Prod' }, '34'],
    [
      'create-webhook',
      422,
      { 'WEBHOOK-URL': webhookUrl.replace(publicHost, 'nobody.example') },
      'connect',
    ],
  ])('names the step %s, what X said and what to do', async (step, status, changes, said) => {
    const answer = await stage.register(changes);
    expect(answer).toMatchObject({
      status,
      contentType: 'application/problem+json',
      body: { step },
    });
    expect(answer.body.detail).toContain(said);
    expect(answer.body.advice.length).toBeGreaterThan(20);
  });

  test.each([
    [400, 214, 'Webhook URL does not meet the requirements.', 422],
    [400, 214, 'Webhook URL does not meet the requirements. Please use HTTPS.', 422],
    [
      400,
      214,
      'Webhook URL does not meet the requirements. Invalid CRC token or json response format.',
      422,
    ],
    [400, 214, 'Too many resources already created.', 409],
    [403, 214, 'Too many resources already created.', 409],
    [
      400,
      214,
      'High latency on CRC GET request. Your webhook should respond in less than 3 seconds.',
      422,
    ],
    [400, 214, 'Non-200 response code during CRC GET request (i.e. 404, 500, etc).', 422],
    [400, 214, 'Unable to connect during CRC GET request.', 422],
    [401, 32, 'Could not authenticate you.', 422],
    [429, 88, 'Rate limit exceeded.', 429],
    [500, 131, 'Internal error', 503],
    [403, 261, 'Application cannot perform write actions.', 422],
    [403, 200, 'Forbidden.', 422],
    [400, 357, 'url: queryParam is required', 422],
  ])(
    'tells what X answers to the creation: %i with code %i, %s',
    async (status, code, message, ours) => {
      await faultOnX(stage, { method: 'POST', path: webhooksPath, status, code, message });
      const answer = await stage.register();
      expect(answer).toMatchObject({ status: ours, body: { step: 'create-webhook' } });
      expect(answer.body.detail).toContain(String(code));
      expect(answer.body.detail).toContain(message);
    },
  );

  test('takes "already subscribed" for success', async () => {
    await faultOnX(stage, {
      method: 'POST',
      path: `/1.1/account_activity/all/${DEFAULT_APP.environment}/subscriptions.json`,
      status: 409,
      code: 355,
      message: 'Subscription already exists.',
    });
    expect(await stage.register()).toMatchObject({ status: 200, body: { subscribed: true } });
  });

  test('never answers with a secret', async () => {
    const answers = [await stage.register(), await stage.register({ 'ACCESS-TOKEN': 'wrong' })];
    const text = JSON.stringify(answers);
    for (const secret of [DEFAULT_APP.consumerSecret, DEFAULT_BUSINESS.accessTokenSecret]) {
      expect(text).not.toContain(secret);
    }
  });
});
