import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { cimIdOf, eventIdIn, sentAtMsOf } from './cim-id.ts';

const id = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }).map(String);
const part = fc.integer({ min: 0, max: 255 });

test('the same part of the same message has the same id, on every replica and after a restart', () => {
  expect(cimIdOf('4337869213', '954491830116155396', 0)).toBe(
    '0d3f0943-2b16-8000-9000-0001028ea19d',
  );
});

test('an id is a version 8 UUID', () => {
  fc.assert(
    fc.property(id, id, part, (account, event, number) => {
      expect(cimIdOf(account, event, number)).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    }),
  );
});

test('what differs in event, part or account has different ids', () => {
  const account = fc.bigInt({ min: 0n, max: 2n ** 50n - 1n }).map(String);
  const event = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);
  const origin = fc.tuple(account, event, part);
  fc.assert(
    fc.property(origin, origin, (a, b) => {
      expect(cimIdOf(...a) === cimIdOf(...b)).toBe(a.join() === b.join());
    }),
    { numRuns: 5_000 },
  );
});

test('neighbours differ: no id of 64 bits is rounded', () => {
  const around = (middle: bigint) => [-2n, -1n, 0n, 1n, 2n].map((step) => String(middle + step));
  const events = [2n ** 53n, 2n ** 63n, 954491830116155396n, 0n].flatMap(around);
  const accounts = [1_000_000n, 2n ** 49n].flatMap(around);
  const ids = new Set<string>();
  for (const account of accounts) {
    for (const event of events) {
      for (const number of [0, 1, 255]) ids.add(cimIdOf(account, event, number));
    }
  }
  expect(ids.size).toBe(accounts.length * events.length * 3);
});

test('the bits of the three never run into each other', () => {
  const all = 2n ** 64n - 1n;
  expect(cimIdOf('0', '0', 0)).toBe('00000000-0000-8000-8000-000000000000');
  expect(cimIdOf('0', String(all), 0)).toBe('ffffffff-ffff-8fff-bc00-000000000000');
  expect(cimIdOf('0', '0', 255)).toBe('00000000-0000-8000-83fc-000000000000');
  expect(cimIdOf(String(all), '0', 0)).toBe('00000000-0000-8000-8003-ffffffffffff');
});

const eventId = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);

test('the event id can be read back from the id of any of its parts', () => {
  fc.assert(
    fc.property(id, eventId, part, (account, event, number) => {
      expect(eventIdIn(cimIdOf(account, event, number))).toBe(event);
    }),
    { numRuns: 5_000 },
  );
});

test('the event ids around each power of two are read back exactly', () => {
  for (let power = 0n; power < 64n; power++) {
    for (const event of [2n ** power - 1n, 2n ** power, 2n ** power + 1n]) {
      expect(eventIdIn(cimIdOf('4337869213', String(event), 255))).toBe(String(event));
    }
  }
});

test.each([
  ['of version 4', '0d3f0943-2b16-4000-9000-0001028ea19d'],
  ['of another variant', '0d3f0943-2b16-8000-c000-0001028ea19d'],
  ['of MongoDB', '6400000000000000000000a1'],
  ['with something before it', ' 0d3f0943-2b16-8000-9000-0001028ea19d'],
  ['with something behind it', '0d3f0943-2b16-8000-9000-0001028ea19d\n'],
  ['without hyphens', '0d3f09432b16800090000001028ea19d'],
  ['that is empty', ''],
  ['that is an event id', '954491830116155396'],
])('no event id is read from an id %s', (_name, cimId) => {
  expect(eventIdIn(cimId)).toBeUndefined();
});

test.each([
  ['954491830116155396', 1_516_403_560_557],
  ['954491852940136452', 1_516_403_565_999],
  ['762671565947494405', 1_470_670_045_731],
  ['1218168691763924998', 1_579_269_023_253],
])('an event id says when X made it, to the millisecond: %s', (event, atMs) => {
  expect(sentAtMsOf(event)).toBe(atMs);
});
