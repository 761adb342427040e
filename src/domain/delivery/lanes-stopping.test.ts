import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryDeliveryStore } from '../../adapters/in-memory/in-memory-delivery-store.ts';
import { InMemoryJournal } from '../../adapters/in-memory/in-memory-journal.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import { Failure } from '../errors.ts';
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
    await this.slowly;
    return super.commit(commit);
  }
}

/** One process after another on the same disk, beside a neighbour that stays. */
class World implements Deliverer {
  readonly ageMaxMs = 24 * 60 * 60 * 1_000;
  readonly clock = new ManualClock();
  readonly disk = new InMemoryJournal();
  readonly delivered: string[] = [];
  readonly heads: Head[] = [];
  answer: (head: Head) => Step | Promise<Step> = () => ({ kind: 'done' });
  journal = new Journal(this.disk);
  lanes = this.process();

  process(): Lanes {
    this.journal = new Journal(this.disk);
    return new Lanes({
      store: this.journal,
      clock: this.clock,
      timings,
      random: () => 0.5,
      observer: { notice: () => {} },
      delivererOf: () => this,
    });
  }

  async execute(head: Head): Promise<Step> {
    this.heads.push(head);
    const step = await this.answer(head);
    if (step.kind === 'done') this.delivered.push(head.body);
    return step;
  }

  buried(): readonly Arrival[] {
    return [];
  }

  accept(...bodies: readonly string[]): Promise<unknown> {
    const atMs = this.clock.now();
    const message = (body: string) => ({ lane: body.slice(0, 1), target: 'ccm', body });
    return this.lanes.accept(bodies.map((body) => ({ id: body, atMs, message: message(body) })));
  }

  /** Stops; the answer tells whether that has come to its end. */
  stop(): () => boolean {
    let stopped = false;
    void this.lanes.stop().then(() => (stopped = true));
    return () => stopped;
  }

  /** The lanes that wait on disk, and whether they are still leased. */
  get waiting(): unknown[] {
    return this.disk
      .busy()
      .map((lane) => [lane.waiting[0]?.body, lane.leased, lane.doubtSinceMs > 0]);
  }
}

let world: World;
const down = new Error('disk full');

/** An answer that is given when the test says so. */
function held(): { readonly answer: () => Promise<Step>; readonly release: () => void } {
  const { promise, resolve } = Promise.withResolvers<Step>();
  return { answer: () => promise, release: () => resolve({ kind: 'done' }) };
}

beforeEach(() => {
  world = new World();
});

describe('stopping', () => {
  test('waits for what is in flight, starts nothing more, and hands lanes back', async () => {
    await world.lanes.start();
    const first = held();
    world.answer = first.answer;
    await world.accept('a1', 'a2', 'b1');
    await world.clock.settle();
    const stopped = world.stop();
    await world.clock.advance(5_000);
    expect(stopped()).toBe(false);

    first.release();
    await world.clock.settle();
    expect(stopped()).toBe(true);
    expect(world.delivered).toEqual(['a1', 'b1']);
    expect(world.waiting).toEqual([['a2', false, false]]);
  });

  test('hands back what a commit on its way leases', async () => {
    await world.lanes.start();
    const { promise, resolve } = Promise.withResolvers<void>();
    world.journal.slowly = promise;
    const accepted = world.accept('a1');
    await world.clock.settle();
    const stopped = world.stop();
    await world.clock.settle();
    expect(stopped()).toBe(false);

    resolve();
    await accepted;
    await world.clock.settle();
    expect([stopped(), world.heads, world.waiting]).toEqual([true, [], [['a1', false, false]]]);
  });

  test('ends only when the outcome is on disk', async () => {
    await world.lanes.start();
    const first = held();
    world.answer = first.answer;
    await world.accept('a1');
    await world.clock.settle();
    const stopped = world.stop();
    world.journal.failAll(down);
    first.release();
    await world.clock.advance(60_000);
    expect(stopped()).toBe(false);
    world.journal.failAll(undefined);
    await world.clock.advance(5_000);
    expect([stopped(), world.waiting]).toEqual([true, []]);
  });

  test('ends also when the last commit fails and nothing is left to write', async () => {
    await world.lanes.start();
    const { promise, resolve } = Promise.withResolvers<void>();
    world.journal.slowly = promise;
    const refused = expect(world.accept('a1')).rejects.toThrow('unavailable');
    await world.clock.settle();
    const stopped = world.stop();
    world.journal.failNext(down);
    resolve();
    await refused;
    await world.clock.advance(10_000);
    expect(stopped()).toBe(true);
  });

  test('ends for everybody who asks for it', async () => {
    await world.lanes.start();
    const first = held();
    world.answer = first.answer;
    await world.accept('a1');
    await world.clock.settle();
    const stopped = [world.stop(), world.stop()];
    first.release();
    await world.clock.settle();
    expect(stopped.map((ended) => ended())).toEqual([true, true]);
  });

  test('still journals what arrives, and leases nothing of it', async () => {
    await world.lanes.start();
    await world.lanes.stop();
    await world.accept('a1');
    world.lanes.recovered('ccm');
    await world.clock.advance(60_000);
    expect([world.heads, world.waiting]).toEqual([[], [['a1', false, false]]]);
  });
});

describe('starting', () => {
  test('takes up what waits, with nothing in doubt after an orderly stop', async () => {
    await world.lanes.start();
    await world.lanes.stop();
    await world.accept('a1', 'b1', 'a2');
    world.lanes = world.process();
    await world.lanes.start();
    await world.clock.settle();
    expect(world.delivered.toSorted()).toEqual(['a1', 'a2', 'b1']);
    expect(world.heads.some(({ doubtSinceMs }) => doubtSinceMs > 0)).toBe(false);
  });

  test('takes up what arrived before it', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    world.journal.slowly = promise;
    const accepted = world.accept('a1');
    await world.clock.settle();
    await world.lanes.start();
    resolve();
    await accepted;
    await world.clock.settle();
    expect(world.delivered).toEqual(['a1']);
  });

  test('after a crash delivers everything, and what was in flight is in doubt', async () => {
    await world.lanes.start();
    world.answer = ({ lane }) => {
      if (lane === 'c') throw new Failure('unavailable', '503');
      return new Promise(() => {});
    };
    await world.accept('a1', 'a2', 'b1', 'c1');
    await world.clock.settle();
    world.journal.failAll(down);

    world.answer = () => ({ kind: 'done' });
    world.heads.length = 0;
    world.lanes = world.process();
    await world.lanes.start();
    await world.clock.advance(1_000);
    const doubts = world.heads.map(({ body, doubtSinceMs }) => [body, doubtSinceMs > 0]);
    expect(Object.fromEntries(doubts)).toEqual({ a1: true, a2: false, b1: true, c1: false });
    expect([world.heads.length, world.waiting]).toEqual([4, []]);
  });
});
