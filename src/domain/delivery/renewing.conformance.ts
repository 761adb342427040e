import { describe, expect, test } from '@jest/globals';
import type { Head, Settlement } from './lane.ts';
import {
  advanced,
  appetite,
  arrival,
  buried,
  done,
  leaseMs,
  only,
  plenty,
  retry,
  type StoreUnderTest,
} from './store-under-test.conformance.ts';

/** What the store promises about leases that are renewed. */
export function renewingConformance(current: () => StoreUnderTest): void {
  const dueAtMs = async () => {
    const { nextDue } = await current().commit({ claim: [appetite('ccm', 0, 0)] });
    return nextDue.get('ccm')?.freshMs;
  };

  describe('renews leases', () => {
    test('so that nobody takes the lane over before the new end, and then somebody does', async () => {
      const store = current();
      await store.accept(arrival('a', 'a'), arrival('b', 'b'));
      const renew = await store.claim(plenty());
      store.nowMs += leaseMs - 1;
      const { accepted, settled, heads } = await store.commit({ renew });
      expect([accepted, settled, heads]).toEqual([[], [], []]);

      store.nowMs += leaseMs - 1;
      expect(await store.claim(plenty())).toEqual([]);
      store.nowMs += 1;
      expect(await store.claim(plenty())).toHaveLength(2);
    });

    test('and says when they end now', async () => {
      const store = current();
      await store.accept(arrival('a', 'a'));
      const renew = [await store.one()];
      store.nowMs += 7;
      const { nextDue } = await store.commit({ renew, claim: [appetite('ccm', 0, 0)] });

      expect(nextDue.get('ccm')).toEqual({ freshMs: store.nowMs + leaseMs });
    });

    test('and no others', async () => {
      const store = current();
      await store.accept(arrival('a', 'a'), arrival('b', 'b'));
      const [first, second] = await store.claim(plenty());
      store.nowMs += leaseMs - 1;
      await store.commit({ renew: [first!] });
      store.nowMs += 1;

      expect(only(await store.claim(plenty())).lane).toBe(second!.lane);
    });

    test('of lanes that were tried before as well', async () => {
      const store = current();
      await store.accept(arrival('a', 'a'));
      await store.settle(retry(await store.one(), store.nowMs));
      const renew = [await store.one()];
      store.nowMs += leaseMs - 1;
      await store.commit({ renew });
      store.nowMs += leaseMs - 1;

      expect(await store.claim(plenty())).toEqual([]);
      store.nowMs += 1;
      expect(only(await store.claim(appetite('ccm', 0, 1))).tries).toBe(1);
    });

    test('without ending them: the attempt settles as it would have', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'), arrival('l', 'b'));
      const head = await store.one();
      await store.commit({ renew: [head] });
      const next = only(await store.settle(done(head)));
      await store.commit({ renew: [next] });
      await store.commit({ renew: [next] });

      expect((await store.commit({ settle: [done(next)] })).settled).toEqual(['settled']);
    });

    test('while a doubt still begins where the lease began', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'));
      const head = await store.one();
      store.nowMs += leaseMs - 1;
      await store.commit({ renew: [head] });
      store.nowMs += leaseMs;

      expect(await store.one()).toMatchObject({ doubtSinceMs: head.leasedAtMs, tries: 0 });
    });

    test('while a doubt still begins where the lease began, also after a crash', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'));
      const head = await store.one();
      store.nowMs += 9;
      await store.commit({ renew: [head] });
      await store.crash();

      expect(await store.one()).toMatchObject({ doubtSinceMs: head.leasedAtMs });
    });

    test('also one that has run out, if nobody has taken the lane over', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'));
      const head = await store.one();
      store.nowMs += leaseMs;

      expect((await store.commit({ renew: [head], claim: [plenty()] })).heads).toEqual([]);
      expect(await dueAtMs()).toBe(store.nowMs + leaseMs);
      expect((await store.commit({ settle: [done(head)] })).settled).toEqual(['settled']);
    });

    test('but not one that was taken over', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'));
      const lost = await store.one();
      store.nowMs += leaseMs;
      const taken = await store.one();
      store.nowMs += 5;
      await store.commit({ renew: [lost] });

      expect(await dueAtMs()).toBe(taken.leasedAtMs + leaseMs);
      expect((await store.commit({ settle: [done(lost), done(taken)] })).settled).toEqual([
        'fenced',
        'settled',
      ]);
    });

    test.each<readonly [string, (head: Head) => Settlement]>([
      ['delivered', done],
      ['buried', buried],
      ['advanced', (head) => advanced(head, 'on')],
    ])('but not one that was %s, nor the one that follows it', async (_, settlement) => {
      const store = current();
      await store.accept(arrival('l', 'a'), arrival('l', 'b'));
      const head = await store.one();
      const next = only(await store.settle(settlement(head)));
      store.nowMs += 5;
      await store.commit({ renew: [head] });

      expect(await dueAtMs()).toBe(next.leasedAtMs + leaseMs);
    });

    test('but not one that was handed back', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'));
      const head = await store.one();
      await store.settle(retry(head, store.nowMs + 3, { tries: 0 }));
      await store.commit({ renew: [head] });

      expect(await dueAtMs()).toBe(store.nowMs + 3);
    });

    test('but not one of a lane that has become idle', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'));
      const head = await store.one();
      await store.settle(done(head));
      await store.commit({ renew: [head] });

      expect(await store.opened.store.targets()).toEqual([]);
      expect(await dueAtMs()).toBeUndefined();
    });

    test('in one commit with settlements, which count', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'), arrival('m', 'b'), arrival('m', 'c'));
      const renew = await store.claim(plenty());
      store.nowMs += 5;
      const retried = renew.find(({ lane }) => lane === 'l')!;
      const delivered = renew.find(({ lane }) => lane === 'm')!;
      const settle = [retry(retried, store.nowMs + 2, { tries: 0 }), done(delivered)];
      const { settled, heads } = await store.commit({ renew, settle });

      expect(settled).toEqual(['settled', 'settled']);
      expect(only(heads).body).toBe('c');
      expect(await dueAtMs()).toBe(store.nowMs + 2);
    });
  });
}
