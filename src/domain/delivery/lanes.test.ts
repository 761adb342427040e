import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryDeadLetters } from '../../adapters/in-memory/in-memory-dead-letters.ts';
import { InMemoryDeliveryStore } from '../../adapters/in-memory/in-memory-delivery-store.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import { Failure } from '../errors.ts';
import type { Occurrence } from '../observer.ts';
import { defaultBackoff } from './backoff.ts';
import type { Deliverer, Step } from './deliverer.ts';
import type { Commit, Committed } from './delivery-store.ts';
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

class Journal extends InMemoryDeliveryStore {
  slowly: Promise<void> | undefined;

  override async commit(commit: Commit): Promise<Committed> {
    const committed = await super.commit(commit);
    await this.slowly;
    return committed;
  }
}

/** A neighbour that notes what was delivered to it, and answers as it is told. */
class World implements Deliverer {
  readonly ageMaxMs = 24 * 60 * 60 * 1_000;
  readonly clock = new ManualClock();
  readonly journal = new Journal();
  readonly noticed: Occurrence[] = [];
  readonly delivered: string[] = [];
  readonly atOnce = new Map<string, number>();
  atOnceMax = 0;
  answer: (head: Head) => Promise<Step> = async () => ({ kind: 'done' });
  delivererOf: (head: Head) => Deliverer = () => this;
  buried: Deliverer['buried'] = () => [];
  readonly lanes = new Lanes({
    store: this.journal,
    clock: this.clock,
    timings,
    random: () => 0.5,
    observer: { notice: (occurrence) => this.noticed.push(occurrence) },
    delivererOf: (head) => this.delivererOf(head),
  });

  async execute(head: Head): Promise<Step> {
    const running = (this.atOnce.get(head.lane) ?? 0) + 1;
    this.atOnce.set(head.lane, running);
    this.atOnceMax = Math.max(this.atOnceMax, running);
    try {
      const step = await this.answer(head);
      if (step.kind === 'done') this.delivered.push(head.body);
      return step;
    } finally {
      this.atOnce.set(head.lane, running - 1);
    }
  }

  accept(...bodies: readonly string[]): Promise<unknown> {
    return this.lanes.accept(bodies.map((body) => arrival(body)));
  }

  async letters(): Promise<readonly string[]> {
    const { entries } = await new InMemoryDeadLetters(this.journal.journal).list({}, 9);
    return entries.map(({ failure }) => failure);
  }
}

/** `a1` is the message 1 of lane a. */
const arrival = (body: string, target = 'ccm', id = body): Arrival => ({
  id,
  atMs: Date.UTC(2026, 0, 1),
  message: { lane: body.slice(0, 1), target, body },
});

let world: World;

beforeEach(async () => {
  world = new World();
  await world.lanes.start();
});

describe('what arrives', () => {
  test('is acknowledged and delivered only after it is on disk', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    world.journal.slowly = promise;
    let acknowledged = false;
    const accepted = world.accept('a1').then(() => (acknowledged = true));
    await world.clock.settle();
    expect([acknowledged, world.delivered]).toEqual([false, []]);

    resolve();
    await accepted;
    await world.clock.settle();
    expect(world.delivered).toEqual(['a1']);
  });

  test('is refused when the journal fails, and then nothing of it is delivered', async () => {
    world.journal.failNext(new Error('disk full'));
    await expect(world.accept('a1', 'b1')).rejects.toMatchObject({ code: 'unavailable' });
    await world.clock.advance(60_000);
    expect(world.delivered).toEqual([]);
    expect(world.noticed).toEqual([{ kind: 'journal-failed', reason: 'disk full' }]);

    await world.accept('a1', 'b1');
    await world.clock.settle();
    expect(world.delivered).toEqual(['a1', 'b1']);
  });

  test('is delivered once, however often it arrives', async () => {
    await Promise.all([world.accept('a1'), world.accept('a1', 'a1', 'a2')]);
    await world.clock.settle();
    expect(await world.lanes.accept([arrival('a1')])).toEqual(['duplicate']);
    await world.clock.advance(60_000);
    expect(world.delivered).toEqual(['a1', 'a2']);
  });
});

