import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DEFAULT_BUSINESS } from '../defaults.ts';
import { ACTIVITY, errorBody, Scene } from '../testing/scene.ts';
import { BUSINESS_CREDENTIALS, SignedClient } from '../testing/signed-client.ts';

const VERIFY = '/1.1/account/verify_credentials.json';
const WEBHOOKS = `${ACTIVITY}/prod/webhooks.json`;

let scene: Scene;
let client: SignedClient;

beforeAll(async () => {
  scene = await Scene.start();
  client = scene.business;
});

afterAll(() => scene.close());

function clientOf(replaced: Partial<typeof BUSINESS_CREDENTIALS>): SignedClient {
  return new SignedClient(scene.sandbox.url, { ...BUSINESS_CREDENTIALS, ...replaced });
}

function newApp(access: 'read' | 'read-write') {
  const { registrations } = scene.sandbox.control;
  const limits = { webhookLimit: 1, subscriptionLimit: 1 };
  const app = registrations.addApp({ name: 'Other', access, environments: ['dev'], ...limits });
  const { accessToken, accessTokenSecret } = registrations.issueToken(DEFAULT_BUSINESS.id, app.id);
  const { consumerKey, consumerSecret } = app;
  return clientOf({ consumerKey, consumerSecret, accessToken, accessTokenSecret });
}

test('a signed call knows its user', async () => {
  expect(await client.signed('GET', VERIFY)).toMatchObject({
    status: 200,
    body: { id_str: '732739706', screen_name: 'northwind_bank', name: 'Northwind Bank' },
  });
});

test.each([
  ['no header', {}],
  ['another scheme', { authorization: 'Digest x="y"' }],
  ['a garbled header', { authorization: 'OAuth oauth_token' }],
])('%s is refused with 215', async (_, headers) => {
  const { status, body } = await client.plain('GET', VERIFY, { headers });
  expect([status, body]).toEqual([400, errorBody(215, 'Bad Authentication data.')]);
});

test('signing the wrong method, path or secret is refused with 32', async () => {
  const ofPost = { authorization: client.authorization('POST', VERIFY) };
  const ofOther = { authorization: client.authorization('GET', '/1.1/users/show.json') };
  const calls = [
    client.plain('GET', VERIFY, { headers: ofPost }),
    client.plain('GET', VERIFY, { headers: ofOther }),
    clientOf({ consumerSecret: 'wrong' }).signed('GET', VERIFY),
    clientOf({ accessTokenSecret: 'wrong' }).signed('GET', VERIFY),
    clientOf({ consumerKey: 'unknown' }).signed('GET', VERIFY),
    client.signed('GET', VERIFY, { oauth: { oauth_signature_method: 'PLAINTEXT' } }),
  ];
  for (const { status, body } of await Promise.all(calls)) {
    expect([status, body]).toEqual([401, errorBody(32, 'Could not authenticate you.')]);
  }
});

test('a replayed request is refused with 32', async () => {
  const headers = { authorization: client.authorization('GET', VERIFY) };
  expect((await client.plain('GET', VERIFY, { headers })).status).toBe(200);
  const { status, body } = await client.plain('GET', VERIFY, { headers });
  expect([status, body]).toEqual([401, errorBody(32, 'Could not authenticate you.')]);
});

test('an old timestamp is refused with 135', async () => {
  const { status, body } = await client.signed('GET', VERIFY, {
    oauth: { oauth_timestamp: String(Math.floor(Date.now() / 1000) - 310) },
  });
  expect([status, body]).toEqual([401, errorBody(135, 'Could not authenticate you.')]);
});

test('an unknown access token is refused with 89', async () => {
  const { status, body } = await clientOf({ accessToken: '1-unknown' }).signed('GET', VERIFY);
  expect([status, body]).toEqual([401, errorBody(89, 'Invalid or expired token.')]);
});

test('a token of another app is refused with 32', async () => {
  const { consumerKey, consumerSecret } = scene.sandbox.control.registrations.addApp({
    name: 'Third',
    access: 'read-write-dm',
    environments: [],
    webhookLimit: 1,
    subscriptionLimit: 1,
  });
  for (const mixed of [clientOf({ consumerKey }), clientOf({ consumerKey, consumerSecret })]) {
    expect((await mixed.signed('GET', VERIFY)).body).toMatchObject({ errors: [{ code: 32 }] });
  }
});

