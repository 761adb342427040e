import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryDeadLetters } from '../../adapters/in-memory/in-memory-dead-letters.ts';
import { InMemoryDeliveryStore } from '../../adapters/in-memory/in-memory-delivery-store.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import { DiscardDeadLetters } from './discard-dead-letters.ts';
import { RedriveDeadLetters } from './redrive-dead-letters.ts';
import type { Selection, Treated } from './selected-dead-letters.ts';

let clock: ManualClock;
let store: InMemoryDeliveryStore;
let woken: number;
let redrive: RedriveDeadLetters;
let discard: DiscardDeadLetters;

beforeEach(() => {
  clock = new ManualClock();
  store = new InMemoryDeliveryStore();
  woken = 0;
  const deadLetters = new InMemoryDeadLetters(store.journal);
  redrive = new RedriveDeadLetters(deadLetters, clock, () => {
    woken += 1;
  });
  discard = new DiscardDeadLetters(deadLetters, clock);
});

const commit = (more: object) =>
  store.commit({ nowMs: clock.now(), leaseMs: 1_000, accept: [], settle: [], claim: [], ...more });

/** Everything that waits is given up, the first accepted first. */
const buryAll = async () => {
  const claim = [{ target: 't', fresh: 1_000, retrying: 1_000 }];
  const { heads } = await commit({ claim });
  const why = { kind: 'buried', atMs: clock.now(), failure: 'rejected', detail: 'no', follow: [] };
  await commit({ settle: heads.map((head) => ({ ...why, head })) });
};
const bury = async (from: number, count: number, account = '1') => {
  const accept = Array.from({ length: count }, (_, i) => {
    const id = `m${from + i}`;
    const message = { lane: `out/${account}/${id}`, target: 't', body: '{}' };
    return { id, atMs: clock.now(), message };
  });
  await commit({ accept });
  await buryAll();
};
const dead = () => store.journal.dead.map(({ id }) => id);
const waiting = () => store.journal.busy().flatMap((lane) => lane.waiting.map(({ id }) => id));
const sorted = (ids: readonly string[]) => ids.toSorted();

/** Every answer of a treatment that goes on until it is told that this was all. */
const all = async (
  treat: { execute(selection: Selection): Promise<Treated> },
  between: () => Promise<void> = async () => {},
) => {
  const answers: Treated[] = [];
  let after: string | undefined;
  do {
    const answer = await treat.execute({ filter: {}, ...(after !== undefined && { after }) });
    answers.push(answer);
    after = answer.next;
    await between();
  } while (after !== undefined && answers.length < 20);
  return answers;
};

describe('dead letters that are redriven', () => {
  test('by their ids are in their lanes again, and the engine is woken', async () => {
    await bury(1, 3);
    expect(await redrive.execute({ ids: ['m1', 'm3', 'm9'] })).toEqual({
      ids: expect.arrayContaining(['m1', 'm3']),
    });
    expect([sorted(waiting()), dead(), woken]).toEqual([['m1', 'm3'], ['m2'], 1]);
  });

  test('once more are left alone, and nobody is woken for nothing', async () => {
    await bury(1, 1);
    await redrive.execute({ ids: ['m1'] });
    expect(await redrive.execute({ ids: ['m1'] })).toEqual({ ids: [] });
    expect(await redrive.execute({ filter: {} })).toEqual({ ids: [] });
    expect(woken).toBe(1);
  });

  test('by a filter are those that fit', async () => {
    await bury(1, 1, '1');
    await clock.advance(1_000);
    const sinceMs = clock.now();
    await bury(2, 1, '1');
    await bury(3, 1, '2');
    const filter = { accountId: '1', sinceMs };
    expect(await redrive.execute({ filter })).toEqual({ ids: ['m2'] });
  });

  test('by a filter are at most 200 at a time, the newest first', async () => {
    await bury(1, 450);
    const answers = await all(redrive);
    expect(answers.map(({ ids }) => ids.length)).toEqual([200, 200, 50]);
    expect(answers[0]?.ids).toContain('m450');
    expect([dead(), waiting().length]).toEqual([[], 450]);
  });

  test('are redriven once each, also when they are given up again at once', async () => {
    await bury(1, 450);
    const answers = await all(redrive, buryAll);
    const ids = answers.flatMap((answer) => answer.ids);
    expect(ids).toHaveLength(450);
    expect(new Set(ids).size).toBe(450);
  });
});

describe('dead letters that are discarded', () => {
  test('by their ids are dead letters no more, and stay in the journal', async () => {
    await bury(1, 2);
    expect(await discard.execute({ ids: ['m1', 'm9'] })).toEqual({ ids: ['m1'] });
    expect([waiting(), dead(), woken]).toEqual([[], ['m2'], 0]);
    expect((await store.journal.find('m1'))?.state).toBe('discarded');
    expect(await discard.execute({ ids: ['m1'] })).toEqual({ ids: [] });
  });

  test('by a filter are at most 200 at a time', async () => {
    await bury(1, 201);
    expect((await all(discard)).map(({ ids }) => ids.length)).toEqual([200, 1]);
    expect(dead()).toEqual([]);
  });
});
