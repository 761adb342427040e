import { beforeEach, describe, expect, test } from '@jest/globals';
import { ManualClock } from '../adapters/in-memory/manual-clock.ts';
import { JournalProof } from './journal-proof.ts';

let clock: ManualClock;
let write: () => Promise<void>;
let written: number;
let proof: JournalProof;

const broken = () => Promise.reject(new Error('disk I/O error'));

beforeEach(() => {
  clock = new ManualClock();
  write = async () => {};
  written = 0;
  const counted = () => {
    written++;
    return write();
  };
  proof = new JournalProof(counted, clock);
});

describe('that the journal fails', () => {
  test('is found out when nobody else has tried', async () => {
    expect(await proof.failed()).toBe(false);
    write = broken;
    await clock.advance(10_000);
    expect(await proof.failed()).toBe(true);
  });

  test('is known from whoever tried, without writing again, and so is its end', async () => {
    write = broken;
    await expect(proof.make()).rejects.toThrow('disk I/O error');
    expect([await proof.failed(), written]).toEqual([true, 1]);
    write = async () => {};
    await clock.advance(5_000);
    await proof.make();
    expect([await proof.failed(), written]).toEqual([false, 2]);
  });

  test('is told as it was before while a try takes long', async () => {
    write = broken;
    await proof.failed();
    await clock.advance(10_000);
    write = () => new Promise(() => {});
    const told = proof.failed();
    await clock.advance(1_000);
    expect(await told).toBe(true);
  });
});

test('whoever asks while somebody tries waits for the same', async () => {
  await Promise.all([proof.make(), proof.make(), proof.failed()]);
  expect(written).toBe(1);
});
