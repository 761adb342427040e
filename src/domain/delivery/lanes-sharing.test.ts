import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryDeliveryStore } from '../../adapters/in-memory/in-memory-delivery-store.ts';
import { InMemoryJournal } from '../../adapters/in-memory/in-memory-journal.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import type { Occurrence } from '../observer.ts';
import { defaultBackoff } from './backoff.ts';
import type { Deliverer, Step } from './deliverer.ts';
import { defaultGateLimits } from './gate.ts';
import type { Arrival, Head } from './lane.ts';
import { Lanes } from './lanes.ts';

const timings = {
  leaseMs: 30_000,
  sendTimeoutMs: 10_000,
  echoWaitMs: 10_000,
  burnedMax: 3,
  backoff: defaultBackoff,
  gate: defaultGateLimits,
};

/** A store that others share: they say when they have changed something. */
class SharedStore extends InMemoryDeliveryStore {
  changed: () => void = () => {};
  watch(changed: () => void): () => void {
    this.changed = changed;
    return () => {
      this.changed = () => {};
    };
  }
}

/** One of several engines on the same journal; its deliveries last until they are let go. */
class Replica implements Deliverer {
  readonly ageMaxMs = 24 * 60 * 60 * 1_000;
  readonly store: SharedStore;
  readonly noticed: Occurrence[] = [];
  readonly begun: Head[] = [];
  buried: Deliverer['buried'] = () => [];
  readonly lanes: Lanes;
  #release: () => void = () => {};

  constructor(journal: InMemoryJournal, clock: ManualClock) {
    this.store = new SharedStore(journal);
    this.lanes = new Lanes({
      store: this.store,
      clock,
      timings,
      random: () => 0.5,
      observer: { notice: (occurrence) => this.noticed.push(occurrence) },
      delivererOf: () => this,
    });
  }

  async execute(head: Head): Promise<Step> {
    this.begun.push(head);
    await new Promise<void>((resolve) => {
      this.#release = resolve;
    });
    return { kind: 'done' };
  }

  release(): void {
    this.#release();
  }
}

const arrival = (body: string, target = 'ccm'): Arrival => ({
  id: body,
  atMs: 0,
  message: { lane: `to ${target}`, target, body },
});

let clock: ManualClock;
let one: Replica;
let two: Replica;

beforeEach(async () => {
  clock = new ManualClock();
  const journal = new InMemoryJournal();
  one = new Replica(journal, clock);
  two = new Replica(journal, clock);
  await one.lanes.start();
  await two.lanes.start();
  await clock.settle();
});
afterEach(async () => {
  for (const { lanes } of [one, two]) void lanes.stop();
  one.release();
  two.release();
  await clock.settle();
});

describe('engines that share a journal', () => {
  test('a delivery that lasts keeps its lease, so that nobody begins it again', async () => {
    await accepted(one, 'a');
    for (let passed = 0; passed < 10 * timings.leaseMs; passed += 5_000) {
      await clock.advance(5_000);
      two.store.changed();
      await clock.settle();
    }

    expect([one.begun.length, two.begun.length]).toEqual([1, 0]);
    one.release();
    await clock.settle();
    expect((await one.store.statistics()).waiting).toBe(0);
    expect(one.noticed).toContainEqual(expect.objectContaining({ kind: 'delivered' }));
  });

  test('an engine that no longer writes is taken over, and what it says too late has no effect', async () => {
    await accepted(one, 'a');
    one.store.failAll(new Error('torn'));
    await clock.advance(timings.leaseMs + 1);
    two.store.changed();
    await clock.settle();

    expect(two.begun).toMatchObject([{ body: 'a', doubtSinceMs: one.begun[0]?.leasedAtMs }]);
    one.store.failAll(undefined);
    one.release();
    await clock.advance(5_000);
    expect(one.noticed).toContainEqual({ kind: 'fenced', lane: 'to ccm' });
    expect((await one.store.statistics()).waiting).toBe(1);
  });

  test('lanes that somebody else has filled are taken up, also towards new targets', async () => {
    await one.store.commit({
      nowMs: clock.now(),
      leaseMs: 1,
      accept: [arrival('b', 'somewhere new')],
      settle: [],
      claim: [],
    });
    await clock.settle();
    expect(two.begun).toEqual([]);

    two.store.changed();
    await clock.settle();
    expect(two.begun).toMatchObject([{ body: 'b', doubtSinceMs: 0 }]);
  });

  test('a stopping engine keeps the leases of what it still delivers', async () => {
    await accepted(one, 'a');
    const stopped = one.lanes.stop();
    for (let passed = 0; passed < 3 * timings.leaseMs; passed += 5_000) {
      await clock.advance(5_000);
      two.store.changed();
      await clock.settle();
    }
    expect(two.begun).toEqual([]);

    one.release();
    await clock.settle();
    await stopped;
    expect((await one.store.statistics()).waiting).toBe(0);
  });
});

describe('whoever listens', () => {
  test('is told of every change until it stops listening', async () => {
    let told = 0;
    const stop = one.lanes.onChange(() => told++);
    await accepted(one, 'a');
    expect(told).toBe(1);
    one.store.changed();
    await clock.settle();
    expect(told).toBe(2);

    stop();
    one.release();
    await clock.settle();
    expect(told).toBe(2);
  });
});

async function accepted(replica: Replica, body: string): Promise<void> {
  const accepting = replica.lanes.accept([arrival(body)]);
  await clock.settle();
  await accepting;
}
