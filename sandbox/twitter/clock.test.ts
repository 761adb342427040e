import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Clock } from './clock.ts';

const HOUR_MS = 3_600_000;

let clock: Clock;
let seen: [name: string, atMs: number][];

beforeEach(() => {
  clock = new Clock(() => 1_000_000);
  seen = [];
});

afterEach(() => clock.close());

const note = (name: string) => () => seen.push([name, clock.now()]);

test('shows the given time until it is set, and goes on from there', () => {
  let nowMs = 5;
  const real = new Clock(() => nowMs);
  expect(real.now()).toBe(5);
  real.set(100);
  nowMs += 7;
  expect(real.now()).toBe(107);
});

test('stands still when it is stopped, and goes on from the same time', () => {
  let nowMs = 5;
  const real = new Clock(() => nowMs);
  real.stop();
  nowMs += 7;
  expect([real.now(), real.isStopped]).toEqual([5, true]);
  real.set(50);
  real.goOn();
  nowMs += 1;
  expect([real.now(), real.isStopped]).toEqual([51, false]);
});

test('what has become due runs when it is set, in the order it was due, and once', () => {
  clock.later(2 * HOUR_MS, note('second'));
  clock.later(HOUR_MS, note('first'));
  clock.later(9 * HOUR_MS, note('later'));
  clock.set(clock.now() + 3 * HOUR_MS);
  clock.set(clock.now() + HOUR_MS);
  const atMs = 1_000_000 + 3 * HOUR_MS;
  expect(seen).toEqual([
    ['first', atMs],
    ['second', atMs],
  ]);
});

test('while time passes everything runs at its own time, also what is added meanwhile', async () => {
  clock.stop();
  clock.later(HOUR_MS, async () => {
    note('first')();
    await Promise.resolve();
    clock.later(HOUR_MS, note('after it'));
  });
  clock.later(1.5 * HOUR_MS, note('second'));
  clock.later(3 * HOUR_MS, note('too late'));
  await clock.run(2 * HOUR_MS);
  expect(seen).toEqual([
    ['first', 1_000_000 + HOUR_MS],
    ['second', 1_000_000 + 1.5 * HOUR_MS],
    ['after it', 1_000_000 + 2 * HOUR_MS],
  ]);
  expect(clock.now()).toBe(1_000_000 + 2 * HOUR_MS);
});

test('runs by itself what is due in real time', async () => {
  await new Promise<void>((resolve) => void clock.later(5, resolve));
  expect(clock.now()).toBe(1_000_000);
});

test('what is cancelled never runs', async () => {
  const cancel = clock.later(HOUR_MS, note('cancelled'));
  cancel();
  await clock.run(2 * HOUR_MS);
  expect(seen).toEqual([]);
});
