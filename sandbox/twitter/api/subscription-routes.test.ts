import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DEFAULT_APP } from '../defaults.ts';
import { ACTIVITY, BUSINESS, errorBody, Scene } from '../testing/scene.ts';
import { SignedClient } from '../testing/signed-client.ts';

const SUBSCRIPTIONS = `${ACTIVITY}/prod/subscriptions.json`;
const LIST = `${ACTIVITY}/prod/subscriptions/list.json`;
const PAGE_MISSING = errorBody(34, 'Sorry, that page does not exist.');

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.start();
});

afterEach(() => scene.close());

function subscribe(client: SignedClient = scene.business) {
  return client.signed('POST', SUBSCRIPTIONS);
}

function newUser(screenName: string): SignedClient {
  const user = scene.sandbox.control.registrations.addUser({ name: screenName, screenName });
  const { consumerKey, consumerSecret } = DEFAULT_APP;
  return new SignedClient(scene.sandbox.url, { consumerKey, consumerSecret, ...user });
}

test('a user subscribes, is listed and counted, and unsubscribes', async () => {
  await scene.register();
  expect((await scene.business.signed('GET', SUBSCRIPTIONS)).status).toBe(404);
  expect((await subscribe()).status).toBe(204);
  expect((await scene.business.signed('GET', SUBSCRIPTIONS)).status).toBe(204);
  expect((await scene.business.asApp('GET', LIST)).body).toEqual({
    environment: 'prod',
    application_id: DEFAULT_APP.id,
    subscriptions: [{ user_id: BUSINESS }],
  });
  const count = await scene.business.asApp('GET', `${ACTIVITY}/subscriptions/count.json`);
  expect(count.body).toEqual({
    account_name: DEFAULT_APP.name,
    subscriptions_count_all: '1',
    subscriptions_count_direct_messages: '0',
    provisioned_count: '15',
  });
  expect((await scene.business.signed('DELETE', SUBSCRIPTIONS)).status).toBe(204);
  expect((await scene.business.signed('DELETE', SUBSCRIPTIONS)).body).toEqual(PAGE_MISSING);
});

test('the app removes a user', async () => {
  await scene.register();
  await subscribe();
  const path = `${ACTIVITY}/prod/subscriptions/${BUSINESS}.json`;
  expect((await scene.business.asApp('DELETE', path)).status).toBe(204);
  expect((await scene.business.asApp('DELETE', path)).body).toEqual(PAGE_MISSING);
});

test('subscribing twice is refused with 355', async () => {
  await scene.register();
  await subscribe();
  const { status, body } = await subscribe();
  expect([status, body]).toEqual([409, errorBody(355, 'Subscription already exists.')]);
});

test('subscribing without a webhook is refused with 34', async () => {
  const { status, body } = await subscribe();
  expect([status, body]).toMatchObject([404, { errors: [{ code: 34 }] }]);
});

test("subscribing to another app's environment is refused with 348", async () => {
  const limits = { webhookLimit: 1, subscriptionLimit: 1 };
  scene.sandbox.control.registrations.addApp({
    name: 'Other',
    access: 'read-write-dm',
    environments: ['theirs'],
    ...limits,
  });
  const { status, body } = await scene.business.signed(
    'POST',
    `${ACTIVITY}/theirs/subscriptions.json`,
  );
  expect(status).toBe(401);
  expect(body).toEqual(
    errorBody(
      348,
      "Client application is not permitted to access this user's webhook subscriptions.",
    ),
  );
});

test('the subscription limit is refused with 214', async () => {
  await scene.register();
  for (let user = 0; user < DEFAULT_APP.subscriptionLimit; user += 1) {
    expect((await subscribe(newUser(`user_${user}`))).status).toBe(204);
  }
  const { status, body } = await subscribe();
  expect([status, body]).toEqual([400, errorBody(214, 'Too many resources already created.')]);
});
