import { createServer } from 'node:http';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DEFAULT_APP } from '../defaults.ts';
import { ACTIVITY, ADA, errorBody, Scene, WEBHOOK_URL } from '../testing/scene.ts';
import type { WebhookAnswer } from '../testing/local-webhook.ts';
import { webhookSignature } from './webhook-signature.ts';

const REQUIREMENTS = 'Webhook URL does not meet the requirements.';
const WRONG_TOKEN = `${REQUIREMENTS} Invalid CRC token or json response format.`;
const NON_200 = 'Non-200 response code during CRC GET request (i.e. 404, 500, etc).';
const LATENCY =
  'High latency on CRC GET request. Your webhook should respond in less than 3 seconds.';
const UNREACHABLE = 'Unable to connect during CRC GET request.';

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.start({ settings: { webhookTimeoutMs: 200 } });
});

afterEach(() => scene.close());

async function registered(): Promise<string> {
  const { body } = await scene.register();
  return (body as { id: string }).id;
}

function validate(id: string) {
  return scene.business.signed('PUT', `${ACTIVITY}/prod/webhooks/${id}.json`);
}

function isValid(): boolean | undefined {
  return scene.sandbox.control.state().webhooks[0]?.valid;
}

test('a webhook that passes the challenge is registered', async () => {
  const { status, body } = await scene.register();
  expect([status, body]).toEqual([
    200,
    {
      id: expect.stringMatching(/^\d+$/),
      url: WEBHOOK_URL,
      valid: true,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    },
  ]);
});

test('the challenge has a token and a nonce, and its query string is signed', async () => {
  await scene.register();
  const [{ query, headers } = { query: '', headers: {} }] = scene.webhook.challenges;
  const parameters = new URLSearchParams(query);
  expect([...parameters.keys()]).toEqual(['crc_token', 'nonce']);
  expect(parameters.get('crc_token')).toMatch(/^[A-Za-z0-9+/=]{36,128}$/);
  const signature = webhookSignature(query, DEFAULT_APP.consumerSecret);
  expect(headers['x-twitter-webhooks-signature']).toBe(signature);
});

test('the url may come in a signed form body', async () => {
  const form = { url: WEBHOOK_URL };
  const path = `${ACTIVITY}/prod/webhooks.json`;
  expect((await scene.business.signed('POST', path, { form })).status).toBe(200);
});

test.each([
  ['http://connector.example/x', `${REQUIREMENTS} Please use HTTPS.`],
  ['https://connector.example:8443/x', REQUIREMENTS],
  ['https://connector.example:443/x', REQUIREMENTS],
  ['https://user@connector.example/x', REQUIREMENTS],
  ['connector', `${REQUIREMENTS} Please consult: https://dev.twitter.com/webhooks/securing`],
  ['https://unrouted.example/x', UNREACHABLE],
])('registering %s is refused with 214', async (url, message) => {
  const { status, body } = await scene.register(url);
  expect([status, body]).toEqual([400, errorBody(214, message)]);
  expect(scene.webhook.challenges).toHaveLength(0);
});

test('a program that is not running is refused with 214', async () => {
  scene.webhook.close();
  const { status, body } = await scene.register();
  expect([status, body]).toEqual([400, errorBody(214, UNREACHABLE)]);
});

const FAILURES: [string, WebhookAnswer, string][] = [
  ['a wrong token', { body: '{"response_token":"sha256=AAAA"}' }, WRONG_TOKEN],
  ['no JSON', { body: 'ok' }, WRONG_TOKEN],
  ['404', { status: 404 }, NON_200],
  ['500', { status: 500 }, NON_200],
  ['201 with the right token', { status: 201 }, NON_200],
  ['late', { delayMs: 400 }, LATENCY],
];

test.each(FAILURES)(
  'a challenge answered with %s is refused with 214',
  async (_, answer, message) => {
    scene.webhook.onChallenge = answer;
    const { status, body } = await scene.register();
    expect([status, body]).toEqual([400, errorBody(214, message)]);
    expect(scene.sandbox.control.state().webhooks).toEqual([]);
  },
);

test('a redirect is not followed', async () => {
  let followed = false;
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/else')) followed = true;
    response.writeHead(302, { location: '/else' }).end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address() as { port: number };
  scene.sandbox.control.route('redirect.example', `http://127.0.0.1:${address.port}`);
  const { body } = await scene.register('https://redirect.example/x');
  server.close();
  expect(body).toEqual(errorBody(214, NON_200));
  expect(followed).toBe(false);
});

test('the webhook limit and a url used already are refused with 214', async () => {
  await scene.register();
  const { status, body } = await scene.register('https://connector.example/second');
  expect([status, body]).toEqual([400, errorBody(214, 'Too many resources already created.')]);
});

