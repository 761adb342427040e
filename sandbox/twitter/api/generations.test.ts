import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DEFAULT_APP } from '../defaults.ts';
import { fixture } from '../testing/fixtures.ts';
import { ACTIVITY, ADA, newMessage, Scene } from '../testing/scene.ts';
import type { SignedClient } from '../testing/signed-client.ts';

const ME = '/2/users/me';
const VERIFY = '/1.1/account/verify_credentials.json';

let scene: Scene;
let client: SignedClient;

beforeAll(async () => {
  scene = await Scene.start();
  client = scene.business;
});

afterAll(() => scene.close());

const refuse = (refuses: string[]) =>
  client.plain('POST', `/sandbox/apps/${DEFAULT_APP.id}`, { json: { refuses } });
const send = () =>
  client.signed('POST', '/1.1/direct_messages/events/new.json', { json: newMessage(ADA, 'hi') });

describe('an app made today', () => {
  beforeAll(() => refuse(['v1.1']));

  test('has no direct messages in v1.1: 453', async () => {
    for (const call of [send(), client.signed('GET', '/1.1/direct_messages/events/list.json')]) {
      const { status, body } = await call;
      expect([status, body]).toEqual([
        403,
        {
          errors: [
            {
              code: 453,
              message: expect.stringContaining('You currently have access to a subset'),
            },
          ],
        },
      ]);
    }
  });

  test('has no media and no environments there', async () => {
    const media = await client.signed('POST', '/1.1/media/upload.json', {
      form: { command: 'INIT' },
    });
    expect(media).toMatchObject({ status: 410, body: { errors: [{ code: 251 }] } });
    const hook = `${ACTIVITY}/prod/webhooks.json?url=https%3A%2F%2Fa.example`;
    for (const call of [
      client.signed('POST', hook),
      client.asApp('GET', `${ACTIVITY}/webhooks.json`),
    ]) {
      expect(await call).toMatchObject({ status: 403, body: { errors: [{ code: 200 }] } });
    }
  });

  test('has its credentials checked, and all of v2', async () => {
    expect((await client.signed('GET', VERIFY)).status).toBe(200);
    expect((await client.signed('GET', ME)).status).toBe(200);
  });
});

describe('an app that was never enrolled', () => {
  beforeAll(() => refuse(['v2']));

  test('has nothing of v2, and all of v1.1', async () => {
    const { status, body } = await client.signed('GET', ME);
    const problem = fixture('v2.error_403_client_forbidden') as object;
    expect([status, body]).toEqual([403, { ...problem, client_id: DEFAULT_APP.id }]);
    expect((await send()).status).toBe(200);
  });
});

test('what was closed is opened again', async () => {
  await refuse([]);
  expect((await client.signed('GET', ME)).status).toBe(200);
  expect((await send()).status).toBe(200);
});
