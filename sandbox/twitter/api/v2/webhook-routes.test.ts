import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { webhookSignature } from '../../account-activity/webhook-signature.ts';
import { DEFAULT_APP } from '../../defaults.ts';
import { fixture, shapeOf } from '../../testing/fixtures.ts';
import { ADA, BUSINESS, GRACE, Scene, WEBHOOK_URL } from '../../testing/scene.ts';
import type { Received, SignedClient } from '../../testing/signed-client.ts';

let scene: Scene;
let client: SignedClient;

beforeEach(async () => {
  scene = await Scene.start();
  client = scene.business;
});

afterEach(() => scene.close());

const create = (url = WEBHOOK_URL) => client.asApp('POST', '/2/webhooks', { json: { url } });
const idOf = ({ body }: Received) => (body as { data: { id: string } }).data.id;
const list = async () => (await client.asApp('GET', '/2/webhooks')).body;
const accounts = (id: string) => `/2/account_activity/webhooks/${id}/subscriptions/all`;

describe('a webhook', () => {
  test('is registered once it has passed a challenge, and listed', async () => {
    expect(await list()).toEqual(fixture('v2.webhooks.list_empty.response'));
    const { status, body } = await create();
    expect([status, shapeOf(body)]).toEqual([200, shapeOf(fixture('v2.webhooks.create.response'))]);
    expect(scene.webhook.challenges).toHaveLength(1);
    expect(await list()).toEqual({
      data: [(body as { data: object }).data],
      meta: { result_count: 1 },
    });
  });

  test('is registered by a signed call too, and other members are left unread', async () => {
    const json = { url: WEBHOOK_URL, name: 'main', description: 'x' };
    expect((await client.signed('POST', '/2/webhooks', { json })).status).toBe(200);
  });

  test('with a wrong response token is refused', async () => {
    scene.webhook.onChallenge = { body: '{"response_token":"sha256=x"}' };
    const { status, body } = await create();
    expect([status, body]).toEqual([400, fixture('v2.webhooks.error_400_crc')]);
  });

  test.each(['http://connector.example/x', 'https://connector.example:8443/x', 'nothing'])(
    'at %s is refused',
    async (url) => {
      expect((await create(url)).body).toEqual(fixture('v2.webhooks.error_400_url'));
    },
  );

  test('beyond the limit is refused, also with the same URL; a setting allows more', async () => {
    await create();
    expect((await create()).body).toEqual(fixture('v2.webhooks.error_400_limit'));
    scene.sandbox.control.change({ v2: { webhooksMax: 2 } });
    expect((await create()).body).toEqual(fixture('v2.webhooks.error_400_duplicate_url'));
    expect((await create(`${WEBHOOK_URL}/2`)).status).toBe(200);
  });

  test('is validated and deleted by its id, and by no other', async () => {
    const id = idOf(await create());
    const validated = await client.asApp('PUT', `/2/webhooks/${id}`);
    expect(validated.body).toEqual(fixture('v2.webhooks.validate.response'));
    const deleted = await client.asApp('DELETE', `/2/webhooks/${id}`);
    expect(deleted.body).toEqual(fixture('v2.webhooks.delete.response'));
    const unknown = await client.asApp('PUT', `/2/webhooks/${id}`);
    expect([unknown.status, unknown.body]).toEqual([400, fixture('v2.webhooks.error_400_id')]);
  });
});