test('two registrations at once do not exceed the limit', async () => {
  const answers = await Promise.all([
    scene.register('https://connector.example/1'),
    scene.register('https://connector.example/2'),
  ]);
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 400]);
});

test('the status of 214 can be the documented 403', async () => {
  scene.sandbox.control.change({ webhookRefusalStatus: 403 });
  expect((await scene.register('http://connector.example')).status).toBe(403);
});

test('a missing url is refused with 357, a placeholder host with 131', async () => {
  const missing = await scene.business.signed('POST', `${ACTIVITY}/prod/webhooks.json`);
  expect([missing.status, missing.body]).toEqual([
    400,
    errorBody(357, 'url: queryParam is required'),
  ]);
  const placeholder = await scene.register('https://your_domain.com/webhook');
  expect([placeholder.status, placeholder.body]).toEqual([500, errorBody(131, 'Internal error')]);
});

test("an unknown environment is refused with 34, another app's with 200 or 99", async () => {
  scene.sandbox.control.registrations.addApp({
    name: 'Other',
    access: 'read-write-dm',
    environments: ['theirs'],
    webhookLimit: 1,
    subscriptionLimit: 1,
  });
  const url = encodeURIComponent(WEBHOOK_URL);
  const unknown = await scene.business.signed('POST', `${ACTIVITY}/Prod/webhooks.json?url=${url}`);
  expect(unknown.body).toEqual(errorBody(34, 'Sorry, that page does not exist.'));
  const theirs = await scene.business.signed('POST', `${ACTIVITY}/theirs/webhooks.json?url=${url}`);
  expect([theirs.status, theirs.body]).toEqual([403, errorBody(200, 'Forbidden.')]);
  const listed = await scene.business.asApp('GET', `${ACTIVITY}/theirs/webhooks.json`);
  expect([listed.status, listed.body]).toEqual([
    403,
    errorBody(99, "You don't have access to this resource."),
  ]);
});

test('webhooks are listed by environment and for all environments', async () => {
  const { body: webhook } = await scene.register();
  const one = await scene.business.signed('GET', `${ACTIVITY}/prod/webhooks.json`);
  expect(one.body).toEqual([webhook]);
  const all = await scene.business.asApp('GET', `${ACTIVITY}/webhooks.json`);
  expect(all.body).toEqual({
    environments: [{ environment_name: 'prod', webhooks: [webhook] }],
  });
});

test.each([
  ['a wrong token', { body: '{}' }],
  ['a redirect', { status: 301 }],
])(
  '%s makes a webhook invalid at once, and a passed PUT makes it valid again',
  async (_, answer) => {
    const id = await registered();
    scene.webhook.onChallenge = answer;
    expect((await validate(id)).body).toMatchObject({ errors: [{ code: 214 }] });
    expect(isValid()).toBe(false);
    scene.webhook.onChallenge = {};
    expect((await validate(id)).status).toBe(204);
    expect(isValid()).toBe(true);
  },
);

test('an error or a late answer makes a webhook invalid only after the grace', async () => {
  const id = await registered();
  scene.webhook.onChallenge = { status: 503 };
  expect((await validate(id)).status).toBe(400);
  expect(isValid()).toBe(true);
  scene.sandbox.control.change({ crcGraceMs: 0 });
  await validate(id);
  expect(isValid()).toBe(false);
});

test('challenges come again and again when an interval is set', async () => {
  await scene.register();
  scene.webhook.onChallenge = { body: '{}' };
  scene.sandbox.control.change({ crcEveryMs: 10 });
  while (isValid()) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(scene.webhook.challenges.length).toBeGreaterThan(1);
});

test('a deleted webhook is gone, and the subscriptions with it', async () => {
  const id = await registered();
  await scene.business.signed('POST', `${ACTIVITY}/prod/subscriptions.json`);
  const path = `${ACTIVITY}/prod/webhooks/${id}.json`;
  expect((await scene.business.signed('DELETE', path)).status).toBe(204);
  expect(scene.sandbox.control.state()).toMatchObject({ webhooks: [], subscriptions: [] });
  const again = await scene.business.signed('DELETE', path);
  expect([again.status, again.body]).toMatchObject([404, { errors: [{ code: 34 }] }]);
});

test('an invalid webhook gets no events', async () => {
  const id = await registered();
  await scene.business.signed('POST', `${ACTIVITY}/prod/subscriptions.json`);
  scene.sandbox.control.invalidateWebhook(id);
  scene.sandbox.control.write(ADA, '732739706', 'lost');
  await validate(id);
  scene.sandbox.control.write(ADA, '732739706', 'seen');
  const deliveries = await scene.webhook.received(1);
  const texts = deliveries.map(
    ({ body }) => body.direct_message_events?.[0]?.message_create.message_data.text,
  );
  expect(texts).toEqual(['seen']);
});
