import { describe, expect, test } from '@jest/globals';
import type { Arrival } from './lane.ts';
import {
  advanced,
  arrival,
  buried,
  done,
  only,
  plenty,
  retry,
  type StoreUnderTest,
} from './store-under-test.conformance.ts';

const trace = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const another = 'a name in another form: "é", \\, 100 %';

function traced(lane: string, body: string, of = trace): Arrival {
  const plain = arrival(lane, body);
  return plain.message === undefined
    ? plain
    : { ...plain, message: { ...plain.message, trace: of } };
}

/** What the store promises about the traces of messages. */
export function tracingConformance(current: () => StoreUnderTest): void {
  describe('gives back the trace of a message', () => {
    test('when its lane is leased at once', async () => {
      const accept = [traced('l', 'a'), traced('m', 'b', another), arrival('n', 'c')];
      const { heads } = await current().commit({ accept, claim: [plenty()] });
      const traces = new Map(heads.map((head) => [head.body, head.trace]));
      expect(traces).toEqual(
        new Map([
          ['a', trace],
          ['b', another],
          ['c', undefined],
        ]),
      );
    });

    test('when it is claimed, also after crashes', async () => {
      const store = current();
      await store.accept(traced('l', 'a'));
      await store.crash();
      expect((await store.one()).trace).toBe(trace);
      await store.crash();
      expect((await store.one()).trace).toBe(trace);
    });

    test('with each step of it and each attempt', async () => {
      const store = current();
      await store.accept(traced('l', 'a'));
      const half = only(await store.settle(advanced(await store.one(), 'part 1')));
      expect(half.trace).toBe(trace);
      await store.settle(retry(half, store.nowMs));
      expect((await store.one()).trace).toBe(trace);
    });

    test.each([
      ['delivered', done],
      ['given up', buried],
    ])('behind one that is %s, and to nobody but itself', async (_, settlement) => {
      const store = current();
      await store.accept(traced('l', 'a'), arrival('l', 'b'), traced('l', 'c', another));
      const second = only(await store.settle(settlement(await store.one())));
      expect(second.body).toBe('b');
      expect(second.trace).toBeUndefined();
      expect(only(await store.settle(settlement(second))).trace).toBe(another);
    });

    test('that follows from another one', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'));
      await store.settle(done(await store.one(), traced('m', 'b')));
      expect((await store.one()).trace).toBe(trace);
    });

    test('that was given up and redriven, also after a crash', async () => {
      const store = current();
      await store.accept(traced('l', 'a'));
      await store.settle(buried(await store.one()));
      await store.crash();
      await store.opened.deadLetters.redrive(['l a'], store.nowMs);
      expect((await store.one()).trace).toBe(trace);
    });
  });

  test('makes no trace up for a message that came without, also after a crash', async () => {
    const store = current();
    await store.accept(arrival('l', 'a'));
    expect((await store.one()).trace).toBeUndefined();
    await store.crash();
    expect((await store.one()).trace).toBeUndefined();
  });
}
