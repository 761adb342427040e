import { describe, expect, test } from '@jest/globals';
import {
  appetite,
  arrival,
  bodies,
  done,
  only,
  plenty,
  retry,
  type StoreUnderTest,
} from './store-under-test.conformance.ts';

const day = 24 * 60 * 60 * 1_000;

/** What the store promises about arrivals. */
export function acceptingConformance(current: () => StoreUnderTest): void {
  describe('accepts what arrives', () => {
    test('takes a message once, however often it arrives', async () => {
      const store = current();
      expect(await store.accept(arrival('in/1/2', 'a'))).toEqual(['accepted']);
      expect(await store.accept(arrival('in/1/2', 'a'))).toEqual(['duplicate']);

      const head = await store.one();
      expect(await store.settle(done(head))).toEqual([]);
      expect(await store.accept(arrival('in/1/2', 'a'))).toEqual(['duplicate']);
      expect((await store.opened.store.statistics()).waiting).toBe(0);
    });

    test('takes a message once when it arrives twice in one commit, and answers in order', async () => {
      const store = current();
      await store.accept(arrival('in/1/2', 'b'));
      const [a, b, c] = ['a', 'b', 'c'].map((body) => arrival('in/1/2', body));

      expect(await store.accept(a!, b!, a!, c!)).toEqual([
        'accepted',
        'duplicate',
        'duplicate',
        'accepted',
      ]);
      expect((await store.opened.store.statistics()).waiting).toBe(3);
    });

    test('remembers an id for seven days at least', async () => {
      const store = current();
      await store.accept({ ...arrival('in/1/2', 'a'), atMs: store.nowMs });
      for (let hours = 0; hours < 7 * 24; hours += 6) {
        await store.accept({ id: `later ${hours}`, atMs: store.nowMs });
        store.nowMs += day / 4;
      }
      store.nowMs -= 1;

      expect(await store.accept(arrival('in/1/2', 'a'))).toEqual(['duplicate']);
    });

    test('remembers what arrives without a message, and puts it into no lane', async () => {
      const store = current();
      expect(await store.accept({ id: 'echo', atMs: 1_000 })).toEqual(['accepted']);
      expect(await store.accept({ id: 'echo', atMs: 1_000 })).toEqual(['duplicate']);
      expect(await store.opened.store.targets()).toEqual([]);
    });

    test('leases an idle lane at once to a worker with appetite', async () => {
      const store = current();
      const { heads } = await store.commit({
        accept: [arrival('in/1/2', 'a'), arrival('in/1/2', 'b')],
        claim: [plenty()],
      });

      expect(only(heads)).toMatchObject({
        lane: 'in/1/2',
        target: 'ccm',
        body: 'a',
        progress: '',
        acceptedAtMs: 1_000,
        tries: 0,
        burned: 0,
        failedSinceMs: 0,
        doubtSinceMs: 0,
        leasedAtMs: store.nowMs,
      });
      expect(await store.claim(plenty())).toEqual([]);
    });

    test('leases a lane that has become idle again in the same way', async () => {
      const store = current();
      const head = only(
        (await store.commit({ accept: [arrival('l', 'a')], claim: [plenty()] })).heads,
      );
      await store.settle(done(head));
      const again = only(
        (await store.commit({ accept: [arrival('l', 'b')], claim: [plenty()] })).heads,
      );

      expect(again.body).toBe('b');
      expect(again.laneId).toBe(head.laneId);
      expect(await store.settle(done(again))).toEqual([]);
    });

    test('leads an idle lane to where its next message goes', async () => {
      const store = current();
      await store.accept(arrival('l', 'a', 'x/1'));
      await store.settle(done(await store.one('x/1')));
      await store.accept(arrival('l', 'b', 'x/2'));

      expect(await store.opened.store.targets()).toEqual(['x/2']);
      expect(await store.one('x/2')).toMatchObject({ body: 'b', target: 'x/2' });
    });

    test('leases nothing to a worker without appetite for the target', async () => {
      const store = current();
      const accept = [arrival('out/1/2', 'a', 'x/1')];

      expect((await store.commit({ accept })).heads).toEqual([]);
      expect(await store.claim(plenty('ccm'), appetite('x/1', 0, 9))).toEqual([]);
      expect((await store.one('x/1')).body).toBe('a');
    });

    test('never leases more lanes than there is appetite for, each target by itself', async () => {
      const store = current();
      await store.accept(arrival('in/1/0', '0'));
      const accept = [
        arrival('in/1/1', 'a'),
        arrival('out/1/1', 'b', 'x/1'),
        arrival('in/1/2', 'c'),
        arrival('in/1/3', 'd'),
        arrival('out/1/2', 'e', 'x/1'),
      ];
      const { heads } = await store.commit({
        accept,
        claim: [appetite('ccm', 2, 0), appetite('x/1', 1, 0)],
      });

      expect(heads.map(({ target }) => target).sort()).toEqual(['ccm', 'ccm', 'x/1']);
      const rest = await store.claim(plenty('ccm'), plenty('x/1'));
      expect(bodies([...heads, ...rest])).toEqual(['0', 'a', 'b', 'c', 'd', 'e']);
    });

    test('lets nothing overtake a message that is being delivered or waits to be tried again', async () => {
      const store = current();
      await store.accept(arrival('l', 'a'));
      const head = await store.one();
      expect(
        (await store.commit({ accept: [arrival('l', 'b')], claim: [plenty()] })).heads,
      ).toEqual([]);

      await store.settle(retry(head, store.nowMs + 1_000));
      expect(
        (await store.commit({ accept: [arrival('l', 'c')], claim: [plenty()] })).heads,
      ).toEqual([]);
      store.nowMs += 1_000;
      expect((await store.one()).body).toBe('a');
    });

    test('gives a body back as it was, whatever is in it', async () => {
      const store = current();
      const body = JSON.stringify({ text: `'"\\ 👩‍👩‍👧 \u2028 ${'é'.repeat(70_000)}` });
      await store.accept({
        id: body.slice(0, 20),
        atMs: 1,
        message: { lane: 'l', target: 't', body },
      });

      expect((await store.one('t')).body).toBe(body);
    });

    test('does nothing when there is nothing to do', async () => {
      const { accepted, settled, heads, nextDue } = await current().commit({});
      expect([accepted, settled, heads, [...nextDue]]).toEqual([[], [], [], []]);
    });
  });
}
