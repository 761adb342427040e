import { beforeEach, describe, expect, test } from '@jest/globals';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import { awaited } from '../cancellation.ts';
import type { Duties, HeldDuty } from '../delivery/duties.ts';
import { Exclusively } from './exclusively.ts';

/** Duties that several processes share, in memory. */
class SharedDuties implements Duties {
  readonly taken = new Set<string>();
  failing = false;

  async perform(duty: string, work: (held: HeldDuty) => Promise<void>): Promise<boolean> {
    if (this.failing) throw new Error('connection refused');
    if (this.taken.has(duty)) return false;
    this.taken.add(duty);
    await work({ isLost: false });
    this.taken.delete(duty);
    return true;
  }
}

/** Work that ends when it is told to. */
class Work {
  readonly begun: string[] = [];
  readonly #ends = new Map<string, (failure?: Error) => void>();

  readonly named = (name: string) => () => {
    this.begun.push(name);
    return new Promise<string>((resolve, reject) => {
      this.#ends.set(name, (failure) => (failure ? reject(failure) : resolve(`${name} is done`)));
    });
  };

  end(name: string, failure?: Error): void {
    this.#ends.get(name)?.(failure);
  }
}

let clock: ManualClock;
let work: Work;

beforeEach(() => {
  clock = new ManualClock();
  work = new Work();
});

describe('in one process', () => {
  test('work of one name goes on one at a time, in the order in which it came', async () => {
    const alone = new Exclusively();
    const all = ['a', 'b', 'c'].map((name) => alone.perform('n', awaited, work.named(name)));
    await clock.settle();
    expect(work.begun).toEqual(['a']);

    for (const name of ['a', 'b', 'c']) {
      work.end(name);
      await clock.settle();
    }
    expect(work.begun).toEqual(['a', 'b', 'c']);
    expect(await Promise.all(all)).toEqual(['a is done', 'b is done', 'c is done']);
  });

  test('work of other names does not wait', async () => {
    const alone = new Exclusively();
    void alone.perform('n', awaited, work.named('a'));
    void alone.perform('m', awaited, work.named('b'));
    await clock.settle();
    expect(work.begun).toEqual(['a', 'b']);
  });

  test('work that fails makes way, and its failure is its caller’s alone', async () => {
    const alone = new Exclusively();
    const first = alone.perform('n', awaited, work.named('a'));
    const second = alone.perform('n', awaited, work.named('b'));
    await clock.settle();
    work.end('a', new Error('it failed'));
    await expect(first).rejects.toThrow('it failed');
    await clock.settle();
    work.end('b');
    expect(await second).toBe('b is done');
  });
});

describe('in several processes', () => {
  let duties: SharedDuties;
  const process = () => new Exclusively({ duties, clock });
  beforeEach(() => {
    duties = new SharedDuties();
  });

  test('work of one name goes on one at a time', async () => {
    const first = process().perform('n', awaited, work.named('a'));
    await clock.settle();
    const second = process().perform('n', awaited, work.named('b'));
    await clock.advance(5_000);
    expect(work.begun).toEqual(['a']);

    work.end('a');
    expect(await first).toBe('a is done');
    await clock.advance(250);
    expect(work.begun).toEqual(['a', 'b']);
    work.end('b');
    expect(await second).toBe('b is done');
  });

  test('the failure of the work is told as it is, and makes way', async () => {
    const failing = process().perform('n', awaited, work.named('a'));
    await clock.settle();
    work.end('a', new Error('it failed'));
    await expect(failing).rejects.toThrow('it failed');
    expect(duties.taken.size).toBe(0);
  });

  test('nobody waits longer than half a minute for another process', async () => {
    duties.taken.add('n');
    const waiting = process().perform('n', awaited, work.named('a'));
    const given = expect(waiting).rejects.toMatchObject({ code: 'unavailable' });
    await clock.advance(30_250);
    await given;
    expect(work.begun).toEqual([]);
  });

  test('a journal that fails for a moment only delays', async () => {
    duties.failing = true;
    const waiting = process().perform('n', awaited, work.named('a'));
    await clock.advance(1_000);
    duties.failing = false;
    await clock.advance(250);
    work.end('a');
    expect(await waiting).toBe('a is done');
  });

  test('a caller that goes away waits no longer', async () => {
    duties.taken.add('n');
    const caller = { aborted: false };
    const waiting = process().perform('n', caller, work.named('a'));
    const given = expect(waiting).rejects.toMatchObject({ detail: 'the caller went away' });
    await clock.settle();
    caller.aborted = true;
    await clock.advance(250);
    await given;
  });
});
