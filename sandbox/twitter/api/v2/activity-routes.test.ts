import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fixture, shapeOf } from '../../testing/fixtures.ts';
import { ADA, BUSINESS, Scene, WEBHOOK_URL } from '../../testing/scene.ts';
import type { SignedClient } from '../../testing/signed-client.ts';

const PATH = '/2/activity/subscriptions';

let scene: Scene;
let client: SignedClient;
let webhook_id: string;

beforeEach(async () => {
  scene = await Scene.start();
  client = scene.business;
  const { body } = await client.asApp('POST', '/2/webhooks', { json: { url: WEBHOOK_URL } });
  webhook_id = (body as { data: { id: string } }).data.id;
});

afterEach(() => scene.close());

const wanted = (event_type: string, more: object = {}) => ({
  event_type,
  filter: { user_id: BUSINESS },
  webhook_id,
  ...more,
});
const create = (json: unknown) => client.signed('POST', PATH, { json });
const created = async (event_type: string, more: object = {}) => {
  const { body } = await create(wanted(event_type, more));
  return (body as { data: { subscription_id: string } }).data.subscription_id;
};
const list = async (query = '') => (await client.asApp('GET', `${PATH}${query}`)).body;

describe('creating a subscription', () => {
  test.each(['list', 'flat', 'nested'] as const)('is answered with the shape %s', async (shape) => {
    scene.sandbox.control.change({ v2: { activityAnswer: shape } });
    const { status, body } = await create(wanted('dm.received', { tag: 'inbound' }));
    const subscription = {
      subscription_id: expect.stringMatching(/^\d+$/),
      event_type: 'dm.received',
      filter: { user_id: BUSINESS },
      tag: 'inbound',
      webhook_id,
      created_at: expect.any(String),
      updated_at: expect.any(String),
    };
    const data = { list: [subscription], flat: subscription, nested: { subscription } }[shape];
    expect([status, body]).toEqual([200, { data, meta: { total_subscriptions: 1 } }]);
  });

  test('twice for one type and user is refused, for another type it is not', async () => {
    await created('dm.received');
    const again = await create(wanted('dm.received', { tag: 'other' }));
    expect([again.status, again.body]).toEqual([400, fixture('xaa.subscription.error_duplicate')]);
    expect((await create(wanted('dm.sent'))).status).toBe(200);
  });

  test('without a filter is refused', async () => {
    const { status, body } = await create({ event_type: 'dm.received' });
    expect([status, body]).toEqual([400, fixture('xaa.subscription.error_filter_required')]);
  });

  test.each([
    [{ event_type: 'dm.other' }, /event_type/],
    [{ tag: '' }, /tag/],
    [{ tag: 'x'.repeat(201) }, /tag/],
    [{ webhook_id: '5' }, /WebhookIdInvalid/],
    [{ filter: {} }, /filter/],
  ])('with %j is refused', async (more, message) => {
    const { status, body } = await create(wanted('dm.received', more));
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringMatching(message)]);
  });

  test('beyond the limit is refused', async () => {
    scene.sandbox.control.change({ v2: { activitySubscriptionsMax: 1 } });
    await created('dm.received');
    expect((await create(wanted('dm.sent'))).body).toEqual(fixture('v2.aaa.error_400_limit'));
  });

  test('for private events needs a token of that user with the scope', async () => {
    const asApp = await client.asApp('POST', PATH, { json: wanted('dm.received') });
    expect(asApp).toMatchObject({ status: 403, body: { title: 'Unsupported Authentication' } });
    const byAda = await scene.clientOf(ADA).signed('POST', PATH, { json: wanted('dm.received') });
    expect(byAda.status).toBe(403);
    const { oauth2 } = scene.sandbox.control;
    const by = (scopes: string[]) => {
      const { access_token } = oauth2.issueTokens(BUSINESS, { scopes });
      return client.withBearer(access_token, 'POST', PATH, { json: wanted('dm.received') });
    };
    expect((await by(['tweet.read'])).status).toBe(403);
    expect((await by(['dm.read'])).status).toBe(200);
    const open = wanted('profile.update.bio');
    expect((await client.asApp('POST', PATH, { json: open })).status).toBe(200);
  });
});