describe('within a lane', () => {
  test('messages are delivered in order and one at a time, whatever fails', async () => {
    let calls = 0;
    world.answer = async () => {
      calls++;
      await Promise.resolve();
      if (calls % 3 !== 0) throw new Failure('unavailable', '503');
      return { kind: 'done' };
    };
    const bodies = Array.from({ length: 9 }, (_, i) => `a${i}`);
    for (const body of bodies) {
      void world.accept(body);
      await world.clock.advance(300);
    }
    await world.clock.advance(120_000);
    expect(world.delivered).toEqual(bodies);
    expect(world.atOnceMax).toBe(1);
  });

  test('a message that fails is never overtaken, and blocks no other lane', async () => {
    world.answer = async (head) => {
      if (head.lane === 'a') throw new Failure('unavailable', '503');
      return { kind: 'done' };
    };
    await world.accept('a1', 'a2', 'b1');
    for (let i = 2; i <= 9; i++) {
      await world.clock.advance(1_000);
      await world.accept(`b${i}`);
    }
    await world.clock.settle();
    expect(world.delivered).toEqual(['b1', 'b2', 'b3', 'b4', 'b5', 'b6', 'b7', 'b8', 'b9']);

    world.answer = async () => ({ kind: 'done' });
    await world.clock.advance(5_000);
    expect(world.delivered.slice(9)).toEqual(['a1', 'a2']);
  });
});

describe('what follows from a delivery', () => {
  test('is delivered at once, into an idle lane of a target not known so far', async () => {
    world.answer = async (head) =>
      head.body === 'a1'
        ? { kind: 'done', follow: [arrival('r1', 'x/1'), arrival('a2', 'x/1')] }
        : { kind: 'done' };
    await world.accept('a1');
    await world.clock.settle();
    expect(world.delivered.toSorted()).toEqual(['a1', 'a2', 'r1']);
  });

  test('is journalled in the commit that buries a message', async () => {
    world.buried = (head, failure) => [arrival(`r ${head.body} ${failure.code}`, 'cim')];
    world.answer = async (head) => {
      if (head.lane === 'a') throw new Failure('rejected', 'code 349');
      return { kind: 'done' };
    };
    world.journal.failNext(new Error('disk full'));
    await expect(world.accept('a1')).rejects.toThrow();
    await world.accept('a1', 'a2');
    await world.clock.settle();
    expect(world.delivered.toSorted()).toEqual(['r a1 rejected', 'r a2 rejected']);
    expect(await world.letters()).toEqual(['rejected', 'rejected']);
  });
});

describe('a fault of our own', () => {
  test.each([
    ['in choosing the deliverer', (world: World) => (world.delivererOf = fault)],
    ['in the attempt', (world: World) => (world.answer = fault)],
    ['in an attempt that throws at once', (world: World) => (world.execute = fault)],
  ])('%s is tried a few times, buried, and the lane goes on', async (_, plant) => {
    const untouched = { ...world, execute: world.execute };
    plant(world);
    await world.accept('a1');
    await world.clock.advance(10_000);
    expect(await world.letters()).toEqual(['internal']);
    expect(world.noticed.filter(({ kind }) => kind === 'held')).toHaveLength(2);

    Object.assign(world, untouched);
    await world.accept('a2');
    await world.clock.settle();
    expect(world.delivered).toEqual(['a2']);
  });

  test('in what must be told of a burial does not keep the message from its grave', async () => {
    world.buried = fault;
    world.answer = async (head) => {
      if (head.body === 'a1') throw new Failure('rejected', 'code 349');
      return { kind: 'done' };
    };
    await world.accept('a1', 'a2');
    await world.clock.settle();
    expect(world.delivered).toEqual(['a2']);
    expect((await world.journal.statistics()).dead).toBe(1);
    expect(world.noticed.filter(({ kind }) => kind === 'buried')).toHaveLength(1);
  });
});

const fault = (): never => {
  throw new TypeError('cannot read properties of undefined');
};
