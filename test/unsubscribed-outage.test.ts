import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Stage } from '../sandbox/stage/stage.ts';
import { DEFAULT_APP } from '../sandbox/twitter/defaults.ts';
import { SignedClient } from '../sandbox/twitter/testing/signed-client.ts';
import {
  customers,
  drillStage,
  replaysOf,
  settled,
  SharedClock,
  shownOf,
  write,
  type Written,
} from './outage-rig.ts';

const hourMs = 3_600_000;
let clock: SharedClock;
let stage: Stage;

beforeEach(async () => {
  clock = new SharedClock(-8 * hourMs);
  stage = await drillStage(clock);
});
afterEach(async () => {
  await stage.close();
  clock.close();
});

test('what was missed while the account was not subscribed is found, though X replays none of it', async () => {
  await stage.register();
  const [customer = ''] = await customers(stage, 1);
  const written: Written = new Map();
  await write(stage, written, customer, 'before');
  await shownOf(stage, 1, 30_000);
  await settled(stage);
  await stage.connector.kill();

  const path = `/1.1/account_activity/all/${DEFAULT_APP.environment}/subscriptions.json`;
  const oauth = { oauth_timestamp: String(Math.floor(clock.now() / 1_000)) };
  const { status } = await new SignedClient(stage.x.url).signed('DELETE', path, { oauth });
  expect(status).toBe(204);
  for (let n = 0; n < 10; n++) {
    clock.advance(hourMs / 2);
    await write(stage, written, customer, `missed ${n}`);
  }
  await stage.connector.start();
  expect(await shownOf(stage, 11, 60_000)).toEqual(written);
  expect((await replaysOf(stage)).length).toBeGreaterThan(0);
}, 120_000);
