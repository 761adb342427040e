import { beforeEach, describe, expect, test } from '@jest/globals';
import { Failure } from '../errors.ts';
import { type Gap, openGap } from './watch.ts';
import {
  dayMs,
  hourMs,
  messageAt,
  minuteMs,
  watched,
  type WatchedWorld,
  watchedWorld,
} from './watched.model.ts';

let world: WatchedWorld;

beforeEach(async () => {
  world = await watchedWorld();
  world.replays.permitted = false;
});

/** A gap that ends now. */
async function opened(longMs: number, more: Partial<Gap> = {}): Promise<Gap> {
  const nowMs = world.clock.now();
  const gap = { ...openGap({ fromMs: nowMs - longMs, toMs: nowMs, cause: 'downtime' }), ...more };
  await world.watches.change('1', { coveredUntilMs: nowMs, webhookId: world.webhook.id, gap });
  return gap;
}

const happened = (...agesMs: readonly number[]) => {
  const nowMs = world.clock.now();
  world.pastEvents.happened.push(...agesMs.map((ageMs) => messageAt(nowMs - ageMs)));
};
const receivedAges = () => world.received.map((id) => world.clock.now() - Number(id));
const heal = () => world.through(world.healGap.execute('1'));
const gap = async () => (await world.watches.find('1'))?.gap;
const told = () =>
  world.noticed.flatMap((occurrence) => (occurrence.kind === 'gap' ? [occurrence.state] : []));

describe('a gap', () => {
  test('is healed with what happened in it, oldest first, and a little before', async () => {
    await opened(hourMs);
    happened(2 * hourMs, hourMs + 4 * minuteMs, 50 * minuteMs, 20 * minuteMs, 1_000);
    await heal();
    expect(receivedAges()).toEqual([hourMs + 4 * minuteMs, 50 * minuteMs, 20 * minuteMs, 1_000]);
    expect(await gap()).toMatchObject({ state: 'healed', read: 5, found: 4, by: ['list'] });
    expect(told()).toEqual(['healed']);
  });

  test('counts only what had not been heard', async () => {
    await opened(hourMs);
    happened(50 * minuteMs, 20 * minuteMs);
    world.received.push(String(world.clock.now() - 20 * minuteMs));
    await heal();
    expect(await gap()).toMatchObject({ state: 'healed', read: 2, found: 1 });
  });

  test('is begun anew after a crash in the middle, with nothing counted twice', async () => {
    await opened(hourMs, { read: 30, found: 20, waitsUntilMs: 5 });
    happened(50 * minuteMs);
    await heal();
    const { waitsUntilMs, ...healed } = (await gap()) ?? {};
    expect(healed).toMatchObject({ state: 'healed', read: 1, found: 1 });
    expect(waitsUntilMs).toBeUndefined();
  });

  test('that waits for X says until when, and goes on', async () => {
    await opened(hourMs);
    happened(50 * minuteMs);
    const resetMs = world.clock.now() + 10 * minuteMs;
    world.pastEvents.troubles.failNext(new Failure('throttled', '429', resetMs));
    const healing = world.healGap.execute('1');
    await world.clock.advance(5_000);
    expect(await gap()).toMatchObject({ state: 'healing', waitsUntilMs: resetMs + 1_000 });
    await world.through(healing);
    expect(await gap()).not.toHaveProperty('waitsUntilMs');
    expect(told()).toEqual(['waits', 'healed']);
  });

  test('stays open when X refuses the account, and says so', async () => {
    await opened(hourMs);
    world.pastEvents.troubles.failNext(new Failure('unauthorized', '401'));
    await expect(heal()).rejects.toMatchObject({ code: 'unauthorized' });
    expect(await gap()).toMatchObject({ state: 'healing' });
    expect(told()).toEqual(['held']);
  });

  test('that began before X can tell is healed in part', async () => {
    await opened(31 * dayMs);
    happened(dayMs);
    await heal();
    expect(await gap()).toMatchObject({ state: 'partly', found: 1 });
    expect(told()).toEqual(['partly']);
  });

  test('does not take for new what was heard so long ago that it is forgotten', async () => {
    const { replays, ...forgetful } = await watchedWorld({ rememberedMs: 7 * dayMs });
    replays.permitted = false;
    world = { ...forgetful, replays };
    await opened(7 * dayMs - minuteMs);
    happened(7 * dayMs + minuteMs, 7 * dayMs - 2 * minuteMs);
    await heal();
    expect(receivedAges()).toEqual([7 * dayMs - 2 * minuteMs]);
  });

  test('covers what came before it was begun, too', async () => {
    await opened(hourMs);
    const { coveredUntilMs = 0 } = (await world.watches.find('1')) ?? {};
    await world.clock.advance(10 * minuteMs);
    const beganMs = world.clock.now();
    await heal();
    expect((await world.watches.find('1'))?.coveredUntilMs).toBe(beganMs);
    expect(beganMs).toBeGreaterThan(coveredUntilMs);
  });

  test.each([
    ['nothing is open', undefined, 'active'],
    ['it is healed', { state: 'healed' }, 'active'],
    ['the account is not usable', { state: 'healing' }, 'revoked'],
  ] as const)('is left alone when %s', async (_, more, state) => {
    if (more !== undefined) await opened(hourMs, more);
    const account = world.accounts.find('1');
    if (account !== undefined) await world.accounts.save({ ...account, state });
    happened(minuteMs);
    await heal();
    expect(world.received).toEqual([]);
  });

  test('is healed by one process at a time', async () => {
    await opened(hourMs);
    happened(50 * minuteMs);
    await world.duties.perform('heal/1', async () => {
      await heal();
      expect(world.received).toEqual([]);
    });
    await heal();
    expect(world.received).toHaveLength(1);
  });
});

