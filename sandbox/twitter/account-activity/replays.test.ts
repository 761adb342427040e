import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fixture, shapeOf } from '../testing/fixtures.ts';
import { ADA, BUSINESS, Scene, WEBHOOK_URL } from '../testing/scene.ts';
import type { SignedClient } from '../testing/signed-client.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let scene: Scene;
let client: SignedClient;

beforeEach(async () => {
  scene = await Scene.start();
  client = scene.business;
});

afterEach(() => scene.close());

const control = () => scene.sandbox.control;
const ago = (ms: number) =>
  new Date(control().clock.show().now - ms).toISOString().replace(/\D/g, '').slice(0, 12);
const pass = (advanceMs: number) => control().clock.change({ advanceMs });
const idsIn = (bodies: readonly unknown[]) =>
  bodies.map((body) => /"message_create","id":"(\d+)"/.exec(JSON.stringify(body))?.[1]);

describe('in API v2', () => {
  let webhook_id: string;

  beforeEach(async () => {
    const { body } = await client.asApp('POST', '/2/webhooks', { json: { url: WEBHOOK_URL } });
    webhook_id = (body as { data: { id: string } }).data.id;
    const all = `/2/account_activity/webhooks/${webhook_id}/subscriptions/all`;
    await client.signed('POST', all);
  });

  const replay = (from_date: string, to_date: string) =>
    client.asApp('POST', '/2/webhooks/replay', { json: { webhook_id, from_date, to_date } });

  test('delivers the bodies of the window again, also those that nobody got, and then its end', async () => {
    const heard = control().write(ADA, BUSINESS, 'heard').event.id;
    await scene.webhook.received(1);
    await pass(MINUTE_MS);
    control().invalidateWebhook(webhook_id);
    const unheard = control().write(ADA, BUSINESS, 'unheard').event.id;
    await client.asApp('PUT', `/2/webhooks/${webhook_id}`);
    await pass(2 * HOUR_MS);
    control().write(ADA, BUSINESS, 'too new for the window');
    await scene.webhook.received(2);
    const accepted = await replay(ago(3 * HOUR_MS), ago(HOUR_MS));
    expect([accepted.status, shapeOf(accepted.body)]).toEqual([
      200,
      shapeOf(fixture('v2.webhooks.replay.response')),
    ]);
    const again = (await scene.webhook.received(5)).slice(2);
    expect(idsIn(again.map(({ body }) => body))).toEqual([heard, unheard, undefined]);
    expect(again[0]?.raw).toBe(scene.webhook.deliveries[0]?.raw);
    const { job_id } = (accepted.body as { data: { job_id: string } }).data;
    const { replay_job_status } = fixture('aaa.replay_job_status.complete') as {
      replay_job_status: object;
    };
    expect(again[2]?.body).toEqual({
      replay_job_status: { ...replay_job_status, webhook_id, job_id },
    });
  });

  test('ends incomplete when something was not taken, which is not tried again', async () => {
    control().write(ADA, BUSINESS, 'hello');
    await scene.webhook.received(1);
    await pass(HOUR_MS);
    scene.webhook.onDelivery = (number) => (number === 1 ? { status: 500 } : {});
    await replay(ago(2 * HOUR_MS), ago(30 * MINUTE_MS));
    const [, , status] = await scene.webhook.received(3);
    expect(status?.body).toMatchObject({ replay_job_status: { job_state: 'Incomplete' } });
  });

  test('runs one job at a time', async () => {
    control().write(ADA, BUSINESS, 'hello');
    await scene.webhook.received(1);
    await pass(HOUR_MS);
    scene.webhook.onDelivery = () => ({ delayMs: 300 });
    const dates = [ago(2 * HOUR_MS), ago(30 * MINUTE_MS)] as const;
    expect((await replay(...dates)).status).toBe(200);
    const second = await replay(...dates);
    expect([second.status, JSON.stringify(second.body)]).toEqual([
      409,
      expect.stringContaining('ReplayConflictError'),
    ]);
    await scene.webhook.received(3);
    expect((await replay(...dates)).status).toBe(200);
  });

  test.each([
    ['not yet 31 minutes old', 30 * MINUTE_MS, 15 * MINUTE_MS],
    ['that end less than 10 minutes ago', 2 * HOUR_MS, 5 * MINUTE_MS],
    ['of more than a day ago', 25 * HOUR_MS, 24 * HOUR_MS],
    ['in the wrong order', HOUR_MS, 2 * HOUR_MS],
  ])('refuses dates %s', async (_, from, to) => {
    const { status, body } = await replay(ago(from), ago(to));
    expect([status, JSON.stringify(body)]).toEqual([
      400,
      expect.stringContaining('QueryParamInvalid'),
    ]);
  });

  test('is ordered by its older path too', async () => {
    const { event } = control().write(ADA, BUSINESS, 'hello');
    await scene.webhook.received(1);
    await pass(HOUR_MS);
    const dates = new URLSearchParams({
      from_date: ago(2 * HOUR_MS),
      to_date: ago(30 * MINUTE_MS),
    });
    const path = `/2/account_activity/replay/webhooks/${webhook_id}/subscriptions/all`;
    const { status, body } = await client.asApp('POST', `${path}?${dates.toString()}`);
    expect([status, body]).toEqual([
      200,
      { replay_event: { job_id: expect.any(String), created_at: expect.any(String) } },
    ]);
    const [, again] = await scene.webhook.received(3);
    expect(idsIn([again?.body])).toEqual([event.id]);
  });

  test('refuses what is no date, and another webhook', async () => {
    expect((await replay('yesterday', ago(HOUR_MS))).status).toBe(400);
    const json = { webhook_id: '5', from_date: ago(2 * HOUR_MS), to_date: ago(HOUR_MS) };
    expect((await client.asApp('POST', '/2/webhooks/replay', { json })).body).toEqual(
      fixture('v2.webhooks.error_400_id'),
    );
  });
});

