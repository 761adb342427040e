import { describe, expect, test } from '@jest/globals';
import type { DeadLetterFilter } from './dead-letters.ts';
import {
  allPages,
  arrival,
  buried,
  done,
  only,
  plenty,
  type StoreUnderTest,
} from './store-under-test.conformance.ts';

/** What dead letters promise, but for their way back into the lanes. */
export function deadLettersConformance(current: () => StoreUnderTest): void {
  const listed = (filter: DeadLetterFilter = {}, size = 100) =>
    allPages(size, (after) => current().opened.deadLetters.list(filter, size, after));
  const ids = async (filter?: DeadLetterFilter, size?: number) =>
    (await listed(filter, size)).map(({ id }) => id);
  const discard = (...given: readonly string[]) =>
    current().opened.deadLetters.discard(given, current().nowMs);
  const dead = async () => (await current().opened.store.statistics()).dead;

  /** Buries a message in each of the lanes, one after the other. */
  const buryIn = async (...lanes: readonly string[]) => {
    const store = current();
    for (const [i, lane] of lanes.entries()) {
      await store.accept(arrival(lane, `${i}`, 'ccm', `id ${i}`));
      await store.settle({ ...buried(await store.one()), atMs: 2_000 + i });
    }
  };

  describe('keeps dead letters', () => {
    test('of what was buried, the newest first', async () => {
      const store = current();
      await store.accept(arrival('in/1/2', 'a'), arrival('in/1/2', 'b'));
      const [next] = await store.settle(buried(await store.one()));
      await store.settle({ ...buried(next!), failure: 'expired', detail: 'too old' });

      const letter = { lane: 'in/1/2', acceptedAtMs: 1_000, buriedAtMs: 2_000 };
      expect(await listed()).toEqual([
        { ...letter, id: 'in/1/2 b', failure: 'expired', detail: 'too old' },
        { ...letter, id: 'in/1/2 a', failure: 'rejected', detail: 'code 349' },
      ]);
      expect(await dead()).toBe(2);
    });

    test('by when they were buried the last time', async () => {
      const store = current();
      await buryIn('l', 'm');
      await store.opened.deadLetters.redrive(['id 0'], store.nowMs);
      await store.settle({ ...buried(await store.one()), atMs: 2_500 });

      expect((await listed()).map(({ id, buriedAtMs }) => [id, buriedAtMs])).toEqual([
        ['id 0', 2_500],
        ['id 1', 2_001],
      ]);
    });

    test('and none of what waits or was delivered', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'), arrival('l', 'b'));
      await store.settle(done(await store.one()));

      expect(await listed()).toEqual([]);
    });

    test.each([1, 2, 4, 5, 6])('in pages of %i', async (size) => {
      expect(await listed({}, size)).toEqual([]);
      await buryIn('l', 'm', 'l', 'n', 'l');

      expect(await ids({}, size)).toEqual(['id 4', 'id 3', 'id 2', 'id 1', 'id 0']);
    });

    test('and goes on where a page ended, whatever has come and gone since', async () => {
      const store = current();
      await buryIn('l', 'l', 'l', 'l');
      const { entries, next } = await store.opened.deadLetters.list({}, 2);
      await discard('id 2', 'id 1');
      await store.accept(arrival('l', 'new'));
      await store.settle(buried(await store.one()));
      const rest = await store.opened.deadLetters.list({}, 9, next);

      expect([...entries, ...rest.entries].map(({ id }) => id)).toEqual(['id 3', 'id 2', 'id 0']);
    });

    test.each<readonly [DeadLetterFilter, readonly string[]]>([
      [{ accountId: '1' }, ['id 4', 'id 1', 'id 0']],
      [{ accountId: '12' }, ['id 2']],
      [{ accountId: '%' }, []],
      [{ accountId: '' }, []],
      [{ sinceMs: 2_002 }, ['id 5', 'id 4', 'id 3', 'id 2']],
      [{ accountId: '1', sinceMs: 2_001 }, ['id 4', 'id 1']],
    ])('and lists those of which everything fits: %j', async (filter, fitting) => {
      await buryIn('in/1/2', 'out/1/3', 'in/12/1', 'in/2/1', 'read/1/2', 'l');

      expect(await ids(filter)).toEqual(fitting);
      expect(await ids(filter, 1)).toEqual(fitting);
    });

    test.each(['nonsense', '-1', '1e9', '0x1', ' '])('but not after the page %j', async (after) => {
      const { deadLetters } = current().opened;
      await expect(deadLetters.list({}, 9, after)).rejects.toMatchObject({ code: 'rejected' });
    });
  });

  describe('discards dead letters', () => {
    test('for good: they are listed, delivered and redriven no more', async () => {
      const store = current();
      await buryIn('l', 'm');

      expect(await discard('id 0')).toEqual(['id 0']);
      expect(await ids()).toEqual(['id 1']);
      expect(await dead()).toBe(1);
      expect(await store.opened.deadLetters.redrive(['id 0'], store.nowMs)).toEqual([]);
      expect(await store.claim(plenty())).toEqual([]);
      expect((await store.opened.journal.find('id 0'))?.state).toBe('discarded');
    });

    test('once, and answers only those that were dead letters', async () => {
      const store = current();
      await buryIn('l', 'm', 'n');
      await store.accept(arrival('l', 'waiting'), arrival('o', 'delivered'));
      const settled = (await store.claim(plenty())).find(({ lane }) => lane === 'o')!;
      await store.settle(done(settled));
      const before = await store.changes();

      expect(await discard()).toEqual([]);
      expect(await discard('l waiting', 'o delivered', 'unknown', '', 'id', 'ID 0')).toEqual([]);
      expect(await store.changes()).toEqual(before);
      expect([...(await discard('id 2', 'unknown', 'id 0', 'id 2'))].sort()).toEqual([
        'id 0',
        'id 2',
      ]);
      expect(await discard('id 0')).toEqual([]);
      const changes = await store.changes(before.at(-1)?.position);
      expect(changes.map(({ kind }) => kind)).toEqual(['discarded', 'discarded']);
      expect(await ids()).toEqual(['id 1']);
    });

    test('and remembers their ids', async () => {
      await buryIn('l');
      await discard('id 0');

      expect(await current().accept(arrival('l', '0', 'ccm', 'id 0'))).toEqual(['duplicate']);
    });

    test('durably', async () => {
      const store = current();
      await buryIn('l', 'm');
      await discard('id 0');
      await store.crash();

      expect(only(await listed()).id).toBe('id 1');
      expect((await store.opened.journal.find('id 0'))?.state).toBe('discarded');
    });

    test('beside a lane that goes on', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'), arrival('l', 'b'), arrival('l', 'c'));
      const next = only(await store.settle(buried(await store.one())));
      await discard('l a');

      const last = only(await store.settle(done(next)));
      expect(last.body).toBe('c');
      expect((await store.commit({ settle: [done(last)] })).settled).toEqual(['settled']);
    });
  });
}
