import { expect, test } from '@jest/globals';
import { BoundedLog } from './bounded-log.ts';

test('the newest entries are kept with their running numbers', () => {
  const log = new BoundedLog<{ what: number }>(10);
  for (let what = 1; what <= 57; what += 1) log.add({ what });
  const entries = log.after();
  expect(entries).toHaveLength(10);
  expect(entries.every(({ n, what }) => n === what)).toBe(true);
  expect(log.after(55)).toEqual([
    { n: 56, what: 56 },
    { n: 57, what: 57 },
  ]);
  expect(log.entries()).toEqual(entries.map(({ what }) => ({ what })));
  expect(log.after(57)).toEqual([]);
  expect(log.count).toBe(57);
});