describe('where X replays', () => {
  beforeEach(() => {
    world.replays.permitted = true;
  });

  test('the list brings what is too new for that, and what X left out', async () => {
    await opened(6 * hourMs);
    happened(5 * hourMs, 9 * minuteMs);
    const healing = world.healGap.execute('1');
    for (const slice of [1, 2, 3]) {
      await world.clock.advance(2_000);
      expect(world.replays.jobs).toHaveLength(slice);
      const { replay } = (await world.watches.find('1')) ?? {};
      if (replay === undefined) throw new Error('no job is kept');
      world.replays.end(replay.id);
      await world.watches.change('1', { replay: { ...replay, state: 'complete' } });
    }
    await world.through(healing);
    expect(receivedAges().map((ageMs) => Math.round(ageMs / minuteMs))).toEqual([300, 9]);
    expect(await gap()).toMatchObject({ state: 'healed', by: ['replay', 'list'] });
  });
});

test('what was not heard before the gap is not forgotten by healing it', async () => {
  await opened(hourMs);
  const coveredUntilMs = world.clock.now() - 6 * hourMs;
  await world.watches.change('1', { coveredUntilMs });
  await heal();
  expect(await world.watches.find('1')).toMatchObject({ coveredUntilMs, gap: { state: 'healed' } });
});

test('an account that X refuses now and then is healed all the same', async () => {
  await opened(hourMs);
  for (let n = 0; n < 200; n++) happened(50 * minuteMs - n * 1_000);
  const page = world.pastEvents.page.bind(world.pastEvents);
  world.pastEvents.page = async (...which) => {
    await world.accounts.save({ ...watched, state: 'unauthorized' });
    return page(...which);
  };
  await heal();
  expect(world.received).toHaveLength(200);
  expect(await gap()).toMatchObject({ state: 'healed', read: 200 });
});

test.each([
  ['removed', async () => world.accounts.remove('1')],
  ['revoked', async () => world.accounts.save({ ...watched, state: 'revoked' as const })],
])('nothing more is read, taken or kept of an account that is %s meanwhile', async (_, end) => {
  await opened(hourMs);
  for (let n = 0; n < 200; n++) happened(50 * minuteMs - n * 1_000);
  const page = world.pastEvents.page.bind(world.pastEvents);
  let asked = 0;
  world.pastEvents.page = async (...which) => {
    if (++asked === 2) {
      await end();
      await world.watches.forget('1');
    }
    return page(...which);
  };
  await expect(heal()).rejects.toMatchObject({ code: 'not-found' });
  expect([asked, world.received, await world.watches.all()]).toEqual([2, [], []]);
});