describe('a subscription', () => {
  test('is listed, by pages, and for a user those of this user', async () => {
    const ids = [await created('dm.received'), await created('dm.sent'), await created('dm.read')];
    const page = (await list('?max_results=2')) as {
      data: { subscription_id: string }[];
      meta: { next_token: string };
    };
    expect(page.data.map((each) => each.subscription_id)).toEqual(ids.slice(0, 2));
    expect(await list(`?pagination_token=${page.meta.next_token}`)).toMatchObject({
      data: [{ subscription_id: ids[2], event_type: 'dm.read' }],
      meta: { total_subscriptions: 3 },
    });
    expect((await client.signed('GET', PATH)).body).toMatchObject({
      meta: { total_subscriptions: 3 },
    });
    expect((await scene.clientOf(ADA).signed('GET', PATH)).body).toMatchObject({ data: [] });
  });

  test('is given another tag, and deleted by its id', async () => {
    const id = await created('dm.received');
    const updated = await client.asApp('PUT', `${PATH}/${id}`, { json: { tag: 'new' } });
    expect(shapeOf(updated.body)).toEqual(shapeOf(fixture('xaa.subscription.update.response')));
    expect(updated.body).toMatchObject({ data: { subscription_id: id, tag: 'new', webhook_id } });
    const deleted = await client.asApp('DELETE', `${PATH}/${id}`);
    expect(deleted.body).toEqual(fixture('xaa.subscription.delete.response'));
    expect((await client.asApp('DELETE', `${PATH}/${id}`)).status).toBe(404);
  });

  test('is deleted with others by a list of ids', async () => {
    const ids = [await created('dm.received'), await created('dm.sent')];
    await created('dm.read');
    await client.asApp('DELETE', `${PATH}?ids=${ids.join(',')}`);
    expect(await list()).toMatchObject({ data: [{ event_type: 'dm.read' }] });
    expect((await client.asApp('DELETE', `${PATH}?ids=`)).status).toBe(400);
  });
});

describe('deliveries', () => {
  test('are one envelope for each type that is subscribed, with its tag', async () => {
    await created('dm.received', { tag: 'inbound' });
    await created('dm.sent');
    const { event } = scene.sandbox.control.write(ADA, BUSINESS, 'hello');
    await scene.webhook.received(1);
    scene.sandbox.control.type(ADA, BUSINESS);
    await client.signed('POST', `/2/dm_conversations/with/${ADA}/messages`, {
      json: { text: 'hi' },
    });
    const [received, sent] = await scene.webhook.received(2);
    expect(received?.body).toMatchObject({
      data: {
        event_type: 'dm.received',
        filter: { user_id: BUSINESS },
        tag: 'inbound',
        payload: { direct_message_events: [{ id: event.id }] },
      },
    });
    expect(sent?.body).toMatchObject({ data: { event_type: 'dm.sent' } });
    expect(JSON.stringify(sent?.body)).not.toContain('"tag"');
  });

  test('end with the webhook, and begin again with another one', async () => {
    const id = await created('dm.received');
    await client.asApp('DELETE', `/2/webhooks/${webhook_id}`);
    scene.sandbox.control.write(ADA, BUSINESS, 'unheard');
    const { body } = await client.asApp('POST', '/2/webhooks', { json: { url: WEBHOOK_URL } });
    const anew = (body as { data: { id: string } }).data.id;
    await client.asApp('PUT', `${PATH}/${id}`, { json: { webhook_id: anew } });
    const { event } = scene.sandbox.control.write(ADA, BUSINESS, 'heard');
    const [delivery] = await scene.webhook.received(1);
    expect(JSON.stringify(delivery?.body)).toContain(event.id);
  });

  test('tell once that the permission is gone, and the subscriptions are gone too', async () => {
    await created('dm.received');
    await created('dm.sent');
    scene.sandbox.control.registrations.revoke(BUSINESS);
    const [revoked] = await scene.webhook.received(1);
    expect(revoked?.body).toMatchObject({ data: { event_type: 'oauth.revoke', filter: {} } });
    expect(scene.sandbox.control.state().counts.deliveries.pending).toBeLessThanOrEqual(1);
    expect(await list()).toMatchObject({ data: [], meta: { total_subscriptions: 0 } });
  });
});
