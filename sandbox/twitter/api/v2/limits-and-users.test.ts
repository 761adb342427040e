import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fixture, shapeOf } from '../../testing/fixtures.ts';
import { ADA, BUSINESS, GRACE, Scene } from '../../testing/scene.ts';
import type { SignedClient } from '../../testing/signed-client.ts';

let scene: Scene;
let client: SignedClient;

beforeEach(async () => {
  scene = await Scene.start();
  client = scene.business;
});

afterEach(() => scene.close());

const send = (from = client) =>
  from.signed('POST', `/2/dm_conversations/with/${GRACE}/messages`, { json: { text: 'hi' } });
const limited = (name: string, limit: number) =>
  client.plain('POST', '/sandbox/settings', {
    json: { rateLimits: { [name]: { limit, windowMs: 86_400_000 } } },
  });

describe('limits', () => {
  test('are told in headers, also those of 24 hours', async () => {
    const { headers } = await send();
    const told = ['x-rate-limit', 'x-user-limit-24hour', 'x-app-limit-24hour'].map((prefix) => [
      headers.get(`${prefix}-limit`),
      headers.get(`${prefix}-remaining`),
    ]);
    expect(told).toEqual([
      ['15', '14'],
      ['1440', '1439'],
      ['1440', '1439'],
    ]);
    const resetMs = Number(headers.get('x-app-limit-24hour-reset')) * 1000;
    expect(Math.abs(resetMs - Date.now() - 86_400_000)).toBeLessThan(60_000);
  });

  test('refuse the call after the last one until the window is over', async () => {
    for (let n = 0; n < 15; n += 1) expect((await send()).status).toBe(201);
    const { status, body, headers } = await send();
    expect([status, body]).toEqual([429, fixture('v2.error_429')]);
    expect(headers.get('x-rate-limit-remaining')).toBe('0');
    expect((await send(scene.clientOf(ADA))).status).toBe(201);
    await scene.sandbox.control.clock.change({ advanceMs: 900_000 });
    expect((await send()).status).toBe(201);
  });

  test('of 24 hours hold back one user, or the whole app', async () => {
    const ada = scene.clientOf(ADA);
    await limited('dm_conversations/messages per day', 1);
    await send();
    const refused = await send();
    expect([refused.status, refused.headers.get('x-user-limit-24hour-remaining')]).toEqual([
      429,
      '0',
    ]);
    expect(Number(refused.headers.get('x-rate-limit-remaining'))).toBeGreaterThan(0);
    await limited('dm_conversations/messages per app', 2);
    expect((await send(ada)).status).toBe(201);
    await limited('dm_conversations/messages per day', 10);
    expect((await send(ada)).status).toBe(429);
  });
});

describe('users', () => {
  test('are found by id, by name and by several ids', async () => {
    const ada = { id: ADA, name: 'Ada Lovelace', username: 'ada' };
    expect((await client.signed('GET', `/2/users/${ADA}`)).body).toEqual({ data: ada });
    expect((await client.asApp('GET', '/2/users/by/username/ADA')).body).toEqual({ data: ada });
    expect((await client.asApp('GET', `/2/users?ids=${ADA},5`)).body).toMatchObject({
      data: [ada],
      errors: [{ value: '5', title: 'Not Found Error' }],
    });
  });

  test('show the fields that are asked for', async () => {
    const fields = Object.keys((fixture('v2.users.me.response') as { data: object }).data);
    const { body } = await client.signed('GET', `/2/users/me?user.fields=${fields.join(',')}`);
    expect(shapeOf(body)).toEqual(shapeOf(fixture('v2.users.me.response')));
    scene.sandbox.control.registrations.changeUser(ADA, { acceptsMessages: false });
    const path = `/2/users/${ADA}?user.fields=receives_your_dm`;
    expect((await client.signed('GET', path)).body).toMatchObject({
      data: { receives_your_dm: false },
    });
  });

  test('who are not there are an error in an answer of 200', async () => {
    const { status, body } = await client.signed('GET', '/2/users/1234567890');
    expect([status, body]).toEqual([200, fixture('v2.error_200_partial_not_found')]);
    expect((await client.signed('GET', '/2/users/nobody')).status).toBe(400);
    expect((await client.signed('GET', `/2/users/${BUSINESS}`)).status).toBe(200);
  });
});
