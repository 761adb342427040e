import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ADA, BUSINESS, Scene } from '../testing/scene.ts';
import type { SignedClient } from '../testing/signed-client.ts';

const HOUR_MS = 3_600_000;
const VERIFY = '/1.1/account/verify_credentials.json';

let scene: Scene;
let client: SignedClient;

beforeEach(async () => {
  scene = await Scene.subscribed();
  client = scene.business;
});

afterEach(() => scene.close());

const change = async (json: object) => {
  const { status, body } = await client.plain('POST', '/sandbox/clock', { json });
  expect(status).toBe(200);
  return body as { now: number; at: string; stopped: boolean };
};

test('shows the time, sets it, and stops it', async () => {
  const shown = await client.plain('GET', '/sandbox/clock');
  expect(shown.body).toMatchObject({ stopped: false });
  const at = '2031-05-06T07:08:09.000Z';
  expect(await change({ now: at, stopped: true })).toEqual({
    now: Date.parse(at),
    at,
    stopped: true,
  });
  expect((await change({ advanceMs: 1000 })).now).toBe(Date.parse(at) + 1000);
  const { event } = scene.sandbox.control.write(ADA, BUSINESS, 'from the future');
  expect(event.created_timestamp).toBe(String(Date.parse(at) + 1000));
});

test.each([{ now: 'soon' }, { advanceMs: -1 }, { faster: true }])('refuses %j', async (json) => {
  expect((await client.plain('POST', '/sandbox/clock', { json })).status).toBe(400);
});

test('retries are made at their times while time passes', async () => {
  scene.webhook.onDelivery = () => ({ status: 500 });
  const { now } = await change({ stopped: true });
  scene.sandbox.control.write(ADA, BUSINESS, 'hello');
  await scene.webhook.received(1);
  while (scene.sandbox.control.deliveries().length < 1) await new Promise(setImmediate);
  await change({ runMs: HOUR_MS });
  const attempts = scene.sandbox.control.deliveries();
  expect(attempts.map(({ at }) => Date.parse(at) - now)).toEqual([0, 3_000, 30_000, 272_000]);
  expect(scene.sandbox.control.state().counts.deliveries).toMatchObject({ lost: 1, pending: 0 });
});

test('rate windows end by it', async () => {
  scene.sandbox.control.change({
    rateLimits: { 'account/verify_credentials': { limit: 1, windowMs: 900_000 } },
  });
  expect((await client.signed('GET', VERIFY)).status).toBe(200);
  expect((await client.signed('GET', VERIFY)).status).toBe(429);
  await change({ advanceMs: 900_000 });
  expect((await client.signed('GET', VERIFY)).status).toBe(200);
});

describe('a signature', () => {
  const dated = (ms: number) =>
    client.signed('GET', VERIFY, { oauth: { oauth_timestamp: String(Math.floor(ms / 1000)) } });

  test('is right by the real time and by the time that was set, and by no other', async () => {
    const { now } = await change({ advanceMs: 6 * HOUR_MS });
    expect((await dated(Date.now())).status).toBe(200);
    expect((await dated(now)).status).toBe(200);
    expect((await dated(now - HOUR_MS)).body).toMatchObject({ errors: [{ code: 135 }] });
  });
});

test('answers are dated by it', async () => {
  await change({ now: '2031-05-06T07:08:09Z', stopped: true });
  const { headers } = await client.signed('GET', VERIFY);
  expect(headers.get('date')).toBe('Tue, 06 May 2031 07:08:09 GMT');
});

test('a reset brings the real time back', async () => {
  await change({ now: 0, stopped: true });
  await client.plain('POST', '/sandbox/reset');
  const { body } = await client.plain('GET', '/sandbox/clock');
  expect(Math.abs((body as { now: number }).now - Date.now())).toBeLessThan(60_000);
});