describe('an account', () => {
  let id: string;

  beforeEach(async () => {
    id = idOf(await create());
  });

  test('is subscribed with its own token, checked, listed, counted and removed', async () => {
    const subscribed = await client.signed('POST', accounts(id), { json: {} });
    expect([subscribed.status, subscribed.body]).toEqual([
      200,
      fixture('v2.aaa.subscribe.response'),
    ]);
    expect((await client.signed('GET', accounts(id))).body).toEqual(subscribed.body);
    expect((await client.asApp('GET', `${accounts(id)}/list`)).body).toEqual({
      data: {
        application_id: DEFAULT_APP.id,
        webhook_id: id,
        webhook_url: WEBHOOK_URL,
        subscriptions: [{ user_id: BUSINESS }],
      },
    });
    const counted = await client.asApp('GET', '/2/account_activity/subscriptions/count');
    expect(counted.body).toMatchObject({
      data: { subscriptions_count_all: '1', provisioned_count: '3' },
    });
    const one = `/2/account_activity/webhooks/${id}/subscriptions/${BUSINESS}/all`;
    expect((await client.asApp('DELETE', one)).body).toEqual(
      fixture('v2.aaa.unsubscribe.response'),
    );
    expect((await client.asApp('DELETE', one)).body).toEqual(fixture('v2.aaa.error_400_not_found'));
    expect((await client.signed('GET', accounts(id))).body).toEqual({
      data: { subscribed: false },
    });
  });

  test('is subscribed once, and only so many are', async () => {
    await client.signed('POST', accounts(id));
    const again = await client.signed('POST', accounts(id));
    expect([again.status, again.body]).toEqual([400, fixture('v2.aaa.error_400_duplicate')]);
    scene.sandbox.control.change({ v2: { accountsMax: 1 } });
    const more = await scene.clientOf(ADA).signed('POST', accounts(id));
    expect(more.body).toEqual(fixture('v2.aaa.error_400_limit'));
  });

  test('needs all scopes with an OAuth 2.0 token', async () => {
    const { oauth2 } = scene.sandbox.control;
    const token = (scopes: string[]) => oauth2.issueTokens(ADA, { scopes }).access_token;
    const all = ['dm.read', 'dm.write', 'tweet.read', 'users.read'];
    const subscribe = (scopes: string[]) =>
      client.withBearer(token(scopes), 'POST', accounts(id), { json: {} });
    expect((await subscribe(all.slice(1))).status).toBe(403);
    expect((await subscribe(all)).status).toBe(200);
  });

  test('is told of in the bodies of v1.1, signed, and of nobody else', async () => {
    await client.signed('POST', accounts(id));
    scene.sandbox.control.write(ADA, GRACE, 'not ours');
    const { event } = scene.sandbox.control.write(ADA, BUSINESS, 'hello');
    const [delivery] = await scene.webhook.received(1);
    expect(delivery?.body).toMatchObject({
      for_user_id: BUSINESS,
      direct_message_events: [{ id: event.id }],
    });
    expect(delivery?.headers['x-twitter-webhooks-signature']).toBe(
      webhookSignature(delivery?.raw ?? '', DEFAULT_APP.consumerSecret),
    );
  });

  test('hears nothing while the webhook is invalid, until it is validated', async () => {
    await client.signed('POST', accounts(id));
    await client.plain('POST', `/sandbox/webhooks/${id}/invalidate`);
    expect(await list()).toMatchObject({ data: [{ id, valid: false }] });
    scene.sandbox.control.write(ADA, BUSINESS, 'unheard');
    await client.asApp('PUT', `/2/webhooks/${id}`);
    const { event } = scene.sandbox.control.write(ADA, BUSINESS, 'heard');
    const [delivery] = await scene.webhook.received(1);
    expect(delivery?.body.direct_message_events).toMatchObject([{ id: event.id }]);
  });

  test('that takes back its permission is told of, and subscribed no more', async () => {
    await client.signed('POST', accounts(id));
    scene.sandbox.control.registrations.revoke(BUSINESS);
    const [delivery] = await scene.webhook.received(1);
    expect(shapeOf(delivery?.body)).toEqual(shapeOf(fixture('aaa.user_event.revoke')));
    expect((await client.asApp('GET', `${accounts(id)}/list`)).body).toMatchObject({
      data: { subscriptions: [] },
    });
  });

  test('is gone with its webhook', async () => {
    await client.signed('POST', accounts(id));
    await client.asApp('DELETE', `/2/webhooks/${id}`);
    const anew = idOf(await create());
    expect((await client.signed('GET', accounts(anew))).body).toEqual({
      data: { subscribed: false },
    });
    expect((await client.signed('POST', accounts(id))).body).toEqual(
      fixture('v2.webhooks.error_400_id'),
    );
  });
});

test('a webhook that fails all challenges for 28 hours becomes invalid', async () => {
  await create();
  scene.sandbox.control.change({ crcEveryMs: 30 * 60_000 });
  scene.webhook.onChallenge = { status: 503 };
  const { clock } = scene.sandbox.control;
  await clock.change({ runMs: 27 * 3_600_000 });
  expect(await list()).toMatchObject({ data: [{ valid: true }] });
  await clock.change({ runMs: 2 * 3_600_000 });
  expect(await list()).toMatchObject({ data: [{ valid: false }] });
});
