import { beforeEach, expect, test } from '@jest/globals';
import { InMemoryDeliveryStore } from '../../adapters/in-memory/in-memory-delivery-store.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import { defaultBackoff } from './backoff.ts';
import type { Deliverer } from './deliverer.ts';
import { defaultGateLimits } from './gate.ts';
import type { Arrival, Head, Settlement } from './lane.ts';
import { Lanes } from './lanes.ts';
import type { Tracing } from './tracing.ts';

/** Something goes on under a name; what is a part of it, under a name that says so. */
class NamedTracing implements Tracing {
  name: string | undefined;
  readonly attempts: { trace: string | undefined; kind: Settlement['kind'] }[] = [];

  current(): string | undefined {
    return this.name;
  }

  acceptance<T>(arrivals: readonly Arrival[], work: () => Promise<T>): Promise<T> {
    const outer = this.name;
    this.name = outer && `${arrivals.map(({ id }) => id).join()} in ${outer}`;
    const journalled = work();
    this.name = outer;
    return journalled;
  }

  async attempt({ trace }: Head, work: () => Promise<Settlement>): Promise<Settlement> {
    this.name = `attempt at ${trace}`;
    const settlement = await work();
    this.name = undefined;
    this.attempts.push({ trace, kind: settlement.kind });
    return settlement;
  }
}

const reply: Arrival = {
  id: 'reply',
  atMs: 0,
  message: { lane: 'replies', target: 'ccm', body: 'reply' },
};

/** Every message but a reply is answered with one. */
const replying: Deliverer = {
  ageMaxMs: 60_000,
  execute: async ({ body }) => ({ kind: 'done', follow: body === 'reply' ? [] : [reply] }),
  buried: () => [],
};

let clock: ManualClock;
let tracing: NamedTracing;
let lanes: Lanes;

beforeEach(async () => {
  clock = new ManualClock();
  tracing = new NamedTracing();
  lanes = new Lanes({
    store: new InMemoryDeliveryStore(),
    clock,
    observer: { notice: () => {} },
    delivererOf: () => replying,
    timings: {
      leaseMs: 30_000,
      sendTimeoutMs: 10_000,
      echoWaitMs: 10_000,
      burnedMax: 3,
      backoff: defaultBackoff,
      gate: defaultGateLimits,
    },
    random: () => 0.5,
    tracing,
  });
  await lanes.start();
});

async function arrives(id: string): Promise<void> {
  const accepted = lanes.accept([
    { id, atMs: 0, message: { lane: 'lane', target: 'x', body: id } },
  ]);
  tracing.name = undefined;
  await clock.settle();
  await accepted;
}

test('an attempt belongs to what its message arrived with, and so does what follows from it', async () => {
  tracing.name = 'request';
  await arrives('one');
  expect(tracing.attempts).toEqual([
    { trace: 'one in request', kind: 'done' },
    { trace: 'attempt at one in request', kind: 'done' },
  ]);
});

test('what arrives while nobody follows belongs to nothing', async () => {
  await arrives('one');
  expect(tracing.attempts[0]).toEqual({ trace: undefined, kind: 'done' });
});