test('the bearer token stays the same until it is invalidated', async () => {
  const first = await client.bearerToken();
  expect(await client.bearerToken()).toBe(first);
  expect((await client.asApp('GET', WEBHOOKS)).status).toBe(200);
  const invalidated = await client.basic('/oauth2/invalidate_token', { access_token: first });
  expect([invalidated.status, invalidated.body]).toEqual([200, { access_token: first }]);
  const used = await client.plain('GET', WEBHOOKS, {
    headers: { authorization: `Bearer ${first}` },
  });
  expect([used.status, used.body]).toEqual([401, errorBody(89, 'Invalid or expired token')]);
  expect(await client.bearerToken()).not.toBe(first);
});

test('a bearer token has percent sequences that belong to it', async () => {
  expect(await client.bearerToken()).toMatch(/%2F.*%3D/);
});

test('wrong app credentials get no bearer token: 99', async () => {
  const wrong = clientOf({ consumerSecret: 'wrong' });
  const { status, body } = await wrong.basic('/oauth2/token', { grant_type: 'client_credentials' });
  expect(status).toBe(403);
  expect(body).toEqual({
    errors: [
      { code: 99, label: 'authenticity_token_error', message: 'Unable to verify your credentials' },
    ],
  });
});

test('a bearer token on a user call is refused with 220', async () => {
  const { status, body } = await client.asApp('GET', VERIFY);
  expect(status).toBe(403);
  expect(body).toEqual(errorBody(220, 'Your credentials do not allow access to this resource'));
});

test('a user token on a bearer call is refused with 32', async () => {
  const { status, body } = await client.signed('GET', `${ACTIVITY}/prod/subscriptions/list.json`);
  expect([status, body]).toEqual([401, errorBody(32, 'Could not authenticate you.')]);
});

test('registering a webhook with a bearer token or a read-only app is refused with 261', async () => {
  const reader = newApp('read');
  const path = `${ACTIVITY}/dev/webhooks.json?url=https://a.example`;
  for (const call of [client.asApp('POST', WEBHOOKS), reader.signed('POST', path)]) {
    const { status, body } = await call;
    expect([status, body]).toMatchObject([403, { errors: [{ code: 261 }] }]);
  }
});

test('an app without access to direct messages is refused with 93', async () => {
  const writer = newApp('read-write');
  const { status, body } = await writer.signed('GET', '/1.1/direct_messages/events/list.json');
  expect([status, body]).toMatchObject([403, { errors: [{ code: 93 }] }]);
});

test('v2 words its refusals as problems', async () => {
  const unsigned = await client.plain('GET', '/2/users/me');
  expect([unsigned.status, unsigned.body]).toEqual([
    401,
    { title: 'Unauthorized', detail: 'Unauthorized', type: 'about:blank', status: 401 },
  ]);
  const asApp = await client.asApp('GET', '/2/users/me');
  expect([asApp.status, asApp.body]).toMatchObject([403, { title: 'Unsupported Authentication' }]);
});

test('users are found by name with a user token and with a bearer token', async () => {
  const ada = { id: '1580011223', name: 'Ada Lovelace', username: 'ada' };
  const path = '/2/users/by/username/Ada';
  expect((await client.signed('GET', path)).body).toEqual({ data: ada });
  expect((await client.asApp('GET', path)).body).toEqual({ data: ada });
  expect((await client.signed('GET', '/2/users/me')).body).toMatchObject({
    data: { id: '732739706', username: 'northwind_bank' },
  });
  const shown = await client.signed('GET', '/1.1/users/show.json?screen_name=ada');
  expect(shown.body).toMatchObject({ id_str: '1580011223', screen_name: 'ada' });
});

test('nobody found: v2 answers 200 without data, v1.1 answers 50', async () => {
  const { status, body } = await client.signed('GET', '/2/users/by/username/nobody');
  expect([status, Object.keys(body as object)]).toEqual([200, ['errors']]);
  const shown = await client.signed('GET', '/1.1/users/show.json?screen_name=nobody');
  expect([shown.status, shown.body]).toEqual([404, errorBody(50, 'User not found.')]);
});

test.each(['/1.1/unknown.json', '/1.1/account/verify_credentials', '/1.1/users/show'])(
  '%s does not exist: 34',
  async (path) => {
    const { status, body } = await client.signed('GET', path);
    expect([status, body]).toEqual([404, errorBody(34, 'Sorry, that page does not exist.')]);
  },
);
