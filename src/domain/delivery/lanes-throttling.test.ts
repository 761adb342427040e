import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryDeliveryStore } from '../../adapters/in-memory/in-memory-delivery-store.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import { Failure } from '../errors.ts';
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

/** As Node has it: what cannot be counted in 31 bits is not waited for. */
class Clock extends ManualClock {
  timers = 0;

  override after(delayMs: number, task: () => void): () => void {
    this.timers++;
    return super.after(delayMs < 2 ** 31 ? delayMs : 1, task);
  }
}

/** A neighbour that allows so many messages and then announces when it will take more. */
class World implements Deliverer {
  readonly ageMaxMs = 72 * 60 * 60 * 1_000;
  readonly clock = new Clock();
  readonly beganMs = this.clock.now();
  readonly journal = new InMemoryDeliveryStore();
  readonly noticed: Occurrence[] = [];
  readonly delivered: { body: string; atMs: number }[] = [];
  readonly triedAtMs: number[] = [];
  answer: (head: Head) => Promise<void> | void = () => {};
  readonly lanes = new Lanes({
    store: this.journal,
    clock: this.clock,
    timings,
    random: () => 0.5,
    observer: { notice: (occurrence) => this.noticed.push(occurrence) },
    delivererOf: () => this,
  });

  async execute(head: Head): Promise<Step> {
    if (head.target === 'x/1') this.triedAtMs.push(this.nowMs);
    await this.answer(head);
    this.delivered.push({ body: head.body, atMs: this.nowMs });
    return { kind: 'done' };
  }

  buried(): readonly Arrival[] {
    return [];
  }

  get nowMs(): number {
    return this.clock.now() - this.beganMs;
  }

  accept(target: string, ...bodies: readonly string[]): Promise<unknown> {
    const atMs = this.clock.now();
    const message = (body: string) => ({ lane: body, target, body });
    return this.lanes.accept(bodies.map((body) => ({ id: body, atMs, message: message(body) })));
  }

  /** X refuses everything of account 1 until then, and says so. */
  throttle(untilMs: number): void {
    this.answer = ({ target }) => {
      if (target !== 'x/1' || this.nowMs >= untilMs) return;
      throw new Failure('throttled', 'code 88', this.beganMs + untilMs);
    };
  }
}

let world: World;
const texts = (count: number) => Array.from({ length: count }, (_, i) => `a${i}`);

beforeEach(async () => {
  world = new World();
  await world.lanes.start();
});

describe('a target that announced when it will answer again', () => {
  test('is not asked before, and then the lane goes on within 2 s', async () => {
    world.throttle(900_000);
    await world.accept('x/1', 'a');
    await world.clock.settle();
    expect(world.triedAtMs).toEqual([0]);
    for (let second = 0; second < 899; second += 31) {
      await world.clock.advance(31_000);
      if (world.nowMs < 899_000) await world.accept('x/1', `b${second}`);
    }
    expect(world.triedAtMs.filter((atMs) => atMs < 900_000)).toEqual([0]);

    await world.clock.advance(10_000);
    expect(world.delivered[0]?.atMs).toBeGreaterThanOrEqual(900_000);
    expect(world.delivered).toHaveLength(29);
    expect(Math.max(...world.delivered.map(({ atMs }) => atMs))).toBeLessThanOrEqual(902_000);
  });

  test('is obeyed to the second, however long it was in trouble before', async () => {
    world.answer = () => {
      throw new Failure('unavailable', '503');
    };
    await world.accept('x/1', ...texts(8));
    await world.clock.advance(400_000);
    const untilMs = world.nowMs + 70_000;
    world.throttle(untilMs);
    await world.clock.advance(72_000);
    expect(world.delivered).toHaveLength(8);
    const firstMs = Math.min(...world.delivered.map(({ atMs }) => atMs));
    expect(firstMs).toBeGreaterThanOrEqual(untilMs);
  });

  test('leaves other targets alone, and is left alone by them', async () => {
    world.throttle(900_000);
    await world.accept('x/1', ...texts(5));
    for (let i = 0; i < 20; i++) {
      await world.accept('x/2', `other ${i}`);
      await world.clock.settle();
      expect(world.delivered.at(-1)).toEqual({ body: `other ${i}`, atMs: world.nowMs });
      await world.clock.advance(1_000);
    }
    expect(world.triedAtMs).toEqual([0, 0, 0, 0, 0]);
  });

  test('is not asked although an earlier attempt succeeds after the announcement', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    world.answer = async ({ body }) => {
      if (body === 'slow') return promise;
      throw new Failure('throttled', 'code 88', world.beganMs + 60_000);
    };
    await world.accept('x/1', 'slow');
    await world.clock.settle();
    await world.accept('x/1', ...texts(3));
    await world.clock.settle();
    resolve();
    await world.clock.advance(59_999);
    expect(world.delivered.map(({ body }) => body)).toEqual(['slow']);
    expect(world.triedAtMs).toHaveLength(4);
  });

  test('is not asked for a lane that goes on after a delivery', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    world.throttle(60_000);
    const throttled = world.answer;
    world.answer = (head) => (head.body === 'first' ? promise : throttled(head));
    const message = (body: string) => ({ lane: 'one', target: 'x/1', body });
    const atMs = world.clock.now();
    await world.lanes.accept(['first', 'second'].map((id) => ({ id, atMs, message: message(id) })));
    await world.accept('x/1', 'a');
    await world.clock.settle();
    resolve();
    await world.clock.advance(59_999);
    expect(world.triedAtMs).toEqual([0, 0]);
    await world.clock.advance(2_001);
    const bodies = world.delivered.map(({ body }) => body);
    expect(bodies.toSorted()).toEqual(['a', 'first', 'second']);
  });

  test('is asked at once when its trouble is known to be over', async () => {
    world.throttle(900_000);
    await world.accept('x/1', ...texts(40));
    await world.clock.advance(1_000);
    world.answer = () => {};
    world.lanes.recovered('x/1');
    await world.clock.settle();
    expect(world.delivered).toHaveLength(40);
    expect(world.lanes.targets().get('x/1')?.troubleSinceMs).toBeUndefined();
  });

  test('does not keep a lane that waits for its own time, once its trouble is over', async () => {
    world.answer = () => {
      world.answer = () => {};
      throw new Failure('uncertain', '503', world.beganMs + 900_000);
    };
    await world.accept('x/1', 'doubtful');
    await world.clock.advance(1_000);
    world.lanes.recovered('x/1');
    await world.clock.advance(9_000);
    expect(world.delivered).toEqual([{ body: 'doubtful', atMs: 10_000 }]);
  });

  test('costs nothing to wait for, though it be months', async () => {
    world.throttle(90 * 24 * 3_600_000);
    await world.accept('x/1', 'a');
    await world.clock.advance(1_000);
    expect(world.triedAtMs).toEqual([0]);
    expect(world.clock.timers).toBeLessThan(5);
  });

  test('holds all that wait for new credentials, and says so once', async () => {
    world.answer = () => {
      throw new Failure('unauthorized', 'code 89');
    };
    await world.accept('x/1', 'a');
    await world.accept('x/1', 'b');
    await world.clock.advance(60_000);
    expect(world.noticed.filter(({ kind }) => kind === 'target')).toHaveLength(1);
    expect(world.lanes.targets().get('x/1')?.troubleSinceMs).toBe(world.beganMs);
    world.answer = () => {};
    world.lanes.recovered('x/1');
    await world.clock.settle();
    expect(world.delivered).toHaveLength(2);
  });
});
