import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DEFAULT_APP } from '../defaults.ts';
import { ADA, BUSINESS, errorBody, GRACE, Scene } from '../testing/scene.ts';
import { SignedClient } from '../testing/signed-client.ts';

const VERIFY = '/1.1/account/verify_credentials.json';

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.subscribed();
});

afterEach(() => scene.close());

function control(method: string, path: string, json?: unknown) {
  const sent = json === undefined ? {} : { json };
  return scene.business.plain(method, `/sandbox${path}`, sent);
}

test('a person writes, and the messages are shown as written, in order', async () => {
  const text = 'is 1 < 2 & https://a.example?';
  const { status, body } = await control('POST', `/users/${ADA}/messages`, { to: BUSINESS, text });
  const { event } = body as { event: { id: string } };
  expect([status, event]).toMatchObject([201, { message_create: { sender_id: ADA } }]);
  await scene.send(ADA, 'yes');
  await control('POST', `/users/${GRACE}/messages`, { to: BUSINESS, text: 'hi' });
  const at = expect.stringMatching(/^\d{4}-.*Z$/);
  const first = { id: event.id, from: ADA, to: BUSINESS, text, at, via: 'native' };
  const second = { id: expect.any(String), from: BUSINESS, to: ADA, text: 'yes', at, via: 'api' };
  expect((await control('GET', `/messages?with=${ADA}`)).body).toEqual([first, second]);
  expect((await control('GET', `/messages?with=${ADA}&since=${event.id}`)).body).toEqual([second]);
  expect((await control('GET', '/messages')).body).toHaveLength(3);
});

test('a new app and a new user can use the API at once', async () => {
  const app = (await control('POST', '/apps', { name: 'Second', environments: ['dev'] })).body as {
    id: string;
    consumerKey: string;
    consumerSecret: string;
  };
  const { status, body } = await control('POST', '/users', {
    name: 'Alan Turing',
    screenName: 'alan',
    appId: app.id,
  });
  expect(status).toBe(201);
  const user = body as { id: string; accessToken: string; accessTokenSecret: string };
  const { consumerKey, consumerSecret } = app;
  const client = new SignedClient(scene.sandbox.url, { consumerKey, consumerSecret, ...user });
  const verified = await client.signed('GET', VERIFY);
  expect(verified.body).toMatchObject({ id_str: user.id, screen_name: 'alan' });
});

describe('a wrong body is answered with 400 and all its faults', () => {
  test.each([
    ['/users/732739706/messages', { text: 5 }, ['to', 'text']],
    ['/users', { name: '', screenName: 'too long for a name' }, ['name', 'screenName']],
    ['/routes', { host: 'a b', target: 'connector' }, ['host', 'target']],
    ['/settings', { echo: 'late', batch: 0, unknown: 1 }, ['echo', 'batch', '']],
    ['/settings', { rateLimits: { nothing: { limit: 1, windowMs: 1 } } }, ['rateLimits']],
    ['/faults', { path: '/1.1/.*', times: 0, status: 99 }, ['path', 'times', 'status']],
    ['/faults', { path: '/1.1/' }, ['']],
    ['/faults', { path: '(', status: 500 }, ['path']],
    ['/apps', { access: 'all' }, ['access']],
  ])('%s', async (path, json, paths) => {
    const { status, body } = await control('POST', path, json);
    const { errors } = body as { errors: { path: string; message: string }[] };
    expect([status, errors.map((fault) => fault.path)]).toEqual([400, paths]);
    expect(errors.every(({ message }) => message.length > 0)).toBe(true);
  });

  test('that is not JSON', async () => {
    const response = await fetch(`${scene.sandbox.url}/sandbox/settings`, {
      method: 'POST',
      body: '{',
    });
    expect([response.status, await response.json()]).toEqual([
      400,
      { errors: [{ path: '', message: 'must be JSON' }] },
    ]);
  });
});

