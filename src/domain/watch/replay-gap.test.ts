import { beforeEach, describe, expect, test } from '@jest/globals';
import { Failure } from '../errors.ts';
import { NoteReplayed } from './note-replayed.ts';
import { openGap, type ReplayJob } from './watch.ts';
import {
  dayMs,
  hourMs,
  minuteMs,
  watched,
  type WatchedWorld,
  watchedWorld,
} from './watched.model.ts';

let world: WatchedWorld;

beforeEach(async () => {
  world = await watchedWorld();
});

const gapOf = (fromAgeMs: number, toAgeMs = 0) => {
  const nowMs = world.clock.now();
  return openGap({ fromMs: nowMs - fromAgeMs, toMs: nowMs - toAgeMs, cause: 'downtime' });
};
const replay = (fromAgeMs: number, account = watched, webhookId?: string) =>
  world.replayGap.execute(account, webhookId ?? world.webhook.id, gapOf(fromAgeMs));
const agesOf = (job: Pick<ReplayJob, 'fromMs' | 'toMs'>) => [
  Math.round((world.clock.now() - job.fromMs) / minuteMs),
  Math.round((world.clock.now() - job.toMs) / minuteMs),
];

/** X tells the end of each job that is begun. */
async function ending(work: Promise<number>, state: 'complete' | 'incomplete' = 'complete') {
  const note = new NoteReplayed(world.watches, world.pauses);
  const over = { is: false };
  void work.then(() => (over.is = true));
  const slices: number[][] = [];
  for (let turns = 0; turns < 20 && !over.is; turns++) {
    await world.clock.advance(1_000);
    const job = world.replays.jobs[slices.length];
    if (job === undefined) continue;
    slices.push(agesOf(job));
    world.replays.end(job.id);
    await note.execute(job.id, state === 'complete');
  }
  return { slices, ageMinutes: Math.round((world.clock.now() - (await work)) / minuteMs) };
}

describe('a gap', () => {
  test('is replayed in slices of two hours, oldest first, up to ten minutes ago', async () => {
    expect(await ending(replay(5 * hourMs))).toEqual({
      slices: [
        [300, 180],
        [180, 60],
        [60, 10],
      ],
      ageMinutes: 10,
    });
  });

  test('is not replayed at all when it is too new', async () => {
    expect(await ending(replay(30 * minuteMs))).toEqual({ slices: [], ageMinutes: 30 });
  });

  test('whose last slice would be too new is left to the list from there on', async () => {
    const { slices, ageMinutes } = await ending(replay(2 * hourMs + 20 * minuteMs));
    expect(slices).toEqual([[140, 20]]);
    expect(ageMinutes).toBe(20);
  });

  test('of longer ago than X replays is left to the list', async () => {
    expect((await ending(replay(5 * dayMs + minuteMs))).slices).toEqual([]);
  });

  test('after a job that did not bring everything is left to the list', async () => {
    const { slices, ageMinutes } = await ending(replay(5 * hourMs), 'incomplete');
    expect(slices).toHaveLength(1);
    expect(ageMinutes).toBe(300);
  });

  test.each([
    ['the app may not', () => (world.replays.permitted = false)],
    ['X does not answer', () => world.x.troubles.failNext(new Failure('unavailable', 'time-out'))],
    ['the webhook is not valid', () => world.x.setValid(world.webhook.id, false)],
  ])('is left to the list when %s', async (_, spoil) => {
    spoil();
    expect((await ending(replay(5 * hourMs))).ageMinutes).toBe(300);
  });

  test('of an account that was not registered through us is left to the list', async () => {
    const { registration: _, ...account } = watched;
    expect((await ending(replay(5 * hourMs, account))).slices).toEqual([]);
  });
});

describe('a job', () => {
  test('waits for another one, and for a limit', async () => {
    world.x.troubles.failNext(new Failure('conflict', 'another job'));
    const resetMs = world.clock.now() + 5 * minuteMs;
    world.x.troubles.failNext(new Failure('throttled', '429', resetMs));
    const replaying = replay(90 * minuteMs);
    await world.clock.advance(59_000);
    expect(world.replays.jobs).toEqual([]);
    await world.clock.advance(5 * minuteMs);
    expect(world.replays.jobs).toHaveLength(1);
    expect((await ending(replaying)).ageMinutes).toBeLessThan(20);
  });

  test('whose end is never told counts as lost after a quarter of an hour', async () => {
    const fromMs = world.clock.now() - 5 * hourMs;
    expect(await world.through(replay(5 * hourMs))).toBe(fromMs);
    expect((await world.watches.find('1'))?.replay).toMatchObject({ state: 'late' });
    expect(world.replays.jobs).toHaveLength(1);
  });

  test('that ends before it is kept that it has begun is not lost', async () => {
    const note = new NoteReplayed(world.watches, world.pauses).execute('77', true);
    await world.clock.advance(500);
    const job = { id: '77', fromMs: 1, toMs: 2, state: 'running' } as const;
    await world.watches.change('1', { replay: job });
    await world.clock.advance(1_000);
    await note;
    expect((await world.watches.find('1'))?.replay).toEqual({ ...job, state: 'complete' });
  });

  test('that nobody asked for is of no concern', async () => {
    const job = { id: '77', fromMs: 1, toMs: 2, state: 'running' } as const;
    await world.watches.change('1', { replay: job });
    await world.through(new NoteReplayed(world.watches, world.pauses).execute('78', true));
    expect((await world.watches.find('1'))?.replay).toEqual(job);
  });
});
