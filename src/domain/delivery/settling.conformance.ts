import { describe, expect, test } from '@jest/globals';
import {
  advanced,
  appetite,
  arrival,
  bodies,
  buried,
  done,
  leaseMs,
  only,
  plenty,
  retry,
  type StoreUnderTest,
} from './store-under-test.conformance.ts';

/** What the store promises about settlements that count. */
export function settlingConformance(current: () => StoreUnderTest): void {
  describe('settles what was leased', () => {
    test.each([
      ['delivered', done],
      ['buried', buried],
    ])(
      'goes on with the next message when one was %s, whatever the appetite',
      async (_, settled) => {
        const store = current();
        await store.accept(arrival('l', 'a'), arrival('l', 'b'));
        const doubtful = retry(await store.one(), store.nowMs, { burned: 1, doubtSinceMs: 3 });
        await store.settle(doubtful);
        const head = only(await store.settle(advanced(await store.one(), 'half')));
        store.nowMs += 5;

        const next = only(await store.settle(settled(head)));
        expect(next).toMatchObject({
          body: 'b',
          progress: '',
          tries: 0,
          burned: 0,
          doubtSinceMs: 0,
        });
        expect(next).toMatchObject({ failedSinceMs: 0, leasedAtMs: store.nowMs });
        expect(next.seq).toBeGreaterThan(head.seq);
        store.nowMs += leaseMs - 1;
        expect(await store.claim(plenty())).toEqual([]);
        expect(await store.settle(done(next))).toEqual([]);
        expect((await store.opened.store.statistics()).waiting).toBe(0);
      },
    );

    test('hands a lane back with all that was learned', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'));
      const first = only(await store.settle(advanced(await store.one(), 'part 1 sent')));
      const learned = { tries: 4, burned: 2, failedSinceMs: 77, doubtSinceMs: 66 };
      await store.settle(retry(first, store.nowMs + 10, learned));
      store.nowMs += 10;

      const again = await store.one();
      expect(again).toMatchObject({
        ...learned,
        body: 'a',
        seq: first.seq,
        progress: 'part 1 sent',
      });
      await store.settle(retry(again, store.nowMs, { doubtSinceMs: 0 }));
      expect(await store.one()).toMatchObject({ tries: 5, burned: 2, doubtSinceMs: 0 });
    });

    test('hands a lane back that is due at once, to be claimed by the same commit', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'));
      const settle = [retry(await store.one(), store.nowMs)];
      const { heads } = await store.commit({ settle, claim: [plenty()] });

      expect(bodies(heads)).toEqual(['a']);
    });

    test('keeps a message leased that has advanced, and what it keeps of the step', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'), arrival('l', 'b'));
      await store.settle(retry(await store.one(), store.nowMs, { doubtSinceMs: 5 }));
      const head = await store.one();
      store.nowMs += leaseMs - 1;

      const again = only(await store.settle(advanced(head, 'media 7')));
      expect(again).toMatchObject({ body: 'a', progress: 'media 7', tries: 0, doubtSinceMs: 0 });
      expect(again).toMatchObject({ burned: 0, failedSinceMs: 0 });
      expect(again).toMatchObject({ seq: head.seq, leasedAtMs: store.nowMs });
      store.nowMs += leaseMs - 1;
      expect(await store.claim(plenty())).toEqual([]);
      expect(only(await store.settle(advanced(again, 'media 8'))).progress).toBe('media 8');
    });

    test('settles no more than the doubt when the progress stays the same', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'));
      const learned = { tries: 2, burned: 1, failedSinceMs: 7 };
      await store.settle(retry(await store.one(), store.nowMs, { ...learned, doubtSinceMs: 9 }));

      const settled = only(await store.settle(advanced(await store.one(), '')));
      expect(settled).toMatchObject({ ...learned, doubtSinceMs: 0 });
      await store.crash();
      expect(await store.one()).toMatchObject(learned);
    });

    test('counts a settlement however late, as long as nobody has taken the lane over', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'));
      const head = await store.one();
      store.nowMs += 2 * leaseMs;

      expect((await store.commit({ settle: [done(head)] })).settled).toEqual(['settled']);
    });

    test.each([
      ['delivery', done],
      ['burial', buried],
    ])('journals what follows from a %s, once', async (_, settled) => {
      const store = current();
      await store.accept(arrival('out/1/2', 'a', 'x/1'), arrival('known', 'known'));
      const report = arrival('in/1/2', 'report');
      const follow = [report, report, arrival('known', 'known'), arrival('in/1/3', 'another')];
      const settle = [settled(await store.one('x/1'), ...follow)];
      const { heads } = await store.commit({ settle, claim: [appetite('ccm', 1, 0)] });

      const rest = await store.claim(plenty());
      expect(heads).toHaveLength(1);
      expect(bodies([...heads, ...rest])).toEqual(['another', 'known', 'report']);
      expect(await store.accept(report)).toEqual(['duplicate']);
    });

    test('goes on with what follows into the same lane', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'));
      const next = only(await store.settle(done(await store.one(), arrival('l', 'b'))));
      expect(next.body).toBe('b');

      await store.accept(arrival('l', 'c'));
      const last = only(await store.settle(buried(next, arrival('l', 'd'))));
      expect(last.body).toBe('c');
      expect(only(await store.settle(done(last))).body).toBe('d');
    });

    test('takes arrivals and settlements of several lanes in one commit', async () => {
      const store = current();
      await store.accept(...['a', 'b', 'c', 'd'].map((lane) => arrival(lane, `${lane}1`)));
      const heads = await store.claim(plenty());
      const of = (lane: string) => heads.find((head) => head.lane === lane)!;
      const committed = await store.commit({
        accept: [arrival('a', 'a2'), arrival('c', 'c2'), arrival('e', 'e1')],
        settle: [
          done(of('a'), arrival('b', 'b2')),
          buried(of('b')),
          retry(of('c'), store.nowMs + 10),
          advanced(of('d'), 'on'),
        ],
        claim: [plenty()],
      });

      expect(committed.accepted).toEqual(['accepted', 'accepted', 'accepted']);
      expect(committed.settled).toEqual(['settled', 'settled', 'settled', 'settled']);
      expect(bodies(committed.heads)).toEqual(['a2', 'b2', 'd1', 'e1']);
    });
  });
}
