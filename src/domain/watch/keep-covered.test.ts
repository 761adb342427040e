import { beforeEach, describe, expect, test } from '@jest/globals';
import { beatMs, type KeepCovered } from './keep-covered.ts';
import {
  hourMs,
  messageAt,
  minuteMs,
  watched,
  type WatchedWorld,
  watchedWorld,
} from './watched.model.ts';

let world: WatchedWorld;
let keep: KeepCovered;

beforeEach(async () => {
  world = await watchedWorld();
  keep = world.keepCovered();
});

const watch = async () => (await world.watches.find('1')) ?? { accountId: '1' };
const found = () => world.noticed.filter((occurrence) => occurrence.kind === 'gap');

/** Beats as the watcher does, for so long. */
async function beats(forMs: number): Promise<void> {
  const untilMs = world.clock.now() + forMs;
  while (world.clock.now() < untilMs) {
    await world.clock.advance(beatMs);
    await keep.beat();
  }
}

/** The gap that is open, and what it is said to come from. */
const open = async () => {
  const { gap } = await watch();
  return gap?.state === 'healing' ? { ...gap, longMs: gap.toMs - gap.fromMs } : undefined;
};

describe('everything is heard', () => {
  test('while a process is up, and X has a valid webhook and a subscription', async () => {
    await beats(hourMs);
    expect(await watch()).toEqual({ accountId: '1', coveredUntilMs: world.clock.now() });
    expect(found()).toEqual([]);
  });

  test('also over a change of the process that keeps it, if the next was up already', async () => {
    const next = world.keepCovered();
    for (let n = 0; n < 120; n++) {
      await beats(beatMs);
      await next.tell();
    }
    await world.clock.advance(20_000);
    await next.beat();
    expect(await open()).toBeUndefined();
    expect((await watch()).coveredUntilMs).toBe(world.clock.now());
  });
});

describe('a gap is', () => {
  test('the time in which the journal was gone', async () => {
    await beats(minuteMs);
    const goneMs = world.clock.now();
    const { all, change, find } = world.watches;
    const gone = async () => Promise.reject(new Error('the database is gone'));
    Object.assign(world.watches, { all: gone, change: gone, find: gone });
    for (let n = 0; n < 10; n++) {
      await world.clock.advance(beatMs);
      await expect(keep.tell()).rejects.toThrow('gone');
      await expect(keep.beat()).rejects.toThrow('gone');
    }
    Object.assign(world.watches, { all, change, find });
    await keep.tell();
    await keep.beat();
    expect(await open()).toMatchObject({ fromMs: goneMs, longMs: 10 * beatMs });
  });

  test('what came since something was told that could not be kept', async () => {
    await beats(minuteMs);
    const toldMs = world.clock.now();
    const full = async () => Promise.reject(new Error('the disk is full'));
    const event = messageAt(toldMs);
    await expect(world.unkept.keep([event], full)).rejects.toThrow('full');
    await beats(minuteMs);
    expect(await open()).toMatchObject({ fromMs: toldMs });
    await world.watches.change('1', { gap: undefined });
    await beats(minuteMs);
    expect(await open()).toBeUndefined();
  });

  test('still to be found when it could not be written down at first', async () => {
    await beats(minuteMs);
    const toldMs = world.clock.now();
    world.unkept.note('1', toldMs);
    const { change } = world.watches;
    world.watches.change = async () => Promise.reject(new Error('the disk is full'));
    await expect(keep.tell()).rejects.toThrow('full');
    world.watches.change = change;
    await keep.tell();
    expect(await watch()).toMatchObject({ doubt: { sinceMs: toldMs, cause: 'downtime' } });
  });

  test('the time in which no process was up, however short', async () => {
    await beats(minuteMs);
    await world.clock.advance(7_000);
    keep = world.keepCovered();
    await world.clock.advance(1_000);
    await keep.beat();
    expect(await open()).toMatchObject({ longMs: 8_000, cause: 'downtime' });
    expect(found()).toMatchObject([{ state: 'found', cause: 'downtime' }]);
    expect((await watch()).coveredUntilMs).toBe(world.clock.now());
  });

  test('at the first start of this version, the time since the newest message', async () => {
    world.journalledMs.at = world.clock.now() - hourMs;
    await keep.beat();
    expect(await open()).toMatchObject({ longMs: hourMs, cause: 'downtime' });
  });

  test('the time in which the process did not get to run', async () => {
    await beats(minuteMs);
    await world.clock.advance(hourMs);
    await keep.beat();
    expect(await open()).toMatchObject({ longMs: hourMs });
  });

  test.each([
    ['X calls the webhook invalid', { webhookValid: false }, { webhookValid: true }],
    ['the account is not subscribed', { subscribed: false }, { subscribed: true }],
  ])('the time since it was sound when %s, once it is sound again', async (_, bad, good) => {
    await beats(hourMs);
    const soundAtMs = world.clock.now() - 4 * minuteMs;
    await keep.doubt(await watch(), soundAtMs, 'webhook');
    await world.watches.change('1', bad);
    await beats(hourMs);
    expect((await watch()).coveredUntilMs).toBe(soundAtMs);
    expect(await open()).toBeUndefined();

    await world.watches.change('1', good);
    await beats(beatMs);
    expect(await open()).toMatchObject({ fromMs: soundAtMs, cause: 'webhook' });
    await beats(hourMs);
    expect(found()).toHaveLength(1);
  });

  test('the time since a doubt, also when the process dies before it is looked into', async () => {
    await beats(hourMs);
    const sinceMs = world.clock.now() - minuteMs;
    await keep.doubt(await watch(), sinceMs, 'silence');
    keep = world.keepCovered();
    await keep.beat();
    expect(await open()).toMatchObject({ fromMs: sinceMs });
  });

  test('the time since a doubt, also when another process goes on with it', async () => {
    await beats(minuteMs);
    const sinceMs = world.clock.now() - minuteMs;
    await keep.doubt(await watch(), sinceMs, 'silence');
    await world.keepCovered(0).beat();
    expect(await open()).toMatchObject({ fromMs: sinceMs, cause: 'silence' });
    expect(await watch()).not.toHaveProperty('doubt');
  });

  test('the time in which the account could not be used', async () => {
    await beats(minuteMs);
    await world.accounts.save({ ...watched, state: 'unauthorized' });
    await beats(hourMs);
    await world.accounts.save(watched);
    await beats(beatMs);
    expect(await open()).toMatchObject({ longMs: hourMs + beatMs });
  });

  test('opened when the one before is healed, and not at all when that covered it', async () => {
    await beats(minuteMs);
    await world.clock.advance(hourMs);
    await keep.beat();
    const { gap } = await watch();
    await world.clock.advance(hourMs);
    await keep.beat();
    expect((await watch()).gap).toEqual(gap);
    if (gap === undefined) throw new Error('there is no gap');
    await world.watches.change('1', { gap: { ...gap, state: 'healed' } });
    await keep.beat();
    expect(await open()).toMatchObject({ longMs: hourMs });
    await world.clock.advance(hourMs);
    await keep.beat();
    const coveredUntilMs = world.clock.now();
    await world.watches.change('1', { gap: { ...gap, state: 'healed' }, coveredUntilMs });
    await beats(beatMs);
    expect(await open()).toBeUndefined();
  });
});

