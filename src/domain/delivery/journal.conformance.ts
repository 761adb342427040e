import { describe, expect, test } from '@jest/globals';
import type { Arrival } from './lane.ts';
import type { Change, EntryState } from './journal.ts';
import {
  advanced,
  appetite,
  arrival,
  buried,
  done,
  only,
  plenty,
  retry,
  type StoreUnderTest,
} from './store-under-test.conformance.ts';

const day = 24 * 60 * 60 * 1_000;

const entry = { accountId: '1', customerId: '2', eventId: '77', fingerprint: 'f', sentAtMs: 1 };

/** What the journal promises about single messages and about what waits. */
export function journalConformance(current: () => StoreUnderTest): void {
  const find = (id: string) => current().opened.journal.find(id);
  const kindsOf = async (id: string) => (await find(id))?.changes.map(({ kind }) => kind);
  const change = (kind: Change['kind'], id: string, atMs: number) => ({
    position: expect.stringMatching(/./),
    id,
    lane: 'in/1/2',
    kind,
    atMs,
  });
  const settled = (id: string, state: EntryState, settledAtMs: number) => ({
    id,
    lane: 'in/1/2',
    target: 'ccm',
    state,
    acceptedAtMs: 1_000,
    settledAtMs,
  });

  describe('remembers a message', () => {
    test('that waits, with the tries of the first one of its lane', async () => {
      const store = current();
      await store.accept(arrival('in/1/2', 'a'), arrival('in/1/2', 'b'));
      const dueAtMs = store.nowMs + 700;
      await store.settle(retry(await store.one(), dueAtMs, { tries: 3 }));

      const waiting = { lane: 'in/1/2', target: 'ccm', state: 'waiting', acceptedAtMs: 1_000 };
      expect(await find('in/1/2 a')).toEqual({
        ...waiting,
        id: 'in/1/2 a',
        changes: [change('accepted', 'in/1/2 a', 1_000)],
        tries: 3,
        dueAtMs,
      });
      expect(await find('in/1/2 b')).toEqual({
        ...waiting,
        id: 'in/1/2 b',
        changes: [change('accepted', 'in/1/2 b', 1_000)],
      });
    });

    test('that was delivered, and the direct message that it became', async () => {
      const store = current();
      await store.accept(arrival('in/1/2', 'a'), arrival('in/1/2', 'b'));
      const step = { ...advanced(await store.one(), 'half'), entry: { ...entry, eventId: '76' } };
      const head = only(await store.settle(step));
      store.nowMs += 9;
      const next = only(await store.settle({ ...done(head), entry }));
      await store.settle(done(next));

      const id = 'in/1/2 a';
      const event = { eventId: '77' };
      expect(await find(id)).toEqual({
        ...settled(id, 'delivered', store.nowMs),
        ...event,
        changes: [
          change('accepted', id, 1_000),
          { ...change('delivered', id, store.nowMs), ...event },
        ],
      });
      expect(await find('in/1/2 b')).not.toHaveProperty('eventId');
    });

    test('that was given up, and why', async () => {
      const store = current();
      await store.accept(arrival('in/1/2', 'a'));
      await store.settle(buried(await store.one()));

      const id = 'in/1/2 a';
      const why = { failure: 'rejected', detail: 'code 349' };
      expect(await find(id)).toEqual({
        ...settled(id, 'dead', 2_000),
        ...why,
        changes: [change('accepted', id, 1_000), { ...change('buried', id, 2_000), ...why }],
      });
    });

    test('that was given up, redriven and given up again, then discarded', async () => {
      const store = current();
      const { deadLetters } = store.opened;
      const id = 'in/1/2 a';
      await store.accept(arrival('in/1/2', 'a'));
      await store.settle(buried(await store.one()));
      store.nowMs += 10;
      await deadLetters.redrive([id], store.nowMs);
      const redrivenAtMs = store.nowMs;
      const waiting = await find(id);
      expect(waiting).toMatchObject({ state: 'waiting', failure: 'rejected', detail: 'code 349' });
      expect(waiting).not.toHaveProperty('settledAtMs');

      const again = { ...buried(await store.one()), failure: 'expired', detail: 'old' } as const;
      await store.settle({ ...again, atMs: 3_000 });
      expect(await find(id)).toMatchObject({ state: 'dead', settledAtMs: 3_000, detail: 'old' });
      store.nowMs += 10;
      await deadLetters.discard([id], store.nowMs);

      const second = { failure: 'expired', detail: 'old' };
      expect(await find(id)).toEqual({
        ...settled(id, 'discarded', store.nowMs),
        ...second,
        changes: [
          change('accepted', id, 1_000),
          { ...change('buried', id, 2_000), failure: 'rejected', detail: 'code 349' },
          change('redriven', id, redrivenAtMs),
          { ...change('buried', id, 3_000), ...second },
          change('discarded', id, store.nowMs),
        ],
      });
    });

    test('that was delivered after all, and why it was given up before', async () => {
      const store = current();
      await store.accept(arrival('in/1/2', 'a'));
      await store.settle(buried(await store.one()));
      await store.opened.deadLetters.redrive(['in/1/2 a'], store.nowMs);
      await store.settle({ ...done(await store.one()), entry });

      const { settledAtMs, ...record } = (await find('in/1/2 a'))!;
      expect(record).toMatchObject({ state: 'delivered', eventId: '77', failure: 'rejected' });
      expect(settledAtMs).toBe(store.nowMs);
    });

    test('that follows from another one', async () => {
      const store = current();
      await store.accept(arrival('out/1/2', 'a', 'x/1'));
      await store.settle(done(await store.one('x/1'), arrival('in/1/2', 'report')));

      expect(await find('in/1/2 report')).toMatchObject({ state: 'waiting', target: 'ccm' });
    });

    test('by its whole id, and nothing that is no message', async () => {
      const store = current();
      await store.accept(arrival('l', 'a', 'ccm', 'cim/A'), { id: 'echo', atMs: 1 });

      expect(await find('cim/A')).toBeDefined();
      for (const id of ['cim/a', 'cim/', 'cim/A ', 'cim/_', 'cim/%', 'echo', '']) {
        expect(await find(id)).toBeUndefined();
      }
    });

    test('once, however often it arrives or is settled', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'), arrival('l', 'a'), arrival('l', 'b'));
      const head = await store.one();
      await store.settle(done(head), buried(head), done(head));
      await store.settle(buried(head), retry(head, 0), done(head));
      await store.accept(arrival('l', 'a'));

      expect(await kindsOf('l a')).toEqual(['accepted', 'delivered']);
      expect(await kindsOf('l b')).toEqual(['accepted']);
    });

    test('not at all when its commit failed, and as it was when its settlement did', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'));
      const settle = [buried(await store.one(), arrival('l', 'c'))];
      await store.opened.failBurials(true);
      const failing = store.commit({ accept: [arrival('m', 'b')], settle });
      await expect(failing).rejects.toThrow();
      await store.opened.failBurials(false);

      expect(await find('m b')).toBeUndefined();
      expect(await find('l c')).toBeUndefined();
      expect(await kindsOf('l a')).toEqual(['accepted']);
      expect(await store.changes()).toHaveLength(1);
    });

    test('for 30 days after it was settled, and a dead letter for as long as it is one', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'), arrival('m', 'b'));
      const heads = await store.claim(plenty());
      await store.settle(...heads.map((head) => (head.lane === 'l' ? done : buried)(head)));
      for (let hours = 0; hours < 30 * 24; hours += 6) {
        const traffic = Array.from(
          { length: 9 },
          (_, i): Arrival => ({ id: `${hours} ${i}`, atMs: 1 }),
        );
        await store.accept(...traffic);
        store.nowMs += day / 4;
      }

      expect(await kindsOf('l a')).toEqual(['accepted', 'delivered']);
      store.nowMs += 30 * day;
      await store.accept(...Array.from({ length: 999 }, (_, i) => ({ id: `late ${i}`, atMs: 1 })));
      expect(await kindsOf('m b')).toEqual(['accepted', 'buried']);
    });
  });

  test('says what waits for each target, and since when', async () => {
    const store = current();
    const { journal } = store.opened;
    const busy = async () =>
      (await journal.statistics())
        .filter(({ waiting }) => waiting > 0)
        .sort((a, b) => a.target.localeCompare(b.target));
    expect(await busy()).toEqual([]);
    const old = { ...arrival('b', '2'), atMs: 500 };
    await store.accept(arrival('a', '1'), old, arrival('c', '3'), arrival('d', '4'));
    const behind = { ...arrival('a', '5'), atMs: 1 };
    await store.accept(behind, arrival('e', '6', 'x/1'), arrival('f', '7', 'x/2'));
    const heads = await store.claim(appetite('ccm', 3, 0));
    await store.settle(retry(heads[0]!, store.nowMs + 900), retry(heads[1]!, store.nowMs));
    await store.claim(appetite('ccm', 0, 9));
    await store.settle(done(await store.one('x/2')));

    expect(await busy()).toEqual([
      { target: 'ccm', waiting: 5, fresh: 1, retrying: 1, leased: 2, oldestAcceptedAtMs: 500 },
      { target: 'x/1', waiting: 1, fresh: 1, retrying: 0, leased: 0, oldestAcceptedAtMs: 1_000 },
    ]);
  });
}
