import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { call } from '../sandbox/stage/call.ts';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import { DEFAULT_BUSINESS, DEFAULT_CUSTOMERS } from '../sandbox/twitter/defaults.ts';
import { eventually } from './eventually.ts';
import { clearFaults, faultOnX, shown } from './world.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ x: { settings: { retryDelaysMs: [] } } });
  expect((await stage.register()).status).toBe(200);
});
afterAll(() => stage.close());
afterEach(() => clearFaults(stage));

const writes = (text: string) => stage.customerWrites(DEFAULT_CUSTOMERS[0].id, text);
/** Registers the business with these keys; resolves when X is about to be asked for the webhook. */
async function beginning(keys: Readonly<Record<string, unknown>>) {
  const from = stage.x.control.requests().at(-1)?.n ?? 0;
  const over = stage.register(keys);
  over.catch(() => {});
  const listed = () => stage.x.control.requests(from).some(({ path }) => path === '/2/webhooks');
  expect(await eventually(listed, Boolean)).toBe(true);
  return { over };
}
const texts = async (count: number) =>
  (await shown(stage, 'PLAIN', count, 30_000)).map(({ text }) => text);

/** What an administrator sends to move the business to a new app of X Activity. */
async function newApp(): Promise<Readonly<Record<string, unknown>>> {
  const x = `${stage.x.url}/sandbox`;
  const { body: app } = await call('POST', `${x}/apps`, { name: 'New', environments: [] });
  const path = `${x}/users/${DEFAULT_BUSINESS.id}/tokens`;
  const { body: token } = await call('POST', path, { appId: app.id });
  return {
    'API-KEY': app.consumerKey,
    'API-KEY-SECRET': app.consumerSecret,
    'ACCESS-TOKEN': token.accessToken,
    'ACCESS-TOKEN-SECRET': token.accessTokenSecret,
    'ENVIRONMENT-NAME': undefined,
    'EVENTS-API': 'x-activity',
  };
}

test('an account goes on hearing its customers when X refuses its move to a new app', async () => {
  await faultOnX(stage, { method: 'POST', path: '/2/webhooks', status: 403, times: 9 });
  expect(await stage.register(await newApp())).toMatchObject({
    status: 422,
    body: { step: 'create-webhook' },
  });
  await writes('after the refusal');
  expect(await texts(1)).toEqual(['after the refusal']);
}, 60_000);

test('a move that a crash broke off leaves the account with its customers', async () => {
  const app = await newApp();
  await faultOnX(stage, { method: 'POST', path: '/2/webhooks', delayMs: 5_000, tear: true });
  const { over } = await beginning(app);
  await stage.connector.kill();
  await expect(over).rejects.toThrow();
  await clearFaults(stage);
  await stage.connector.start();
  await writes('after the crash');
  expect(await texts(2)).toContain('after the crash');
}, 60_000);

test('what a customer writes while the account moves to a new app is heard, though X says it once', async () => {
  await faultOnX(stage, { method: 'POST', path: '/2/webhooks', delayMs: 2_000, times: 1 });
  const { over } = await beginning(await newApp());
  await writes('meanwhile');
  expect(await texts(3)).toContain('meanwhile');
  expect(await over).toMatchObject({ status: 200 });
  await call('POST', `${stage.x.url}/sandbox/forms`, { forms: ['xaa'] });
  await writes('after the move');
  expect(new Set(await texts(4))).toEqual(
    new Set(['after the refusal', 'after the crash', 'meanwhile', 'after the move']),
  );
  const refused = stage.x.control.deliveries().filter(({ status }) => status !== 200);
  expect(refused).toEqual([]);
}, 60_000);
