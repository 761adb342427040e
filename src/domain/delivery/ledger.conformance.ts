import { describe, expect, test } from '@jest/globals';
import type { LedgerEntry } from './lane.ts';
import type { Trace } from './ledger.ts';
import {
  advanced,
  arrival,
  done,
  only,
  type StoreUnderTest,
} from './store-under-test.conformance.ts';

const echo = (eventId: string, sentAtMs = 100): LedgerEntry => ({
  accountId: '1',
  customerId: '2',
  eventId,
  fingerprint: 'f',
  sentAtMs,
});

const trace: Trace = { accountId: '1', customerId: '2', fingerprint: 'f', notBeforeMs: 50 };

/** What the ledger promises; it is written by commits of the store. */
export function ledgerConformance(current: () => StoreUnderTest): void {
  describe('keeps the ledger', () => {
    let ids = 0;
    const keep = (...entries: readonly LedgerEntry[]) =>
      current().accept(...entries.map((entry) => ({ id: `entry ${ids++}`, atMs: 1, entry })));
    const unmatched = (other: Partial<Trace> = {}) =>
      current().opened.ledger.unmatchedEcho({ ...trace, ...other });
    const matched = async (...eventIds: readonly string[]) =>
      [...(await current().opened.ledger.matched('1', eventIds))].sort();

    test('finds the oldest unmatched echo that fits', async () => {
      await keep(echo('late', 300), echo('early', 100), echo('middle', 200), echo('too early', 49));

      expect(await unmatched()).toBe('early');
      expect(await unmatched({ notBeforeMs: 100 })).toBe('early');
      expect(await unmatched({ notBeforeMs: 101 })).toBe('middle');
      expect(await unmatched({ notBeforeMs: 301 })).toBeUndefined();
    });

    test('finds no echo of another account, another customer or another text', async () => {
      await keep(echo('e'));

      expect(await unmatched({ accountId: '2' })).toBeUndefined();
      expect(await unmatched({ customerId: '1' })).toBeUndefined();
      expect(await unmatched({ fingerprint: 'g' })).toBeUndefined();
    });

    test('matches an echo when the message it belongs to becomes known', async () => {
      await keep(echo('a', 100), echo('b', 200));
      await keep({ ...echo('a', 100), cimId: 'cim-1' });

      expect(await unmatched()).toBe('b');
      expect(await matched('a', 'b', 'unknown')).toEqual(['a']);
    });

    test('leaves matched what is seen as an echo afterwards', async () => {
      await keep({ ...echo('a'), cimId: 'cim-1' });
      await keep(echo('a'));

      expect(await unmatched()).toBeUndefined();
      expect(await matched('a')).toEqual(['a']);
    });

    test('keeps accounts apart that have events of the same id', async () => {
      await keep({ ...echo('a'), accountId: '2', cimId: 'cim-1' }, echo('a'));

      expect(await unmatched()).toBe('a');
      expect(await matched('a')).toEqual([]);
    });

    test('finds the newest message to a customer that belongs to a CIM message', async () => {
      const { ledger } = current().opened;
      expect(await ledger.newest('1', '2', 999)).toBeUndefined();
      await keep({ ...echo('a', 100), cimId: 'cim-1', menu: '[]' }, echo('c', 300));
      await keep({ ...echo('b', 200), cimId: 'cim-2' });
      await keep({ ...echo('d', 150), customerId: '3', cimId: 'cim-3' });

      expect(await ledger.newest('1', '2', 999)).toEqual({ cimId: 'cim-2' });
      expect(await ledger.newest('1', '2', 199)).toEqual({ cimId: 'cim-1', menu: '[]' });
      expect(await ledger.newest('1', '2', 99)).toBeUndefined();
      await keep({ ...echo('c', 300), cimId: 'cim-4', menu: '[1]' });
      expect(await ledger.newest('1', '2', 999)).toEqual({ cimId: 'cim-4', menu: '[1]' });
    });

    test('answers for none when asked for none', async () => {
      expect(await matched()).toEqual([]);
    });

    test('takes nothing from an arrival that is a duplicate', async () => {
      const seen = { id: 'seen', atMs: 1 };
      await current().accept(seen);
      await current().accept({ ...seen, entry: echo('a') });

      expect(await unmatched()).toBeUndefined();
    });

    test('is written with steps, deliveries and what follows from them', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'));
      const step = {
        ...advanced(await store.one(), 'part 1'),
        entry: { ...echo('1'), cimId: 'c' },
      };
      const head = only(await store.settle(step));
      expect(await matched('1', '2', '3')).toEqual(['1']);

      const follow = { id: 'follow', atMs: 1, entry: { ...echo('3'), cimId: 'd' } };
      await store.settle({ ...done(head, follow), entry: { ...echo('2'), cimId: 'c' } });
      expect(await matched('1', '2', '3')).toEqual(['1', '2', '3']);
    });
  });
}
