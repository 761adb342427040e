import { describe, expect, test } from '@jest/globals';
import type { JournalFilter } from './journal.ts';
import {
  allPages,
  arrival,
  buried,
  done,
  only,
  plenty,
  type StoreUnderTest,
} from './store-under-test.conformance.ts';

/** What the journal promises about lists of messages and about the order of changes. */
export function journalListsConformance(current: () => StoreUnderTest): void {
  describe('lists messages', () => {
    const listed = (filter: JournalFilter, size = 100) =>
      allPages(size, (after) => current().opened.journal.list(filter, size, after));
    const ids = async (filter: JournalFilter, size?: number) =>
      (await listed(filter, size)).map(({ id }) => id);

    test.each([1, 2, 3, 7, 8])('newest first, in pages of %i', async (size) => {
      const store = current();
      expect(await listed({}, size)).toEqual([]);
      const texts = ['1', '2', '3', '4', '5', '6', '7'];
      for (const text of texts) await store.accept(arrival(`lane ${Number(text) % 3}`, text));

      const newestFirst = texts.toReversed().map((text) => `lane ${Number(text) % 3} ${text}`);
      expect(await ids({}, size)).toEqual(newestFirst);
    });

    test('with as much of each as is known without its history', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'), arrival('m', 'b'));
      const [head] = (await store.claim(plenty())).filter(({ lane }) => lane === 'l');
      await store.settle(buried(head!));

      const both = { target: 'ccm', acceptedAtMs: 1_000 };
      const why = { settledAtMs: 2_000, failure: 'rejected', detail: 'code 349' };
      expect(await listed({})).toEqual([
        { ...both, id: 'm b', lane: 'm', state: 'waiting' },
        { ...both, id: 'l a', lane: 'l', state: 'dead', ...why },
      ]);
    });

    test('and goes on where a page ended, whatever has come or changed since', async () => {
      const store = current();
      await store.accept(...['1', '2', '3', '4', '5'].map((text) => arrival('l', text)));
      let { entries, next } = await store.opened.journal.list({}, 2);
      await store.accept(arrival('l', '6'));
      await store.settle(buried(await store.one()));
      await store.opened.deadLetters.redrive(['l 1'], store.nowMs);
      const all = [...entries];
      while (next !== undefined) {
        ({ entries, next } = await store.opened.journal.list({}, 2, next));
        all.push(...entries);
      }

      expect(all.map(({ id }) => id)).toEqual(['l 5', 'l 4', 'l 3', 'l 2', 'l 1']);
    });

    test.each<readonly [JournalFilter, readonly string[]]>([
      [{}, ['h', 'g', 'f', 'e', 'd', 'c', 'b', 'a_1']],
      [{ accountId: '1' }, ['e', 'c', 'b', 'a_1']],
      [{ accountId: '1', customerId: '2' }, ['e', 'b', 'a_1']],
      [{ accountId: '1', customerId: '22' }, ['c']],
      [{ accountId: '2', customerId: '1' }, []],
      [{ accountId: '' }, []],
      [{ accountId: '_', customerId: '%' }, []],
      [{ state: 'waiting' }, ['h', 'g', 'f', 'e']],
      [{ state: 'delivered' }, ['a_1']],
      [{ state: 'dead' }, ['c', 'b']],
      [{ state: 'discarded' }, ['d']],
      [{ idPrefix: 'a' }, ['a_1']],
      [{ idPrefix: 'a_1' }, ['a_1']],
      [{ idPrefix: '_' }, []],
      [{ idPrefix: '%' }, []],
      [{ idPrefix: 'A' }, []],
      [{ idPrefix: 'a_1 ' }, []],
      [{ fromMs: 103 }, ['h', 'g', 'f', 'e', 'd']],
      [{ untilMs: 103 }, ['c', 'b', 'a_1']],
      [{ fromMs: 101, untilMs: 103 }, ['c', 'b']],
      [{ accountId: '1', state: 'dead', idPrefix: 'b', fromMs: 101, untilMs: 102 }, ['b']],
      [{ accountId: '1', customerId: '2', state: 'waiting' }, ['e']],
    ])('of which everything fits: %j', async (filter, fitting) => {
      const store = current();
      const lanes = ['in/1/2', 'out/1/2', 'in/1/22', 'out/12/2', 'read/1/2', 'in/2/2', 'l', 'm'];
      const names = ['a_1', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
      const arrivals = lanes.map((lane, i) => ({
        ...arrival(lane, lane, 'ccm', names[i]),
        atMs: 100 + i,
      }));
      for (const one of arrivals) await store.accept(one);
      const heads = await store.claim(plenty());
      const of = (lane: string) => heads.find((head) => head.lane === lane)!;
      const dead = ['out/1/2', 'in/1/22', 'out/12/2'].map((lane) => buried(of(lane)));
      await store.settle(done(of('in/1/2')), ...dead);
      await store.opened.deadLetters.discard(['d'], store.nowMs);

      expect(await ids(filter)).toEqual(fitting);
      expect(await ids(filter, 1)).toEqual(fitting);
    });

    test.each(['nonsense', '-1', '1e9', '0x1', ' '])('but not after the page %j', async (after) => {
      const { journal } = current().opened;
      await expect(journal.list({}, 9, after)).rejects.toMatchObject({ code: 'rejected' });
    });
  });

  describe('accounts for every change', () => {
    test('in order, from the beginning or after a position, at most as many as asked', async () => {
      const store = current();
      const { deadLetters, journal } = store.opened;
      expect(await journal.changes('', 9)).toEqual([]);
      await store.accept(arrival('l', 'a'), arrival('l', 'b'), { id: 'echo', atMs: 1 });
      const next = only(await store.settle(buried(await store.one(), arrival('m', 'c'))));
      await store.settle(done(next));
      await deadLetters.redrive(['l a'], store.nowMs);
      await store.settle(...(await store.claim(plenty())).map((head) => buried(head)));
      await deadLetters.discard(['m c'], store.nowMs);

      const all = await journal.changes('', 99);
      const changesOf = (id: string) => all.filter((change) => change.id === id);
      expect(changesOf('l a').map(({ kind }) => kind)).toEqual([
        ...(['accepted', 'buried', 'redriven', 'buried'] as const),
      ]);
      expect(changesOf('l b').map(({ kind }) => kind)).toEqual(['accepted', 'delivered']);
      expect(changesOf('m c').map(({ kind }) => kind)).toEqual(['accepted', 'buried', 'discarded']);
      expect(all).toHaveLength(9);
      for (const id of ['l a', 'l b', 'm c']) {
        expect((await journal.find(id))?.changes).toEqual(changesOf(id));
      }
      for (const [i, { position }] of all.entries()) {
        expect(await journal.changes(position, 99)).toEqual(all.slice(i + 1));
        expect(await journal.changes(position, 2)).toEqual(all.slice(i + 1, i + 3));
      }
    });

    test('and says which is the newest', async () => {
      const store = current();
      const { journal } = store.opened;
      expect(await journal.newest()).toBe('');
      await store.accept(arrival('l', 'a'));
      const newest = await journal.newest();
      expect(await journal.changes(newest, 9)).toEqual([]);
      expect((await journal.changes('', 9)).at(-1)?.position).toBe(newest);

      await store.settle(done(await store.one()));
      const { position, ...change } = only(await journal.changes(newest, 9));
      expect(change).toEqual({ id: 'l a', lane: 'l', kind: 'delivered', atMs: store.nowMs });
      expect(await journal.newest()).toBe(position);
    });

    test('across crashes: who goes on misses nothing and sees nothing twice', async () => {
      const store = current();
      const seen: string[] = [];
      let after = '';
      for (const text of ['a', 'b', 'c', 'd']) {
        await store.accept(arrival('l', text), arrival('m', text));
        await store.settle(...(await store.claim(plenty())).map((head) => done(head)));
        const changes = await store.opened.journal.changes(after, 3);
        seen.push(...changes.map(({ id, kind }) => `${id} ${kind}`));
        after = changes.at(-1)?.position ?? after;
        await store.crash();
      }
      seen.push(...(await store.changes(after)).map(({ id, kind }) => `${id} ${kind}`));

      expect(seen).toEqual((await store.changes()).map(({ id, kind }) => `${id} ${kind}`));
      expect(new Set(seen).size).toBe(16);
    });

    test('while others write: none is overtaken', async () => {
      const store = current();
      const written = Array.from({ length: 40 }, (_, i) =>
        store.accept(arrival(`lane ${i % 7}`, `${i}`), arrival(`lane ${i % 5}`, `and ${i}`)),
      );
      const seen: string[] = [];
      let after = '';
      let ended = false;
      const all = Promise.all(written).then(() => {
        ended = true;
      });
      for (let last = false; !last && seen.length < 1_000; ) {
        last = ended;
        const changes = await store.opened.journal.changes(after, 7);
        seen.push(...changes.map(({ id }) => id));
        after = changes.at(-1)?.position ?? after;
        if (changes.length > 0) last = false;
      }
      await all;

      expect(seen).toHaveLength(80);
      expect(new Set(seen).size).toBe(80);
      expect(seen).toEqual((await store.changes()).map(({ id }) => id));
    });

    test.each(['nonsense', '-1', '1e9', '0x1', ' '])('but not after %j', async (after) => {
      const { journal } = current().opened;
      await expect(journal.changes(after, 9)).rejects.toMatchObject({ code: 'rejected' });
    });
  });
}
