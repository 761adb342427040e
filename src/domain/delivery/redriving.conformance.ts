import { describe, expect, test } from '@jest/globals';
import type { Head } from './lane.ts';
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

const learned = { tries: 4, burned: 2, failedSinceMs: 77, doubtSinceMs: 66 };
const restored = { progress: 'part 1', doubtSinceMs: 66, tries: 0, burned: 0, failedSinceMs: 0 };
const untouched = { progress: '', doubtSinceMs: 0, tries: 0, burned: 0, failedSinceMs: 0 };

/** What dead letters promise about their way back into the lanes. */
export function redrivingConformance(current: () => StoreUnderTest): void {
  const redrive = (...ids: readonly string[]) =>
    current().opened.deadLetters.redrive(ids, current().nowMs);

  /** The bodies of a lane's messages in the order in which they come, all delivered. */
  const delivered = async (first?: Head) => {
    const store = current();
    const order: string[] = [];
    for (let head = first ?? (await store.one()); ; ) {
      order.push(head.body);
      const [next] = await store.settle(done(head));
      if (next === undefined) return order;
      head = next;
    }
  };

  /** Buries the only head half-sent and in doubt; the head that follows it. */
  const buryHalfSent = async () => {
    const store = current();
    const half = only(await store.settle(advanced(await store.one(), 'part 1')));
    await store.settle(retry(half, store.nowMs, learned));
    return store.settle(buried(await store.one()));
  };

  describe('redrives dead letters', () => {
    test('to the end of the lane, under their own ids', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'), arrival('l', 'b'), arrival('l', 'c'));
      const next = only(await store.settle(buried(await store.one())));

      expect(await redrive('l a')).toEqual(['l a']);
      expect(await store.opened.store.statistics()).toEqual({ waiting: 3, lanes: 1, dead: 0 });
      expect((await store.opened.deadLetters.list({}, 9)).entries).toEqual([]);
      expect((await store.opened.journal.find('l a'))?.state).toBe('waiting');
      await store.accept(arrival('l', 'd'));
      expect(await delivered(next)).toEqual(['b', 'c', 'a', 'd']);
    });

    test('into an idle lane, which is due at once as an untried one', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'));
      await store.settle(buried(await store.one()));
      store.nowMs += 5;
      await redrive('l a');

      expect(await store.opened.store.targets()).toEqual(['ccm']);
      const { nextDue } = await store.commit({ claim: [appetite('ccm', 0, 9)] });
      expect(nextDue.get('ccm')).toEqual({ freshMs: store.nowMs });
      const head = only(await store.claim(appetite('ccm', 1, 0)));
      expect(head).toMatchObject({ ...untouched, body: 'a', lane: 'l', acceptedAtMs: 1_000 });
      expect(await store.settle(done(head))).toEqual([]);
      expect(await store.opened.store.statistics()).toEqual({ waiting: 0, lanes: 0, dead: 0 });
    });

    test('into an idle lane with what had been done of them and their doubt', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'));
      await buryHalfSent();
      await redrive('l a');
      await store.accept(arrival('l', 'b'));

      const head = await store.one();
      expect(head).toMatchObject({ ...restored, body: 'a' });
      expect(only(await store.settle(done(head)))).toMatchObject({ ...untouched, body: 'b' });
    });

    test.each([
      ['delivered', done],
      ['buried', buried],
    ])('behind one that is %s, with what had been done of them', async (_, settlement) => {
      const store = current();
      await store.accept(arrival('l', 'a'), arrival('l', 'b'));
      const [next] = await buryHalfSent();
      await redrive('l a');
      await store.accept(arrival('l', 'c'));
      expect(next).toMatchObject({ ...untouched, body: 'b' });

      const head = only(await store.settle(settlement(next!)));
      expect(head).toMatchObject({ ...restored, body: 'a' });
      const last = only(await store.settle(settlement(head)));
      expect(last).toMatchObject({ ...untouched, body: 'c' });
    });

    test.each(['alone', 'behind another'])('durably, %s', async (where) => {
      const store = current();
      await store.accept(arrival('l', 'a'));
      await buryHalfSent();
      if (where === 'behind another') await store.accept(arrival('l', 'b'));
      await redrive('l a');
      await store.crash();

      const first = await store.one();
      const head = where === 'alone' ? first : only(await store.settle(done(first)));
      expect(head).toMatchObject({ ...restored, body: 'a' });
      await store.settle(retry(head, store.nowMs, { tries: 0 }));
      await store.crash();
      expect(await store.one()).toMatchObject({ ...restored, body: 'a' });
    });

    test('again and again, each time with what was done meanwhile', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'));
      await buryHalfSent();
      await redrive('l a');
      const more = only(await store.settle(advanced(await store.one(), 'part 2')));
      await store.settle(buried(more));
      expect(only((await store.opened.deadLetters.list({}, 9)).entries).id).toBe('l a');
      await redrive('l a');

      const head = await store.one();
      expect(head).toMatchObject({ body: 'a', progress: 'part 2', doubtSinceMs: 0 });
    });

    test('of one lane in the order in which they were accepted', async () => {
      const store = current();
      await store.accept(...['a', 'b', 'c'].map((text) => arrival('l', text)));
      for (let [head] = await store.claim(plenty()); head !== undefined; ) {
        [head] = await store.settle(buried(head));
      }

      expect([...(await redrive('l c', 'l a', 'l b'))].sort()).toEqual(['l a', 'l b', 'l c']);
      expect(await delivered()).toEqual(['a', 'b', 'c']);
    });

    test('once, and answers only those that were dead letters', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'), arrival('m', 'b'), arrival('n', 'c'));
      const heads = await store.claim(plenty());
      const of = (lane: string) => heads.find((head) => head.lane === lane)!;
      await store.settle(buried(of('l')), done(of('m')));
      const before = await store.changes();

      expect(await redrive()).toEqual([]);
      expect(await redrive('m b', 'n c', 'unknown', '', 'l', 'L A')).toEqual([]);
      expect(await store.changes()).toEqual(before);
      expect(await redrive('unknown', 'l a', 'l a', 'n c')).toEqual(['l a']);
      expect(await redrive('l a')).toEqual([]);
      expect(await store.opened.store.statistics()).toEqual({ waiting: 2, lanes: 2, dead: 0 });
      const changes = await store.changes(before.at(-1)?.position);
      expect(changes.map(({ kind }) => kind)).toEqual(['redriven']);
      expect(await delivered()).toEqual(['a']);
    });

    test('whose ids are still known', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'));
      await store.settle(buried(await store.one()));
      await redrive('l a');
      expect(await store.accept(arrival('l', 'a'))).toEqual(['duplicate']);

      expect(await delivered()).toEqual(['a']);
      expect(await store.accept(arrival('l', 'a'))).toEqual(['duplicate']);
    });

    test('without a word from the leases under which they were given up', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'));
      const old = await store.one();
      await store.settle(buried(old));
      await redrive('l a');
      expect((await store.commit({ settle: [done(old)] })).settled).toEqual(['fenced']);

      const head = await store.one();
      const { settled } = await store.commit({ settle: [buried(old), done(head)] });
      expect(settled).toEqual(['fenced', 'settled']);
    });

    test('beside a message that is being delivered, which goes on', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'), arrival('l', 'b'));
      const next = only(await store.settle(buried(await store.one())));
      await redrive('l a');

      expect(await store.claim(plenty())).toEqual([]);
      expect(await delivered(next)).toEqual(['b', 'a']);
    });

    test('behind a message that waits to be tried again, which keeps its pause', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'), arrival('l', 'b'));
      const next = only(await store.settle(buried(await store.one())));
      await store.settle(retry(next, store.nowMs + 500, learned));
      await redrive('l a');

      expect(await store.claim(plenty())).toEqual([]);
      store.nowMs += 500;
      const head = await store.one();
      expect(head).toMatchObject({ ...learned, body: 'b' });
      expect(await delivered(head)).toEqual(['b', 'a']);
    });

    test('of several lanes at once', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'), arrival('m', 'b', 'x/1'), arrival('n', 'c', 'x/2'));
      const heads = await store.claim(plenty(), plenty('x/1'), plenty('x/2'));
      await store.settle(...heads.map((head) => buried(head)));
      await redrive('l a', 'm b', 'n c');

      expect([...(await store.opened.store.targets())].sort()).toEqual(['ccm', 'x/1', 'x/2']);
      expect((await store.one('x/1')).body).toBe('b');
    });
  });
}
