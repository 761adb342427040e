import { beforeEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { InMemoryDeliveryStore } from '../../adapters/in-memory/in-memory-delivery-store.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import { Commits } from './commits.ts';
import type { Appetite, Commit, Committed } from './delivery-store.ts';
import type { Arrival, Head } from './lane.ts';

/** A journal that keeps the commits it was given, and may take its time. */
class Journal extends InMemoryDeliveryStore {
  readonly given: Commit[] = [];
  slowly: Promise<void> | undefined;

  override async commit(commit: Commit): Promise<Committed> {
    this.given.push(commit);
    await this.slowly;
    return super.commit(commit);
  }
}

let clock: ManualClock;
let journal: Journal;
let commits: Commits;
let heads: Head[];
let outcomes: string[];
let failures: unknown[];
let claim: readonly Appetite[];
let toRenew: readonly Head[];

function begin(): void {
  clock = new ManualClock();
  journal = new Journal();
  [heads, outcomes, failures, claim, toRenew] = [[], [], [], [], []];
  commits = new Commits(journal, clock, 30_000, {
    appetite: () => claim,
    toRenew: () => toRenew,
    committed: (_commit, committed) => {
      heads.push(...committed.heads);
      outcomes.push(...committed.settled);
    },
    failed: (reason) => failures.push(reason),
    idle: () => {},
  });
}

beforeEach(begin);

let ids = 0;
const arrivals = (count: number, prefix = `${ids++}`): Arrival[] =>
  Array.from({ length: count }, (_, i) => arrival(`${prefix}.${i}`));
const arrival = (id: string): Arrival => ({
  id,
  atMs: 1,
  message: { lane: `lane ${id}`, target: 'ccm', body: id },
});
const idsOf = (commit: Commit) => commit.accept.map(({ id }) => id);
const down = new Error('disk full');

describe('a group commit', () => {
  test('takes all that arrives in one turn', async () => {
    const answers = [commits.accept(arrivals(2)), commits.accept(arrivals(3))];
    await clock.settle();
    expect(journal.given.map(({ accept }) => accept.length)).toEqual([5]);
    expect((await Promise.all(answers)).map((answer) => answer.length)).toEqual([2, 3]);
  });

  test('takes at most 200 arrivals, in order, and never tears what arrived together apart', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 450 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(sizes, async (sizes) => {
        begin();
        const groups = sizes.map((size) => arrivals(size));
        const answers = groups.map((group) => commits.accept(group));
        await clock.settle();
        expect((await Promise.all(answers)).map(({ length }) => length)).toEqual(sizes);
        expect(journal.given.flatMap(idsOf)).toEqual(groups.flat().map(({ id }) => id));
        const ends = new Set(groups.map((group) => group.at(-1)?.id));
        for (const commit of journal.given) {
          expect(ends).toContain(idsOf(commit).at(-1));
          expect(commit.accept.length > 200 && !sizes.includes(commit.accept.length)).toBe(false);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('tells each what became of its own arrivals', async () => {
    await commits.accept([arrival('a')]);
    const answers = [commits.accept([arrival('b'), arrival('a')]), commits.accept([arrival('c')])];
    expect(await Promise.all(answers)).toEqual([['accepted', 'duplicate'], ['accepted']]);
  });

  test('answers at once when nothing arrives', async () => {
    expect(await commits.accept([])).toEqual([]);
    expect(journal.given).toEqual([]);
  });

  test('is answered only when it is on disk, and what arrives meanwhile shares the next', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    journal.slowly = promise;
    const answered: string[] = [];
    const accept = async (id: string) => {
      await commits.accept([arrival(id)]);
      answered.push(id);
    };
    const all = [accept('a')];
    await clock.settle();
    all.push(accept('b'));
    await clock.settle();
    all.push(accept('c'));
    await clock.settle();
    expect([answered, journal.given.map(idsOf), commits.idle]).toEqual([[], [['a']], false]);

    resolve();
    await Promise.all(all);
    expect(journal.given.map(idsOf)).toEqual([['a'], ['b', 'c']]);
    expect(commits.idle).toBe(true);
  });

  test('is never begun before the one before it has ended', async () => {
    journal.slowly = new Promise(() => {});
    void commits.accept(arrivals(1));
    clock.soon(() => void commits.accept(arrivals(1)));
    void commits.accept(arrivals(1));
    await clock.settle();
    expect(journal.given).toHaveLength(1);
  });

  test('takes the claims and settlements that came up during the one before it', async () => {
    claim = [{ target: 'ccm', fresh: 9, retrying: 9 }];
    await commits.accept(arrivals(2));
    const before = journal.given.length;
    for (const head of heads) {
      const { promise, resolve } = Promise.withResolvers<void>();
      journal.slowly = promise;
      const accepted = commits.accept([{ id: head.body + head.epoch, atMs: 1 }]);
      await clock.settle();
      commits.settle({ kind: 'done', head, follow: [] });
      await clock.settle();
      resolve();
      await accepted;
      await clock.settle();
    }
    expect(outcomes).toEqual(['settled', 'settled']);
    expect(journal.given.length - before).toBe(4);

    const { promise, resolve } = Promise.withResolvers<void>();
    journal.slowly = promise;
    const accepted = commits.accept(arrivals(1));
    await clock.settle();
    commits.claim();
    resolve();
    await accepted;
    await clock.settle();
    expect(journal.given.length - before).toBe(6);
  });

  test('happens only when there is something to write or to claim', async () => {
    commits.claim();
    await clock.settle();
    expect(journal.given).toEqual([]);

    claim = [{ target: 'ccm', fresh: 1, retrying: 1 }];
    commits.claim();
    await clock.settle();
    expect(journal.given).toHaveLength(1);
  });
});

describe('when the journal fails', () => {
  test('those who wait are told, and nothing of theirs is kept', async () => {
    journal.failNext(down);
    const answers = [commits.accept(arrivals(1)), commits.accept(arrivals(2))];
    for (const answer of answers) {
      await expect(answer).rejects.toMatchObject({ name: 'Failure', code: 'unavailable' });
    }
    await clock.advance(60_000);
    expect((await journal.statistics()).waiting).toBe(0);
    expect(failures).toEqual([down]);
  });

  test('settlements are kept, and written once when it is back', async () => {
    claim = [{ target: 'ccm', fresh: 9, retrying: 9 }];
    await commits.accept(arrivals(2));
    claim = [];
    journal.failAll(down);
    for (const head of heads) commits.settle({ kind: 'done', head, follow: [] });
    await expect(commits.accept([arrival('a')])).rejects.toThrow('unavailable');
    await clock.advance(60_000);
    expect([outcomes, commits.idle]).toEqual([[], false]);

    journal.failAll(undefined);
    await clock.advance(5_000);
    expect([outcomes, commits.idle]).toEqual([['settled', 'settled'], true]);
    expect((await journal.statistics()).waiting).toBe(0);
  });

  test('it is tried again within 5 s, and not faster because many were refused', async () => {
    claim = [{ target: 'ccm', fresh: 1, retrying: 1 }];
    journal.failAll(down);
    for (let i = 0; i < 100; i++) {
      await expect(commits.accept(arrivals(1))).rejects.toThrow('unavailable');
      await clock.advance(10);
    }
    await clock.advance(60_000);
    const before = journal.given.length;
    await clock.advance(60_000);
    expect(journal.given.length - before).toBe(12);
  });
});
