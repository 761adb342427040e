import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Failure } from '../src/domain/errors.ts';
import { clientsOf, refused, settled, watching } from './control-client.ts';
import { ControlRig } from './control-rig.ts';
import { eventually } from './eventually.ts';

let rig: ControlRig;
let clients: ReturnType<typeof clientsOf>;

beforeEach(async () => {
  rig = new ControlRig();
  await rig.start();
  clients = clientsOf(rig.port);
});
afterEach(async () => {
  clients.close();
  await rig.close();
  expect(rig.reported).toEqual([]);
});

const watch = (request = {}) => watching(clients.messaging, request);
const lifeOf = (id: string) => [
  `cim/${id} accepted`,
  `cim/${id} delivered`,
  `status/${id}/DELIVERED accepted`,
  `status/${id}/DELIVERED delivered`,
];
/** Everything that the journal has had to tell so far. */
const whole = async (count: number) => {
  const from = watch({ fromStart: true });
  const { taken } = await from.changes(count);
  from.cancel();
  return taken;
};

describe('WatchMessages', () => {
  test('tells a cursor at once, and then what happens, as it happens', async () => {
    await rig.agentSays('c0', 'before');
    await settled(clients.messaging, 'messages/status/c0/DELIVERED');
    const { next, changes, cancel } = watch();
    const first = await next();
    expect(first.change).toBeUndefined();
    expect(first.cursor).not.toBe('');

    await rig.agentSays('c1', 'hello');
    expect(new Set((await changes(4)).taken)).toEqual(new Set(lifeOf('c1')));
    cancel();
  });

  test('tells of one account, or of one conversation', async () => {
    const ofAda = watch({ account: '1', customer: '2' });
    const ofNobody = watch({ account: '2' });
    await Promise.all([ofAda.next(), ofNobody.next()]);
    await rig.agentSays('c1', 'to Grace', '3');
    await settled(clients.messaging, 'messages/status/c1/DELIVERED');
    await rig.agentSays('c2', 'to Ada', '2');
    expect((await ofAda.changes(4)).taken).toEqual(expect.arrayContaining(lifeOf('c2')));
    ofAda.cancel();
    ofNobody.cancel();
  });

  test('goes on from a cursor, also from that of another filter', async () => {
    for (const n of [1, 2, 3]) await rig.agentSays(`c${n}`, 'hello');
    await settled(clients.messaging, 'messages/status/c3/DELIVERED');
    const all = await whole(12);
    const first = watch({ fromStart: true, account: '1' });
    const { taken, cursor } = await first.changes(5);
    first.cancel();
    const rest = watch({ cursor });
    expect([...taken, ...(await rest.changes(7)).taken]).toEqual(all);
    rest.cancel();
  });

  test('neither misses nor repeats anything across restarts of the server', async () => {
    const seen: string[] = [];
    let cursor = '';
    for (const round of [1, 2, 3]) {
      const one = watch({ fromStart: true, cursor });
      const said = Array.from({ length: 10 }, (_, n) =>
        rig.agentSays(`c${round}-${n}`, 'hi', `${n}`),
      );
      const { taken, ...reached } = await one.changes(7 * round);
      seen.push(...taken);
      cursor = reached.cursor;
      await Promise.all(said);
      await rig.stop();
      await expect(one.drained()).rejects.toEqual(
        refused('UNAVAILABLE', 'the server is shutting down'),
      );
      await rig.start();
    }
    const last = watch({ cursor });
    const { taken } = await last.changes(3 * 10 * 4 - seen.length);
    last.cancel();
    seen.push(...taken);
    expect(new Set(seen).size).toBe(3 * 10 * 4);
    expect(seen).toEqual(await whole(3 * 10 * 4));
  });

  test('begun before anything has happened goes on before all of it', async () => {
    const one = watch();
    const { cursor } = await one.next();
    one.cancel();
    await rig.agentSays('c1', 'hello');
    await settled(clients.messaging, 'messages/status/c1/DELIVERED');
    const two = watch({ cursor });
    expect(new Set((await two.changes(4)).taken)).toEqual(new Set(lifeOf('c1')));
    two.cancel();
  });

  test('is refused where it cannot begin', async () => {
    const cursor = refused('INVALID_ARGUMENT', /^cursor /);
    await expect(watch({ cursor: 'nonsense' }).next()).rejects.toEqual(cursor);
    const foreign = Buffer.from('after the deluge').toString('base64url');
    await expect(watch({ cursor: foreign }).next()).rejects.toEqual(cursor);
    const customer = refused('INVALID_ARGUMENT', /^customer /);
    await expect(watch({ customer: '2' }).next()).rejects.toEqual(customer);
  });
});

describe('a watcher', () => {
  test('that is slow makes the server wait, and gets everything all the same', async () => {
    rig.x.send = () => Promise.reject(new Failure('throttled', '429', Date.now() + 3_600_000));
    const arrivals = Array.from({ length: 40_000 }, (_, n) => ({
      id: `cim/${n}-${'x'.repeat(900)}`,
      atMs: 1,
      message: {
        lane: 'out/1/2',
        target: 'x/1',
        body: '{"content":{"kind":"text","text":"hi"},"accountId":"1","customerId":"2"}',
      },
    }));
    for (let i = 0; i < arrivals.length; i += 200) await rig.accept(arrivals.slice(i, i + 200));
    const { call, changes, cancel } = watch({ fromStart: true });
    call.pause();
    let before = -1;
    const stalled = () => {
      const same = rig.reads === before;
      before = rig.reads;
      return same && before > 0;
    };
    await eventually(stalled, (same) => same);
    expect(rig.reads).toBeLessThan(120);
    const { taken } = await changes(40_000);
    expect(taken).toEqual(arrivals.map(({ id }) => `${id} accepted`));
    cancel();
  });

  test.each(['goes away', 'has a deadline'])('that %s leaves nothing behind', async (how) => {
    const options = how === 'goes away' ? {} : { deadline: Date.now() + 200 };
    const request = { cursor: '', fromStart: false, account: '', customer: '' };
    const call = clients.messaging.watchMessages(request, options);
    const ended = new Promise<{ code: number }>(
      (resolve) => void call.on('error', resolve as never),
    );
    await new Promise((resolve) => void call.once('data', resolve));
    expect(rig.watches.size).toBe(1);
    const beganMs = performance.now();
    if (how === 'goes away') call.cancel();
    expect((await ended).code).toBe(how === 'goes away' ? 1 : 4);
    await eventually(
      () => rig.watches.size,
      (size) => size === 0,
    );
    expect(rig.watches.size).toBe(0);
    expect(performance.now() - beganMs).toBeLessThan(800);
  });

  test('whose machine is gone leaves nothing behind', async () => {
    const { next, call } = watch();
    await next();
    clients.close();
    call.cancel();
    await eventually(
      () => rig.watches.size,
      (size) => size === 0,
    );
    expect(rig.watches.size).toBe(0);
  });
});
