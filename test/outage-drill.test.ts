import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Stage } from '../sandbox/stage/stage.ts';
import { call } from '../sandbox/stage/call.ts';
import {
  customers,
  drillStage,
  readsOf,
  replaysOf,
  said,
  settled,
  SharedClock,
  shownOf,
  write,
  type Written,
} from './outage-rig.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

let clock: SharedClock;
let stage: Stage;
let written: Written;

beforeEach(() => {
  clock = new SharedClock(-8 * hourMs);
  written = new Map();
});
afterEach(async () => {
  await stage.close();
  clock.close();
});

const waits = 'the look for what was not heard waits';
const healed = 'what was not heard is here';

describe('six hours away, with 2,000 messages', () => {
  test('all arrive, in order, none twice, within what X lets one read', async () => {
    stage = await drillStage(clock, { enterpriseReplay: false });
    await stage.register();
    const people = await customers(stage, 100);
    for (const id of people.slice(0, 10)) await write(stage, written, id, `before ${id}`);
    await shownOf(stage, 10, 30_000);
    await settled(stage);
    await stage.connector.kill();

    for (let n = 0; n < 2_000; n++) {
      clock.advance((6 * hourMs) / 2_000);
      await write(stage, written, people[(n * 37 + (n >> 4)) % 100] ?? '', `missed ${n}`);
    }
    const from = stage.connector.output.length;
    await stage.connector.start();
    expect(await said(stage, waits, from)).toBe(true);
    const live: Written = new Map();
    for (const id of people.slice(0, 5)) await write(stage, live, id, `live ${id}`);
    for (let windows = 0; windows < 4 && !(await said(stage, healed, from, 100)); windows++) {
      const seen = stage.connector.output.length;
      clock.advance(15 * minuteMs);
      await said(stage, waits, seen, 10_000);
    }
    expect(await said(stage, healed, from)).toBe(true);

    const shown = await shownOf(stage, 2_015, 60_000);
    for (const [id, texts] of shown) {
      expect(texts.filter((text) => !text.startsWith('live'))).toEqual(written.get(id));
      expect(texts.filter((text) => text.startsWith('live'))).toEqual(live.get(id) ?? []);
    }
    expect([...shown.values()].flat()).toHaveLength(2_015);
    expect((await readsOf(stage)).refused).toBe(0);
  }, 240_000);
});

describe.each([
  ['v1.1', 'v1.1', 202],
  ['v2', 'v2', 200],
  ['v2', 'x-activity', 200],
])(
  'six hours away, where X replays: messages by %s, events by %s',
  (messages, events, accepted) => {
    test('three slices of two hours bring everything but the last minutes, and the list, read once, the rest', async () => {
      stage = await drillStage(clock);
      const { status } = await stage.register({ 'MESSAGES-API': messages, 'EVENTS-API': events });
      expect(status).toBe(200);
      const forms = [events === 'x-activity' ? 'xaa' : events];
      await call('POST', `${stage.x.url}/sandbox/forms`, { forms });
      const people = await customers(stage, 20);
      await write(stage, written, people[0] ?? '', 'before');
      await shownOf(stage, 1, 30_000);
      await settled(stage);
      await stage.connector.kill();

      for (let n = 0; n < 200; n++) {
        clock.advance((6 * hourMs) / 200);
        await write(stage, written, people[n % 20] ?? '', `missed ${n}`);
      }
      const from = stage.connector.output.length;
      await stage.connector.start();
      expect(await said(stage, healed, from, 60_000)).toBe(true);

      expect(await shownOf(stage, 201, 60_000)).toEqual(written);
      expect(await replaysOf(stage)).toEqual([accepted, accepted, accepted]);
      // 201 messages, and a page of what was before; pages of v1.1 have 50.
      expect((await readsOf(stage)).calls).toBeLessThan(messages === 'v1.1' ? 7 : 5);
    }, 240_000);
  },
);

describe('a webhook that X calls invalid while we are up', () => {
  test('is validated, and what X did not send meanwhile arrives, before what comes then', async () => {
    stage = await drillStage(clock, {}, { WATCH_INTERVAL_MS: '3000' });
    const { body } = await stage.register();
    const [first = '', second = ''] = await customers(stage, 2);
    await write(stage, written, first, 'before');
    await shownOf(stage, 1, 30_000);
    const from = stage.connector.output.length;
    await call('POST', `${stage.x.url}/sandbox/webhooks/${body.webhook.id}/invalidate`);
    for (let n = 0; n < 20; n++) await write(stage, written, n % 2 ? first : second, `missed ${n}`);
    expect(await said(stage, healed, from, 60_000)).toBe(true);
    await write(stage, written, first, 'live');

    expect(await shownOf(stage, 22, 60_000)).toEqual(written);
    expect(stage.connector.output.slice(from)).toContain('X calls the webhook invalid');
    expect(stage.connector.output.slice(from)).toContain('over: X calls the webhook invalid');
  }, 120_000);
});
