import { describe, expect, test } from '@jest/globals';
import {
  advanced,
  arrival,
  bodies,
  buried,
  done,
  only,
  plenty,
  retry,
  type StoreUnderTest,
} from './store-under-test.conformance.ts';

/** What the store promises about crashes and failures. */
export function durabilityConformance(current: () => StoreUnderTest): void {
  describe('survives', () => {
    test('keeps everything it has accepted across a crash, in order, and every id', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'), arrival('l', 'b'), arrival('m', 'c'));
      await store.crash();

      expect(await store.accept(arrival('l', 'b'))).toEqual(['duplicate']);
      const heads = await store.claim(plenty());
      expect(bodies(heads)).toEqual(['a', 'c']);
      expect(heads.map(({ doubtSinceMs }) => doubtSinceMs)).toEqual([0, 0]);
      expect(bodies(await store.settle(...heads.map((head) => done(head))))).toEqual(['b']);
    });

    test('ends the leases of a crashed process; what it had in flight is in doubt', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'), arrival('l', 'b'));
      const lost = await store.one();
      await store.crash();
      expect(await store.opened.store.targets()).toEqual(['ccm']);
      const { nextDue } = await store.commit({ claim: [{ ...plenty(), fresh: 0, retrying: 0 }] });
      expect(nextDue.get('ccm')?.freshMs).toBeLessThanOrEqual(store.nowMs);

      const taken = await store.one();
      expect(taken).toMatchObject({ body: 'a', seq: lost.seq, doubtSinceMs: lost.leasedAtMs });
      expect(taken.epoch).toBeGreaterThan(lost.epoch);
      expect((await store.commit({ settle: [done(lost)] })).settled).toEqual(['fenced']);
      expect(only(await store.settle(done(taken)))).toMatchObject({ body: 'b', doubtSinceMs: 0 });
    });

    test('keeps in doubt what was in doubt when a second crash comes before it is claimed', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'));
      const { leasedAtMs: doubtSinceMs } = await store.one();
      await store.crash();
      await store.crash();

      expect(await store.one()).toMatchObject({ body: 'a', doubtSinceMs });
    });

    test('doubts what was handed back before a crash only if that said so', async () => {
      const store = current();
      await store.accept(arrival('a', 'sure'), arrival('b', 'doubtful'));
      const dueAtMs = store.nowMs + 10;
      for (const head of await store.claim(plenty())) {
        const learned = {
          tries: 2,
          burned: 1,
          failedSinceMs: 5,
          doubtSinceMs: head.body === 'doubtful' ? 4 : 0,
        };
        await store.settle(retry(head, dueAtMs, learned));
      }
      await store.crash();
      if (!store.opened.shared) expect(await store.claim(plenty())).toEqual([]);
      store.nowMs = Math.max(store.nowMs, dueAtMs);

      for (const head of await store.claim(plenty())) {
        const learned = {
          tries: 2,
          burned: 1,
          failedSinceMs: 5,
          doubtSinceMs: head.body === 'doubtful' ? 4 : 0,
        };
        expect(head).toMatchObject(learned);
      }
      expect((await store.opened.store.statistics()).lanes).toBe(2);
    });

    test('keeps steps, dead letters and the ledger across a crash', async () => {
      const store = current();
      const entry = {
        accountId: '1',
        customerId: '2',
        eventId: '9',
        fingerprint: 'f',
        sentAtMs: 1,
      };
      await store.accept(arrival('l', 'a'), arrival('l', 'b'));
      const next = only(await store.settle(buried(await store.one())));
      const again = only(await store.settle({ ...advanced(next, 'part 1'), entry }));
      const { leasedAtMs: doubtSinceMs } = again;
      await store.crash();

      expect(await store.one()).toMatchObject({ body: 'b', progress: 'part 1', doubtSinceMs });
      expect((await store.opened.deadLetters.list({}, 9)).entries).toHaveLength(1);
      expect(await store.opened.ledger.unmatchedEcho({ ...entry, notBeforeMs: 0 })).toBe('9');
    });

    test('does nothing of a commit that fails', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'), arrival('l', 'b'), arrival('m', 'c'));
      const [l, m] = [...(await store.claim(plenty()))].sort((a, b) =>
        a.lane.localeCompare(b.lane),
      );
      const commit = {
        accept: [arrival('n', 'd'), arrival('l', 'e')],
        settle: [done(m!, arrival('o', 'f')), buried(l!)],
        claim: [plenty()],
      };
      const before = await store.opened.store.statistics();

      await store.opened.failBurials(true);
      await expect(store.commit(commit)).rejects.toThrow();
      await expect(store.commit(commit)).rejects.toThrow();
      await store.opened.failBurials(false);
      expect(await store.opened.store.statistics()).toEqual(before);
      expect(await store.claim(plenty())).toEqual([]);
      const committed = await store.commit(commit);
      expect(committed.accepted).toEqual(['accepted', 'accepted']);
      expect(committed.settled).toEqual(['settled', 'settled']);
      expect(bodies(committed.heads)).toEqual(['b', 'd', 'f']);
    });
  });
}
