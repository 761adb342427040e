import { beforeEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Failure } from '../errors.ts';
import { defaultBackoff } from './backoff.ts';
import { defaultGateLimits, Gate } from './gate.ts';

const down = new Failure('unavailable', '503');
const throttledUntil = (ms: number) => new Failure('throttled', '429', ms);

let gate: Gate;
const open = { fresh: 64, waiting: 48, retrying: 32 };
const shut = { fresh: 0, waiting: 0, retrying: 0 };

beforeEach(() => {
  gate = new Gate(defaultGateLimits, defaultBackoff);
});

/** A first attempt fails this often in a row. */
function fail(times: number, nowMs: number): void {
  for (let i = 0; i < times; i++) gate.failed(down, nowMs, false);
}

/** The times until `untilMs` at which a retry may go, if each of them fails at once. */
function probes(fromMs: number, untilMs: number): number[] {
  const times: number[] = [];
  for (let nowMs = fromMs; nowMs < untilMs; nowMs += 10) {
    if (gate.appetite(nowMs).retrying === 0) continue;
    times.push(nowMs);
    gate.started(true);
    expect(gate.appetite(nowMs).retrying).toBe(0);
    gate.failed(down, nowMs, true);
    gate.ended(true);
  }
  return times;
}

describe('a reachable target', () => {
  test('takes lanes up to its limits', () => {
    expect(gate.appetite(0)).toEqual(open);
    for (let i = 0; i < 70; i++) gate.started(false);
    for (let i = 0; i < 31; i++) gate.started(true);
    expect(gate.appetite(0)).toEqual({ fresh: 0, waiting: 0, retrying: 1 });
    for (let i = 0; i < 70; i++) gate.ended(false);
    expect(gate.appetite(0)).toEqual({ fresh: 64, waiting: 48, retrying: 1 });
  });

  test('is in trouble after five failures in a row, and not after fewer', () => {
    fail(4, 0);
    gate.answered(0);
    fail(4, 0);
    expect(gate.inTrouble).toBe(false);
    expect(gate.failed(down, 7, false)).toBe(true);
    expect(gate.troubleSinceMs).toBe(7);
    expect(gate.failed(down, 8, false)).toBe(false);
  });
});

describe('a target in trouble', () => {
  test('is probed by one retry at a time, at most 5 s apart in its first minute, 60 s after', () => {
    fail(5, 0);
    const times = probes(0, 600_000);
    expect(times.slice(0, 6)).toEqual([250, 750, 1_750, 3_750, 7_750, 12_750]);
    const pauses = times.map((ms, i) => ms - (times[i - 1] ?? 0));
    expect(Math.max(...pauses.filter((_, i) => times[i]! < 60_000))).toBe(5_000);
    expect(Math.max(...pauses)).toBe(60_000);
  });

  test('is probed soon, however many were under way when it failed', () => {
    fail(5, 0);
    for (let i = 0; i < 90; i++) gate.failed(down, 0, i > 60);
    expect(probes(0, 4_000)).toEqual([250, 750, 1_750, 3_750]);
  });

  test('is probed as often in a new trouble as in the first', () => {
    fail(5, 0);
    probes(0, 300_000);
    gate.answered(300_000);
    fail(5, 400_000);
    expect(probes(400_000, 402_000)).toEqual([400_250, 400_750, 401_750]);
  });

  test('is probed although first attempts keep failing', () => {
    fail(5, 0);
    for (let nowMs = 0; nowMs <= 10_000; nowMs += 50) gate.failed(down, nowMs, false);
    expect(gate.appetite(10_000).retrying).toBe(1);
  });

  test('gets first attempts at a trickle: four at once, twenty a second', () => {
    fail(5, 0);
    let started = 0;
    for (let nowMs = 0; nowMs <= 10_000; nowMs += 10) {
      const { waiting: fresh } = gate.appetite(nowMs);
      expect(fresh).toBeLessThanOrEqual(4);
      for (let i = 0; i < fresh; i++) {
        gate.started(false);
        gate.ended(false);
        started++;
      }
    }
    expect(started).toBeGreaterThanOrEqual(203);
    expect(started).toBeLessThanOrEqual(204);
    for (let i = 0; i < 4; i++) gate.started(false);
    expect(gate.appetite(20_000).waiting).toBe(0);
    expect(gate.appetite(20_000).fresh).toBeGreaterThan(0);
  });

  test('is used again by all as soon as it answers', () => {
    fail(9, 0);
    expect(gate.answered(1)).toBe(true);
    expect(gate.appetite(1)).toEqual(open);
    expect(gate.answered(1)).toBe(false);
  });
});

