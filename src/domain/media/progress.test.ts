import { beforeEach, describe, expect, test } from '@jest/globals';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import { Failure } from '../errors.ts';
import type { Occurrence } from '../observer.ts';
import { observed } from './progress.ts';

const transfer = { direction: 'in', accountId: '1', sizeBytes: 100 } as const;

let clock: ManualClock;
let noticed: Occurrence[];
let given: number;

beforeEach(() => {
  clock = new ManualClock();
  noticed = [];
  given = 0;
});

/** A file in pieces of ten bytes, each of which takes so long to come. */
async function* pieces(comeInMs: readonly number[], end?: Failure): AsyncGenerator<Uint8Array> {
  for (const ms of comeInMs) {
    await clock.advance(ms);
    given++;
    yield new Uint8Array(10).fill(given);
  }
  if (end !== undefined) throw end;
}
const observedPieces = (comeInMs: readonly number[], end?: Failure) => {
  const observer = { notice: (occurrence: Occurrence) => void noticed.push(occurrence) };
  return observed(pieces(comeInMs, end), transfer, clock, observer);
};
const told = (state: 'moving' | 'ended', bytes: number, elapsedMs: number, newBytes = bytes) => ({
  kind: 'transfer',
  ...transfer,
  state,
  bytes,
  newBytes,
  elapsedMs,
});

async function read(bytes: AsyncIterable<Uint8Array>): Promise<number[]> {
  const firsts: number[] = [];
  for await (const chunk of bytes) firsts.push(chunk[0] ?? 0);
  return firsts;
}

describe('an observed transfer', () => {
  test('passes every byte on, in order', async () => {
    expect(await read(observedPieces([0, 9_000, 1]))).toEqual([1, 2, 3]);
  });

  test('that is short is told of once, with the total', async () => {
    await read(observedPieces([1_000, 1_000, 2_999]));
    expect(noticed).toEqual([told('ended', 30, 4_999)]);
  });

  test('that is long is told to move, at most every five seconds', async () => {
    await read(observedPieces([4_000, 1_000, 1_000, 3_999, 1, 12_000, 100]));
    expect(noticed).toEqual([
      told('moving', 20, 5_000),
      told('moving', 50, 10_000, 30),
      told('moving', 60, 22_000, 10),
      told('ended', 70, 22_100, 10),
    ]);
  });

  test('without a byte has an end', async () => {
    expect(await read(observedPieces([]))).toEqual([]);
    expect(noticed).toEqual([told('ended', 0, 0)]);
  });

  test('that breaks off fails as it does, and has no end', async () => {
    const failure = new Failure('media-unavailable', 'torn');
    await expect(read(observedPieces([6_000, 10], failure))).rejects.toBe(failure);
    expect(noticed).toEqual([told('moving', 10, 6_000)]);
  });

  test('is taken only as it is read, and let go of when its reader stops', async () => {
    const source = pieces([1, 1, 1]);
    const bytes = observed(source, transfer, clock, { notice: () => {} });
    expect(given).toBe(0);
    await bytes.next();
    await clock.settle();
    expect(given).toBe(1);
    await bytes.return(undefined);
    expect(await source.next()).toEqual({ done: true, value: undefined });
  });
});
