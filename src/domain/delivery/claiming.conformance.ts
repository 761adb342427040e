import { describe, expect, test } from '@jest/globals';
import {
  appetite,
  arrival,
  bodies,
  done,
  leaseMs,
  only,
  plenty,
  retry,
  type StoreUnderTest,
} from './store-under-test.conformance.ts';

/** What the store promises about claims and leases. */
export function claimingConformance(current: () => StoreUnderTest): void {
  describe('leases lanes', () => {
    test('gives the messages of a lane out in the order they were accepted, one at a time', async () => {
      const store = current();
      const texts = Array.from({ length: 12 }, (_, i) => `${i}`);
      await store.accept(...texts.slice(0, 5).map((text) => arrival('l', text)));
      for (const text of texts.slice(5)) await store.accept(arrival('l', text));

      const given: string[] = [];
      for (let heads = await store.claim(plenty()); heads.length > 0; ) {
        const head = only(heads);
        given.push(head.body);
        expect(await store.claim(plenty())).toEqual([]);
        heads = await store.settle(done(head));
      }
      expect(given).toEqual(texts);
    });

    test('counts lanes that were tried before apart from fresh ones', async () => {
      const store = current();
      await store.accept(...['a', 'b', 'c', 'd'].map((text) => arrival(text, text)));
      const heads = await store.claim(plenty());
      const tried = (body: string) => body === 'a' || body === 'b';
      await store.settle(
        ...heads.map((head) => retry(head, store.nowMs, { tries: tried(head.body) ? 3 : 0 })),
      );

      const fresh = await store.claim(appetite('ccm', 9, 0));
      expect(bodies(fresh)).toEqual(['c', 'd']);
      expect(await store.claim(appetite('ccm', 0, 1))).toHaveLength(1);
      expect(await store.claim(appetite('ccm', 0, 9))).toHaveLength(1);
    });

    test('gives the lane out first that has been due longest', async () => {
      const store = current();
      await store.accept(arrival('a', 'a'), arrival('b', 'b'), arrival('c', 'c'));
      for (const head of await store.claim(plenty())) {
        const dueAtMs = store.nowMs + { a: 30, b: 10, c: 20 }[head.body]!;
        await store.settle(retry(head, dueAtMs));
      }
      store.nowMs += 50;

      const given = [];
      for (let i = 0; i < 3; i++) given.push(only(await store.claim(appetite('ccm', 0, 1))).body);
      expect(given).toEqual(['b', 'c', 'a']);
    });

    test('gives nothing out before it is due', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'));
      await store.settle(retry(await store.one(), store.nowMs + 500));

      store.nowMs += 499;
      expect(await store.claim(plenty())).toEqual([]);
      store.nowMs += 1;
      expect(await store.claim(plenty())).toHaveLength(1);
    });

    test('lets a lease be taken over when it has run out, and not before', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'), arrival('l', 'b'));
      const lost = await store.one();

      store.nowMs += leaseMs - 1;
      expect(await store.claim(plenty())).toEqual([]);
      store.nowMs += 1;
      expect(await store.claim(appetite('ccm', 0, 9))).toEqual([]);
      const taken = only(await store.claim(appetite('ccm', 9, 0)));
      expect(taken).toMatchObject({
        body: 'a',
        seq: lost.seq,
        doubtSinceMs: lost.leasedAtMs,
        leasedAtMs: store.nowMs,
      });
      expect(taken.epoch).toBeGreaterThan(lost.epoch);
      const next = only(await store.settle(done(taken)));
      expect(next).toMatchObject({ body: 'b', doubtSinceMs: 0 });
    });

    test('takes over a lane that was tried before as one that was tried before', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'));
      await store.settle(
        retry(await store.one(), store.nowMs, { tries: 2, burned: 1, failedSinceMs: 7 }),
      );
      const { leasedAtMs: doubtSinceMs } = await store.one();

      store.nowMs += leaseMs;
      expect(await store.claim(appetite('ccm', 9, 0))).toEqual([]);
      const taken = only(await store.claim(appetite('ccm', 0, 9)));
      expect(taken).toMatchObject({ tries: 2, burned: 1, failedSinceMs: 7, doubtSinceMs });
      store.nowMs += leaseMs;
      expect(await store.one()).toMatchObject({ doubtSinceMs });
    });

    test('counts lanes to be taken over and lanes that wait together', async () => {
      const store = current();
      await store.accept(arrival('a', 'a'));
      await store.one();
      await store.accept(arrival('b', 'b'), arrival('c', 'c'));
      store.nowMs += leaseMs;

      expect(await store.claim(appetite('ccm', 2, 0))).toHaveLength(2);
      expect(await store.claim(appetite('ccm', 2, 0))).toHaveLength(1);
    });

    test('takes no more of those that waited than asked, and what arrives beside them', async () => {
      const store = current();
      await store.accept(arrival('a', 'a'), arrival('b', 'b'), arrival('c', 'c'));

      const { heads } = await store.commit({
        accept: [arrival('d', 'd')],
        claim: [{ ...appetite('ccm', 3, 0), waiting: 1 }],
      });
      expect(heads.map(({ body }) => body).sort()).toEqual(['a', 'd']);
      expect(await store.claim({ ...appetite('ccm', 3, 0), waiting: 0 })).toEqual([]);
      expect(await store.claim(appetite('ccm', 3, 0))).toHaveLength(2);
    });

    test('says when the next lanes of a target are due, leases at their end', async () => {
      const store = current();
      const nextDue = async (target = 'ccm') =>
        (await store.commit({ claim: [appetite(target, 0, 0)] })).nextDue.get(target) ?? {};
      expect(await nextDue()).toEqual({});

      await store.accept(arrival('a', 'a'), arrival('b', 'b'), arrival('c', 'c'));
      expect(await nextDue()).toEqual({ freshMs: store.nowMs });
      expect(await nextDue('x/1')).toEqual({});

      const { heads, nextDue: leased } = await store.commit({ claim: [plenty()] });
      expect(leased.get('ccm')).toEqual({ freshMs: store.nowMs + leaseMs });

      const [a, b, c] = heads;
      await store.settle(
        retry(a!, store.nowMs + 900),
        retry(b!, store.nowMs + 800),
        retry(c!, store.nowMs + 700, { tries: 0 }),
      );
      const times = { freshMs: store.nowMs + 700, retryingMs: store.nowMs + 800 };
      expect(await nextDue()).toEqual(times);
    });

    test('knows the targets that something waits for', async () => {
      const store = current();
      const targets = async () => [...(await store.opened.store.targets())].sort();
      await store.accept(
        arrival('in/1/2', 'a'),
        arrival('in/1/3', 'b'),
        arrival('out/1/2', 'c', 'x/1'),
        arrival('out/2/2', 'd', 'x/2'),
      );
      expect(await targets()).toEqual(['ccm', 'x/1', 'x/2']);

      const head = await store.one('x/1');
      expect(await targets()).toEqual(['ccm', 'x/1', 'x/2']);
      await store.settle(done(head));
      expect(await targets()).toEqual(['ccm', 'x/2']);
    });

    test('counts what waits', async () => {
      const store = current();
      const statistics = () => store.opened.store.statistics();
      expect(await statistics()).toEqual({ waiting: 0, lanes: 0, dead: 0 });

      await store.accept(arrival('a', '1'), arrival('a', '2'), arrival('b', '3'));
      expect(await statistics()).toEqual({ waiting: 3, lanes: 2, dead: 0 });
      await store.settle(...(await store.claim(plenty())).map((head) => done(head)));
      expect(await statistics()).toEqual({ waiting: 1, lanes: 1, dead: 0 });
    });
  });
}