describe('a target that announces when it will answer again', () => {
  test('is left alone until then', () => {
    expect(gate.failed(throttledUntil(90_000), 0, false)).toBe(true);
    expect(gate.appetite(89_999)).toEqual(shut);
    expect(gate.wakeAtMs(0)).toBe(90_000);
    expect(gate.appetite(90_000)).toEqual({ fresh: 64, waiting: 4, retrying: 1 });
  });

  test('is left alone also when an attempt that began earlier succeeds or fails', () => {
    gate.failed(throttledUntil(90_000), 0, false);
    expect(gate.answered(1)).toBe(false);
    gate.failed(down, 2, true);
    gate.failed(throttledUntil(80_000), 3, true);
    expect(gate.appetite(89_999)).toEqual(shut);
    expect(gate.appetite(90_000).retrying).toBe(1);
  });

  test('is used at that time, however long its trouble has lasted', () => {
    fail(5, 0);
    probes(0, 300_000);
    gate.failed(throttledUntil(310_000), 300_000, true);
    expect(gate.appetite(310_000).retrying).toBe(1);
  });

  test('is not hammered when the times it announces are only just ahead', () => {
    gate.failed(throttledUntil(1), 0, true);
    expect(gate.appetite(249).retrying).toBe(0);
    expect(gate.appetite(250).retrying).toBe(1);
  });

  test('is used at once when its trouble is known to be over', () => {
    gate.failed(throttledUntil(90_000), 0, false);
    expect(gate.recovered()).toBe(true);
    expect(gate.appetite(1)).toEqual(open);
  });
});

describe('the time to wake up', () => {
  test.each([1, 3, 7, 11, 49])('is exact also when it is asked for every %d ms', (stepMs) => {
    fail(5, 0);
    gate.nextRetryingMs = undefined;
    for (let nowMs = 0; nowMs < 5_000; nowMs += stepMs) {
      const { waiting: fresh } = gate.appetite(nowMs);
      expect(gate.wakeAtMs(nowMs) === nowMs).toBe(fresh > 0);
      for (let i = 0; i < fresh; i++) gate.started(false);
      for (let i = 0; i < fresh; i++) gate.ended(false);
    }
  });

  const events = fc.oneof(
    fc.constantFrom('started', 'ended', 'failed', 'throttled', 'answered', 'recovered'),
    fc.nat({ max: 400 }),
  );

  test('comes as long as there is room for a due lane, and never in vain for long', () => {
    fc.assert(
      fc.property(fc.array(events), fc.boolean(), (happened, retrying) => {
        const gate = new Gate(defaultGateLimits, defaultBackoff);
        const kind = retrying ? 'retrying' : 'fresh';
        let [nowMs, running] = [0, 0];
        gate[retrying ? 'nextFreshMs' : 'nextRetryingMs'] = undefined;
        for (const event of happened) {
          if (typeof event === 'number') nowMs += event;
          if (event === 'started') {
            gate.started(retrying);
            running++;
          }
          if (event === 'ended' && running > 0) {
            gate.ended(retrying);
            running--;
          }
          if (event === 'failed') gate.failed(down, nowMs, retrying);
          if (event === 'throttled') gate.failed(throttledUntil(nowMs + 300), nowMs, retrying);
          if (event === 'answered') gate.answered(nowMs);
          if (event === 'recovered') gate.recovered();
          const atMs = gate.wakeAtMs(nowMs);
          expect(atMs === nowMs).toBe(gate.appetite(nowMs)[kind] > 0);
        }
        let wakings = 0;
        while (gate.appetite(nowMs)[kind] === 0) {
          const atMs = gate.wakeAtMs(nowMs);
          if (atMs === undefined) return expect(running).toBeGreaterThan(0);
          expect(atMs).toBeGreaterThan(nowMs);
          expect(++wakings).toBeLessThan(5);
          nowMs = atMs;
        }
      }),
    );
  });
});