test('unknown users and unknown calls are answered with 404', async () => {
  expect((await control('POST', '/users/5/messages', { to: ADA, text: 'a' })).status).toBe(404);
  expect((await control('POST', '/users/5/revoke')).status).toBe(404);
  expect((await control('POST', '/webhooks/5/invalidate')).status).toBe(404);
  expect((await control('GET', '/nothing')).status).toBe(404);
});

test('settings change one by one, and rate limits route by route', async () => {
  await control('POST', '/settings', { echo: 'before' });
  const limit = { limit: 2, windowMs: 1000 };
  const { body } = await control('POST', '/settings', { rateLimits: { 'users/me': limit } });
  expect(body).toMatchObject({
    echo: 'before',
    batch: 1,
    rateLimits: { 'users/me': limit, 'users/show': { limit: 900 } },
  });
});

test('API calls are logged with their recipient and without secrets', async () => {
  const before = scene.sandbox.control.requests().length;
  await scene.send(ADA, 'hello');
  await control('GET', '/state');
  await scene.business.signed('GET', '/1.1/direct_messages/events/list.json?count=1');
  const entries = (await control('GET', `/requests?after=${before}`)).body;
  const at = expect.any(String);
  const path = '/1.1/direct_messages/events';
  expect(entries).toEqual([
    { n: before + 1, at, method: 'POST', path: `${path}/new.json`, status: 200, recipient: ADA },
    { n: before + 2, at, method: 'GET', path: `${path}/list.json`, status: 200 },
  ]);
});

test('the state shows webhooks, subscriptions and counts but no credentials', async () => {
  const { body } = await control('GET', '/state');
  expect(body).toMatchObject({
    webhooks: [{ environment: 'prod', valid: true, appId: DEFAULT_APP.id }],
    subscriptions: [{ environment: 'prod', userId: BUSINESS }],
    counts: { messages: 0, deliveries: { delivered: 0, pending: 0, lost: 0 } },
  });
  expect(JSON.stringify(body)).not.toMatch(/secret|token/i);
});

test('revoking tells the webhook, drops the subscription and makes the tokens invalid', async () => {
  expect((await control('POST', `/users/${BUSINESS}/revoke`)).status).toBe(204);
  const [delivery] = await scene.webhook.received(1);
  expect(delivery?.body).toEqual({
    user_event: {
      revoke: {
        date_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/),
        target: { app_id: DEFAULT_APP.id },
        source: { user_id: BUSINESS },
      },
    },
  });
  expect(scene.sandbox.control.state().subscriptions).toEqual([]);
  const { status, body } = await scene.business.signed('GET', VERIFY);
  expect([status, body]).toEqual([401, errorBody(89, 'Invalid or expired token.')]);
});

test('after a revoke, a new token works', async () => {
  await control('POST', `/users/${BUSINESS}/revoke`);
  const { body } = await control('POST', `/users/${BUSINESS}/tokens`);
  const { consumerKey, consumerSecret } = DEFAULT_APP;
  const token = body as { accessToken: string; accessTokenSecret: string };
  const client = new SignedClient(scene.sandbox.url, { consumerKey, consumerSecret, ...token });
  expect((await client.signed('GET', VERIFY)).status).toBe(200);
});

test('a reset forgets everything but the defaults and the routes it started with', async () => {
  await scene.send(ADA, 'hello');
  await control('POST', '/settings', { echo: 'off' });
  await control('POST', '/routes', { host: 'other.example', target: 'http://127.0.0.1:1' });
  expect((await control('POST', '/reset')).status).toBe(204);
  const state = scene.sandbox.control.state();
  expect(state).toMatchObject({ webhooks: [], subscriptions: [], settings: { echo: 'after' } });
  expect([state.counts.messages, Object.keys(state.routes)]).toEqual([0, ['connector.example']]);
  expect((await scene.register()).status).toBe(200);
});
