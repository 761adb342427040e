import { describe, expect, test } from '@jest/globals';
import type { Head, Settlement } from './lane.ts';
import {
  advanced,
  arrival,
  buried,
  done,
  leaseMs,
  only,
  plenty,
  retry,
  type StoreUnderTest,
} from './store-under-test.conformance.ts';

const entry = { accountId: '1', customerId: '2', eventId: '9', fingerprint: 'f', sentAtMs: 1 };
const follow = arrival('in/1/2', 'follow');

const kinds: readonly (readonly [string, (head: Head) => Settlement])[] = [
  ['delivery', (head) => ({ ...done(head, follow), entry })],
  ['burial', (head) => buried(head, follow)],
  ['step', (head) => ({ ...advanced(head, 'stale'), entry })],
  ['failure', (head) => retry(head, 0, { tries: 9, doubtSinceMs: 9 })],
];

/** What the store promises about settlements whose lease is over. */
export function fencingConformance(current: () => StoreUnderTest): void {
  /** Everything that a settlement can change. */
  const world = async (store: StoreUnderTest, live: Head) => ({
    statistics: await store.opened.store.statistics(),
    echo: await store.opened.ledger.unmatchedEcho({ ...entry, notBeforeMs: 0 }),
    due: (await store.commit({ claim: [{ ...plenty(), fresh: 0, retrying: 0 }] })).nextDue,
    live: await store.commit({ settle: [advanced(live, 'live')] }),
  });

  const expectFenced = async (store: StoreUnderTest, stale: Settlement, live: Head) => {
    const { settled, heads } = await store.commit({ settle: [stale] });
    expect([settled, heads]).toEqual([['fenced'], []]);
    expect(await store.claim(plenty())).toEqual([]);

    const { statistics, echo, due, live: going } = await world(store, live);
    expect(statistics).toEqual({ waiting: 2, lanes: 1, dead: 0 });
    expect(echo).toBeUndefined();
    expect(due.get('ccm')).toEqual({ freshMs: live.leasedAtMs + leaseMs });
    expect(going.settled).toEqual(['settled']);
    expect(only(going.heads)).toMatchObject({
      body: live.body,
      tries: 0,
      doubtSinceMs: 0,
    });
    expect(await store.accept(follow)).toEqual(['accepted']);
  };

  describe.each(kinds)('fences a %s', (_, settlement) => {
    test('from a lease that was taken over', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'), arrival('l', 'b'));
      const lost = await store.one();
      store.nowMs += leaseMs;
      const taken = await store.one();

      await expectFenced(store, settlement(lost), taken);
    });

    test('of a message that was delivered already', async () => {
      const store = current();
      await store.accept(...['a', 'b', 'c'].map((text) => arrival('l', text)));
      const head = await store.one();
      const next = only(await store.settle(done(head)));

      await expectFenced(store, settlement(head), next);
    });

    test('of a step that was settled already', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'), arrival('l', 'b'));
      const head = await store.one();
      const next = only(await store.settle(advanced(head, 'on')));

      await expectFenced(store, settlement(head), next);
    });

    test('of a lane that was handed back', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'), arrival('l', 'b'));
      const head = await store.one();
      await store.settle(retry(head, store.nowMs, { tries: 0 }));
      const { settled } = await store.commit({ settle: [settlement(head)] });
      expect(settled).toEqual(['fenced']);

      await expectFenced(store, settlement(head), await store.one());
    });

    test.each(kinds)(
      'that comes in one commit with a %s of the same message',
      async (__, first) => {
        const store = current();
        await store.accept(arrival('l', 'a'), arrival('l', 'b'));
        const head = await store.one();
        const stale = settlement(head);
        const marked = arrival('in/1/2', 'second');
        const second = 'follow' in stale ? { ...stale, follow: [marked] } : stale;

        const { settled } = await store.commit({ settle: [first(head), second] });
        expect(settled).toEqual(['settled', 'fenced']);
        expect(await store.accept(marked)).toEqual(['accepted']);
      },
    );

    test('that comes before one that counts, and spares that one', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'), arrival('l', 'b'));
      const head = await store.one();
      const next = only(await store.settle(done(head)));

      const report = arrival('in/1/2', 'report');
      const { settled } = await store.commit({ settle: [settlement(head), done(next, report)] });
      expect(settled).toEqual(['fenced', 'settled']);
      expect(await store.accept(report, follow)).toEqual(['duplicate', 'accepted']);
    });

    test('of a lane that has become idle', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'));
      const head = await store.one();
      await store.settle(done(head));

      const { settled, heads } = await store.commit({
        settle: [settlement(head)],
        claim: [plenty()],
      });
      expect([settled, heads]).toEqual([['fenced'], []]);
      expect(await store.opened.store.statistics()).toEqual({ waiting: 0, lanes: 0, dead: 0 });
    });
  });
}
