import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { defaultBackoff, pauseMaxMs, pauseMs } from './backoff.ts';

const tries = fc.nat({ max: 10_000 });
const early = fc.nat({ max: 59_999 });
const late = fc.integer({ min: 60_000, max: Number.MAX_SAFE_INTEGER });

describe('pauses between attempts', () => {
  test('double from a quarter of a second', () => {
    const pauses = [0, 1, 2, 3, 4, 5].map((tries) => pauseMaxMs(defaultBackoff, tries, 0));
    expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000]);
  });

  test('are at most 5 s in the first minute and 60 s after it, however often it was in vain', () => {
    fc.assert(
      fc.property(tries, early, late, (tries, earlyMs, lateMs) => {
        expect(pauseMaxMs(defaultBackoff, tries, earlyMs)).toBeLessThanOrEqual(5_000);
        expect(pauseMaxMs(defaultBackoff, tries, lateMs)).toBeLessThanOrEqual(60_000);
      }),
    );
    expect(pauseMaxMs(defaultBackoff, 100, 59_999)).toBe(5_000);
    expect(pauseMaxMs(defaultBackoff, 100, 60_000)).toBe(60_000);
  });

  test('are anything between nothing and the longest, so that crowds disperse', () => {
    const pause = (random: number) => pauseMs(defaultBackoff, 10, 0, () => random);
    expect([pause(0), pause(0.25), pause(0.5), pause(0.9999)]).toEqual([0, 1_250, 2_500, 5_000]);
  });
});
