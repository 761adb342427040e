import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryDeliveryStore } from '../../adapters/in-memory/in-memory-delivery-store.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import type { Change } from './journal.ts';
import { WatchJournal, type Watch, type Watched } from './watch-journal.ts';

let clock: ManualClock;
let store: InMemoryDeliveryStore;
let listeners: Set<() => void>;
let reads: number;
let written: number;
let watchJournal: WatchJournal;
let cancellation: AbortController;

beforeEach(() => {
  clock = new ManualClock();
  store = new InMemoryDeliveryStore();
  listeners = new Set();
  reads = 0;
  written = 0;
  cancellation = new AbortController();
  const { journal } = store;
  watchJournal = new WatchJournal({
    journal: {
      newest: () => journal.newest(),
      changes: (after, limit) => {
        reads += 1;
        return journal.changes(after, limit);
      },
    },
    clock,
    onNews: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
});

/** Something is accepted by another process, of which nobody here hears. */
const write = async (count = 1, lane = 'in/1/2') => {
  const accept = Array.from({ length: count }, () => {
    written += 1;
    return { id: `m${written}`, atMs: clock.now(), message: { lane, target: 't', body: '' } };
  });
  await store.commit({ nowMs: clock.now(), leaseMs: 1, accept, settle: [], claim: [] });
};
const tell = () => {
  for (const listener of listeners) listener();
};
const watch = (more: Partial<Watch> = {}) =>
  watchJournal.execute({ wanted: () => true, cancellation: cancellation.signal, ...more });
const next = async (watching: AsyncGenerator<Watched>) => (await watching.next()).value as Watched;
const take = async (watching: AsyncGenerator<Watched>, count: number) => {
  const taken: Watched[] = [];
  while (taken.length < count) taken.push(await next(watching));
  return taken;
};
const ids = (watched: readonly Watched[]) => watched.map(({ change }) => change?.id);
const ofAccount = (account: string) => (change: Change) => change.lane.includes(`/${account}/`);

describe('a watch', () => {
  test('first tells where it begins, then everything from then on, in order', async () => {
    await write(2);
    const watching = watch();
    expect(await next(watching)).toEqual({ position: await store.journal.newest() });
    await write(3);
    expect(ids(await take(watching, 3))).toEqual(['m3', 'm4', 'm5']);
  });

  test('tells where it begins at once, also when there is nothing yet', async () => {
    expect(await next(watch())).toEqual({ position: '' });
  });

  test('of everything begins with the oldest change', async () => {
    await write(450);
    const [first, ...rest] = await take(watch({ after: '' }), 451);
    expect(first).toEqual({ position: '' });
    expect(ids(rest)).toEqual(Array.from({ length: 450 }, (_, i) => `m${i + 1}`));
  });

  test('that goes on from any position misses nothing and repeats nothing', async () => {
    await write(25);
    const all = await take(watch({ after: '' }), 26);
    for (const [i, { position }] of all.entries()) {
      const rest = await take(watch({ after: position }), 26 - i);
      expect(rest[0]).toEqual({ position });
      expect(ids(rest.slice(1))).toEqual(ids(all.slice(i + 1)));
    }
  });

  test('from what is no position fails before it says anything', async () => {
    await expect(watch({ after: 'nonsense' }).next()).rejects.toMatchObject({ code: 'rejected' });
    expect(listeners.size).toBe(0);
  });

  test('reads only when it is asked for more', async () => {
    await write(1_000);
    const watching = watch({ after: '' });
    expect(reads).toBe(0);
    await take(watching, 201);
    tell();
    await clock.advance(60_000);
    expect(reads).toBe(2);
    await next(watching);
    expect(reads).toBe(3);
  });

  test('that nobody reads on with is gone when it is closed', async () => {
    const watching = watch();
    await next(watching);
    expect(listeners.size).toBe(1);
    await watching.return(undefined);
    expect(listeners.size).toBe(0);
  });
});

describe('a watch that has caught up', () => {
  test('sleeps, and hears of news without waiting', async () => {
    const watching = watch();
    await next(watching);
    const waiting = next(watching);
    await clock.settle();
    expect(reads).toBe(2);
    await write();
    tell();
    expect((await waiting).change?.id).toBe('m1');
  });

  test('sleeps on when the news were of nothing that it tells', async () => {
    const watching = watch();
    await next(watching);
    const waiting = watching.next();
    await clock.settle();
    tell();
    await clock.settle();
    expect(reads).toBe(3);
    cancellation.abort();
    await waiting;
  });

  test('looks every second for what another process has written unheard', async () => {
    const watching = watch();
    await next(watching);
    const waiting = next(watching);
    await clock.settle();
    await write();
    await clock.advance(1_000);
    expect((await waiting).change?.id).toBe('m1');
  });

  test('misses no news that come while it looks', async () => {
    const watching = watch();
    await next(watching);
    const { changes } = store.journal;
    store.journal.changes = async (...asked) => {
      const found = await changes.apply(store.journal, asked);
      store.journal.changes = changes;
      await write();
      tell();
      return found;
    };
    expect((await next(watching)).change?.id).toBe('m1');
  });

  test('ends as soon as it is cancelled, and hears nothing more', async () => {
    const watching = watch();
    await next(watching);
    const waiting = watching.next();
    await clock.settle();
    cancellation.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(listeners.size).toBe(0);
  });

  test('that was cancelled before it began says nothing', async () => {
    cancellation.abort();
    expect((await watch().next()).done).toBe(true);
    expect(listeners.size).toBe(0);
  });
});

describe('while others’ changes pass, a watch tells how far it has got', () => {
  test('after every thousand of them', async () => {
    await write(1_500, 'in/1/2');
    await write(1, 'in/9/2');
    const watching = watch({ after: '', wanted: ofAccount('9') });
    const [, first, second] = await take(watching, 3);
    expect(first).toEqual({ position: (await store.journal.changes('', 1_000)).at(-1)?.position });
    expect(second?.change?.id).toBe('m1501');
  });

  test('after five seconds', async () => {
    const watching = watch({ wanted: ofAccount('9') });
    await next(watching);
    const waiting = next(watching);
    let told = false;
    void waiting.then(() => (told = true));
    await write();
    await clock.advance(4_000);
    expect(told).toBe(false);
    await clock.advance(2_000);
    expect(await waiting).toEqual({ position: await store.journal.newest() });
  });

  test('but not again when nothing has passed', async () => {
    const watching = watch({ wanted: ofAccount('9') });
    await next(watching);
    const waiting = watching.next();
    await clock.advance(60_000);
    cancellation.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  test('and misses nothing when it goes on from there', async () => {
    await write(1_001, 'in/1/2');
    await write(2, 'in/9/2');
    const wanted = ofAccount('9');
    const [, told] = await take(watch({ after: '', wanted }), 2);
    const rest = await take(watch({ after: told?.position ?? '', wanted }), 3);
    expect(ids(rest)).toEqual([undefined, 'm1002', 'm1003']);
  });
});
