import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Snowflakes, snowflakeMs } from './snowflake.ts';

const EPOCH_MS = 1_288_834_974_657;
const clocks = fc.array(fc.integer({ min: EPOCH_MS, max: 4_000_000_000_000 }), { minLength: 2 });

test('ids grow strictly, whatever the clock does', () => {
  fc.assert(
    fc.property(clocks, (times) => {
      let tick = 0;
      const snowflakes = new Snowflakes(() => times[tick++ % times.length] ?? 0);
      const ids = times.map(() => BigInt(snowflakes.next()));
      return ids.every((id, index) => index === 0 || id > (ids[index - 1] ?? 0n));
    }),
  );
});

test('the upper bits of an id are the milliseconds it was made at', () => {
  const id = new Snowflakes(() => 1_516_403_560_557).next();
  expect(Number(BigInt(id) >> 22n) + EPOCH_MS).toBe(1_516_403_560_557);
});

test('the time of a published id is its published timestamp', () => {
  expect(snowflakeMs('954491830116155396')).toBe(1_516_403_560_557);
});