describe('in v1.1', () => {
  let id: string;

  beforeEach(async () => {
    const { body } = await scene.register();
    id = (body as { id: string }).id;
    await client.signed('POST', '/1.1/account_activity/all/prod/subscriptions.json');
  });

  const replay = (query: object, webhookId = id) => {
    const path = `/1.1/account_activity/replay/webhooks/${webhookId}/subscriptions/all.json`;
    return client.asApp('POST', `${path}?${new URLSearchParams({ ...query }).toString()}`);
  };
  const window = (from: number, to: number) => ({ from_date: ago(from), to_date: ago(to) });

  test('reaches back four days, and ends with its status', async () => {
    const { event } = control().write(ADA, BUSINESS, 'hello');
    await scene.webhook.received(1);
    await pass(96 * HOUR_MS);
    const { status, body } = await replay(window(97 * HOUR_MS, HOUR_MS));
    expect([status, shapeOf(body)]).toEqual([202, shapeOf(fixture('v11.replay.create.response'))]);
    const [, again, end] = await scene.webhook.received(3);
    expect(idsIn([again?.body])).toEqual([event.id]);
    expect(end?.body).toMatchObject({ replay_job_status: { job_state: 'Complete' } });
  });

  test.each([
    [{ to_date: '202601010000' }, 'error_357'],
    [() => window(2 * HOUR_MS, 3 * HOUR_MS), 'error_356_order'],
    [() => window(122 * HOUR_MS, HOUR_MS), 'error_356_range'],
  ])('refuses %p as %s', async (query, name) => {
    const { status, body } = await replay(typeof query === 'function' ? query() : query);
    expect([status, body]).toEqual([400, fixture(`v11.replay.${name}`)]);
  });

  test('refuses what is no date, a second job, and the token of a user', async () => {
    const dates = window(2 * HOUR_MS, HOUR_MS);
    const malformed = await replay({ ...dates, to_date: 'x' });
    expect(malformed).toMatchObject({ status: 400, body: { errors: [{ code: 358 }] } });
    scene.webhook.onChallenge = { delayMs: 300 };
    expect((await replay(dates)).status).toBe(202);
    const second = await replay(dates);
    expect([second.status, second.body]).toEqual([409, fixture('v11.replay.error_355')]);
    const path = `/1.1/account_activity/replay/webhooks/${id}/subscriptions/all.json`;
    expect((await client.signed('POST', path)).body).toMatchObject({ errors: [{ code: 32 }] });
  });

  test('refuses times to come, unknown and invalid webhooks, and apps without a contract', async () => {
    const dates = window(2 * HOUR_MS, HOUR_MS);
    const future = await replay({ ...dates, from_date: '203112312359' });
    expect(future.body).toMatchObject({ errors: [{ code: 368 }] });
    const unknown = await replay(dates, '5');
    expect([unknown.status, unknown.body]).toEqual([404, fixture('v11.replay.error_34')]);
    control().invalidateWebhook(id);
    const invalid = await replay(dates);
    expect([invalid.status, invalid.body]).toEqual([400, fixture('v11.replay.error_214')]);
    control().change({ enterpriseReplay: false });
    const closed = await replay(dates);
    expect([closed.status, closed.body]).toEqual([403, fixture('v11.replay.error_200')]);
  });
});