test('each process lets the others know what it was told last, once', async () => {
  world.lastEvents.note('1', 7);
  await keep.tell();
  expect(await watch()).toEqual({ accountId: '1', heardAtMs: 7 });
  await world.watches.change('1', { heardAtMs: 9 });
  await keep.tell();
  expect((await watch()).heardAtMs).toBe(9);
  world.lastEvents.note('1', 11);
  await keep.tell();
  expect((await watch()).heardAtMs).toBe(11);
});

describe('a clock that was wrong', () => {
  test('for an hour, and is put right, hides no gap after that, and is none itself', async () => {
    await beats(minuteMs);
    await world.clock.advance(hourMs);
    await keep.tell();
    await keep.beat();
    await world.watches.change('1', { gap: undefined });
    await beats(minuteMs);
    await world.clock.advance(-hourMs);
    await keep.tell();
    await beats(5 * minuteMs);
    expect(await open()).toBeUndefined();
    expect((await watch()).coveredUntilMs).toBe(world.clock.now());
    await world.clock.advance(10 * minuteMs);
    keep = world.keepCovered();
    await keep.beat();
    expect(await open()).toMatchObject({ longMs: 10 * minuteMs, cause: 'downtime' });
  });

  test('at a time of which another process knew too much makes the last day uncertain', async () => {
    await world.watches.change('1', { coveredUntilMs: world.clock.now() + hourMs });
    await keep.beat();
    expect(await open()).toMatchObject({ longMs: 24 * hourMs });
    await world.watches.change('1', { gap: undefined });
    await beats(5 * minuteMs);
    expect(await open()).toBeUndefined();
  });

  test('by as little as clocks of replicas differ is no gap', async () => {
    await world.watches.change('1', { coveredUntilMs: world.clock.now() + minuteMs });
    await beats(5 * minuteMs);
    expect(await open()).toBeUndefined();
  });
});
