import { beforeEach, describe, expect, test } from '@jest/globals';
import { Failure } from '../errors.ts';
import type { AccountEvent } from '../messaging/direct-message.ts';
import { collectedMax, PastWithin, type Reading } from './past-within.ts';
import { messageAt, minuteMs, watched, type WatchedWorld, watchedWorld } from './watched.model.ts';

let world: WatchedWorld;
let taken: string[][];
let waitedUntilMs: number[];
let read: number;
const reading: Reading = {
  read: async (events) => void (read += events),
  waits: async (untilMs) => void waitedUntilMs.push(untilMs),
  take: async (events) => void taken.push(events.map(idOf)),
};
const idOf = (event: AccountEvent) => ('message' in event ? event.message.eventId : event.kind);

const happened = (...times: readonly number[]) =>
  world.pastEvents.happened.push(...times.map((time) => messageAt(time)));

beforeEach(async () => {
  world = await watchedWorld({ pageMax: 2 });
  taken = [];
  waitedUntilMs = [];
  read = 0;
});

const collect = (sinceMs: number) =>
  world.through(world.pastWithin.execute(watched, sinceMs, reading));

describe('what happened since a point in time', () => {
  test('is taken oldest first, over as many pages as it takes, and no more', async () => {
    happened(1, 2, 3, 4, 5, 6, 7, 8);
    await collect(4);
    expect(taken).toEqual([['4', '5', '6', '7', '8']]);
    expect(read).toBe(8);
  });

  test('is read to its end, and taken in order, where X lists it out of order', async () => {
    happened(9, 1, 7, 8, 6, 5);
    await collect(4);
    expect(taken).toEqual([['5', '6', '7', '8', '9']]);
  });

  test('is all that X knows when that does not reach so far back', async () => {
    happened(5, 6, 7);
    await collect(4);
    expect(taken).toEqual([['5', '6', '7']]);
  });

  test('may be nothing', async () => {
    await collect(4);
    expect(taken).toEqual([[]]);
  });

  test('is taken piece by piece when it is more than fits, and nothing of it is lost', async () => {
    const many = collectedMax / 2 + 1;
    const pages = [2, 1, 0].map((n) => ({
      events: Array.from({ length: many }, (_, i) => messageAt((n + 1) * many - i)),
      newestMs: (n + 1) * many,
      ...(n > 0 && { next: String(n) }),
    }));
    const pastEvents = { page: async () => pages.shift() ?? { events: [] } };
    const { clock, pauses } = world;
    const parts = { pastEvents, clock, pauses, budgetOf: () => undefined };
    await new PastWithin(parts).execute(watched, 0, reading);

    expect(taken.map(({ length }) => length)).toEqual([2 * many, many]);
    expect(new Set(taken.flat()).size).toBe(3 * many);
  });
});

describe("X's limits", () => {
  test('are waited for, and the reading goes on where it was', async () => {
    happened(1, 2, 3, 4);
    const resetMs = world.clock.now() + 10 * minuteMs;
    const throttled = new Failure('throttled', '429', resetMs);
    const refused: Reading['read'] = async (events) => {
      if (waitedUntilMs.length === 0) world.pastEvents.troubles.failNext(throttled);
      return reading.read(events);
    };
    await world.through(world.pastWithin.execute(watched, 0, { ...reading, read: refused }));
    expect(taken).toEqual([['1', '2', '3', '4']]);
    expect(read).toBe(4);
    expect(world.clock.now()).toBeGreaterThanOrEqual(resetMs);
  });

  test('are not used up: some calls are left for others, until the next window', async () => {
    happened(1, 2, 3, 4);
    const resetMs = world.clock.now() + 10 * minuteMs;
    const budget = { endpoint: '', window: '15m', limit: 15, resetMs } as const;
    world.budgets.push({ ...budget, remaining: 3 });
    await collect(0);
    expect(waitedUntilMs).toEqual([resetMs + 1_000]);
    expect(world.clock.now()).toBeGreaterThanOrEqual(resetMs);
    expect(taken).toEqual([['1', '2', '3', '4']]);
  });

  test.each([
    ['more calls are left', { remaining: 4 }],
    ['the window is over', { resetMs: 0 }],
    ['there are so few that nothing would be left', { limit: 6 }],
  ])('are no reason to wait when %s', async (_, change) => {
    happened(1);
    const resetMs = world.clock.now() + 10 * minuteMs;
    const budget = { endpoint: '', window: '15m', limit: 15, resetMs, remaining: 3 } as const;
    world.budgets.push({ ...budget, ...change });
    await collect(0);
    expect(waitedUntilMs).toEqual([]);
  });
});

test('an X that does not answer is asked again and again, further and further apart', async () => {
  happened(1);
  const startMs = world.clock.now();
  world.pastEvents.troubles.failNext(new Failure('unavailable', 'time-out'), 3);
  await collect(0);
  expect(waitedUntilMs.map((ms, i) => ms - (waitedUntilMs[i - 1] ?? startMs))).toEqual([
    5_000, 10_000, 20_000,
  ]);
  expect(taken).toEqual([['1']]);
});

test('an X that does not answer for half an hour is let alone', async () => {
  world.pastEvents.troubles.failNext(new Failure('unavailable', '500'), 1_000);
  const startMs = world.clock.now();
  await expect(collect(0)).rejects.toMatchObject({ code: 'unavailable' });
  expect(world.clock.now() - startMs).toBeGreaterThan(30 * minuteMs);
  expect(world.clock.now() - startMs).toBeLessThan(40 * minuteMs);
});

test('an X that tells the same page again and again is asked no more', async () => {
  const event = messageAt(5);
  let asked = 0;
  const page = async () => {
    if (asked++ > 5) throw new Failure('rejected', 'asked again and again');
    return { events: [event], oldestMs: 5, next: 'the same' };
  };
  const { clock, pauses } = world;
  const parts = { pastEvents: { page }, clock, pauses, budgetOf: () => undefined };
  await new PastWithin(parts).execute(watched, 0, reading);
  expect(asked).toBe(2);
});

test('fails at once when waiting does not help', async () => {
  world.pastEvents.troubles.failNext(new Failure('unauthorized', '401'));
  await expect(collect(0)).rejects.toMatchObject({ code: 'unauthorized' });
  expect(taken).toEqual([]);
});

test('ends at once when everything is to end', async () => {
  world.pastEvents.troubles.failNext(new Failure('throttled', '429', world.clock.now() + minuteMs));
  const collecting = world.pastWithin.execute(watched, 0, reading);
  await world.clock.settle();
  world.pauses.stop();
  await expect(collecting).rejects.toMatchObject({ detail: 'the connector stops' });
  expect(taken).toEqual([]);
});
