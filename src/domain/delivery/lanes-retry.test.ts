import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryDeadLetters } from '../../adapters/in-memory/in-memory-dead-letters.ts';
import { InMemoryDeliveryStore } from '../../adapters/in-memory/in-memory-delivery-store.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import { Failure } from '../errors.ts';
import type { Occurrence } from '../observer.ts';
import { defaultBackoff } from './backoff.ts';
import type { Deliverer, Step } from './deliverer.ts';
import { defaultGateLimits } from './gate.ts';
import type { Head } from './lane.ts';
import { Lanes } from './lanes.ts';

const hour = 60 * 60 * 1_000;
const timings = {
  leaseMs: 30_000,
  sendTimeoutMs: 10_000,
  echoWaitMs: 10_000,
  burnedMax: 4,
  backoff: defaultBackoff,
  gate: defaultGateLimits,
};

/** A neighbour that notes when it was tried, and answers as it is told. */
class World implements Deliverer {
  readonly ageMaxMs = 72 * hour;
  readonly clock = new ManualClock();
  readonly journal = new InMemoryDeliveryStore();
  readonly beganMs = this.clock.now();
  readonly noticed: Occurrence[] = [];
  readonly delivered: string[] = [];
  readonly tried: { body: string; atMs: number; head: Head }[] = [];
  /** Why messages were given up. */
  readonly given: string[] = [];
  random = 0.999;
  answer: (head: Head) => Step = () => ({ kind: 'done' });
  readonly lanes = new Lanes({
    store: this.journal,
    clock: this.clock,
    timings,
    random: () => this.random,
    observer: { notice: (occurrence) => this.noticed.push(occurrence) },
    delivererOf: () => this,
  });

  async execute(head: Head): Promise<Step> {
    this.tried.push({ body: head.body, atMs: this.clock.now() - this.beganMs, head });
    const step = this.answer(head);
    if (step.kind === 'done') this.delivered.push(head.body);
    return step;
  }

  buried(head: Head, failure: Failure) {
    this.given.push(`${failure.because} ${failure.detail}`);
    return [this.arrival(`reports on ${head.body}`, 'cim')];
  }

  arrival(body: string, target = 'x/1') {
    const message = { lane: body.slice(0, 1), target, body };
    return { id: body, atMs: this.clock.now(), message };
  }

  accept(...bodies: readonly string[]): Promise<unknown> {
    return this.lanes.accept(bodies.map((body) => this.arrival(body)));
  }

  /** The pauses between the attempts at a message. */
  pauses(body: string): number[] {
    const times = this.tried.filter((tried) => tried.body === body).map(({ atMs }) => atMs);
    return times.slice(1).map((atMs, i) => atMs - times[i]!);
  }

  async letters(): Promise<readonly string[]> {
    const { entries } = await new InMemoryDeadLetters(this.journal.journal).list({}, 9_999);
    return entries.map(({ failure }) => failure);
  }
}

const fail = (code: 'unavailable' | 'internal' | 'rejected' | 'unauthorized') => (): never => {
  throw new Failure(code, 'told to');
};

let world: World;

beforeEach(async () => {
  world = new World();
  await world.lanes.start();
});

describe('a message that fails alone', () => {
  /** Another lane that is delivered every 100 ms, so that the target counts as reachable. */
  async function besidesHealthyOnes(ms: number): Promise<void> {
    world.answer = (head) => (head.body === 'a' ? fail('unavailable')() : { kind: 'done' });
    await world.accept('a');
    for (let i = 0; i < ms / 100; i++) {
      await world.accept(`h${i}`);
      await world.clock.advance(100);
    }
  }

  test('is tried again after pauses of at most 5 s in its first minute, and 60 s after', async () => {
    await besidesHealthyOnes(400_000);
    const pauses = world.pauses('a');
    expect(pauses.slice(0, 6)).toEqual([250, 500, 999, 1_998, 3_996, 4_995]);
    const times = world.tried.filter(({ body }) => body === 'a').map(({ atMs }) => atMs);
    expect(Math.max(...pauses.filter((_, i) => times[i]! < 60_000))).toBe(4_995);
    expect(Math.max(...pauses)).toBe(59_940);
    expect(world.noticed.some(({ kind }) => kind === 'target')).toBe(false);
  });

  test('is tried again at any time within the pause, as chance will have it', async () => {
    world.random = 0.5;
    await besidesHealthyOnes(4_000);
    expect(world.pauses('a')).toEqual([125, 250, 500, 1_000, 2_000]);
  });

  test('loses no attempt to an outage, however long', async () => {
    world.answer = fail('unavailable');
    await world.accept('a');
    await world.clock.advance(2 * hour);
    expect(world.tried.length).toBeGreaterThan(100);
    expect(world.tried.at(-1)?.head.burned).toBe(0);
    expect(await world.letters()).toEqual([]);
  });

  test('is buried after some attempts if the fault is ours', async () => {
    world.answer = (head) => (head.body === 'a' ? fail('internal')() : { kind: 'done' });
    await world.accept('a', 'a follows');
    await world.clock.advance(60_000);
    expect(world.tried.filter(({ body }) => body === 'a')).toHaveLength(4);
    expect(await world.letters()).toEqual(['internal']);
    expect(world.delivered).toContain('a follows');
  });

  test('says nothing about its target if the fault is ours', async () => {
    world.answer = fail('unavailable');
    await world.accept('a', 'b', 'c', 'd', 'e');
    await world.clock.settle();
    world.answer = ({ target }) => (target === 'x/1' ? fail('internal')() : { kind: 'done' });
    await world.clock.advance(20_000);
    expect(await world.letters()).toHaveLength(5);
    const told = world.noticed.filter(({ kind }) => kind === 'target');
    expect(told).toMatchObject([{ target: 'x/1', state: 'in-trouble' }]);
  });

  test('is buried at once if it is refused', async () => {
    world.answer = (head) => (head.body === 'a' ? fail('rejected')() : { kind: 'done' });
    await world.accept('a', 'a follows');
    await world.clock.settle();
    expect(await world.letters()).toEqual(['rejected']);
    expect(world.delivered.toSorted()).toEqual(['a follows', 'reports on a']);
  });

  test('shows by its refusal that its target is there', async () => {
    world.answer = fail('unavailable');
    await world.accept('a', 'b', 'c', 'd', 'e');
    await world.clock.settle();
    world.answer = ({ body }) => (body === 'f' ? fail('rejected')() : { kind: 'done' });
    await world.accept('f');
    await world.clock.settle();
    const told = world.noticed.filter(({ kind }) => kind === 'target');
    expect(told).toMatchObject([{ state: 'in-trouble' }, { state: 'reachable' }]);
  });

  test('comes back when a deliverer says so, and not in haste when that time has passed', async () => {
    world.answer = ({ tries }) =>
      tries === 0
        ? { kind: 'wait', untilMs: world.clock.now() + 7_000 }
        : { kind: 'wait', untilMs: world.clock.now() - 1 };
    await world.accept('a');
    await world.clock.advance(17_000);
    expect(world.pauses('a')[0]).toBe(7_000);
    expect(world.tried.length).toBeGreaterThan(3);
    expect(world.tried.length).toBeLessThan(50);
    expect(world.noticed).toEqual([]);
  });
});

describe('a message that grows too old', () => {
  test('is buried when its time is over, and not before', async () => {
    world.answer = fail('unavailable');
    await world.accept('a');
    await world.clock.advance(72 * hour - 1_000);
    expect(await world.letters()).toEqual([]);
    await world.clock.advance(120_000);
    expect(await world.letters()).toEqual(['expired']);
  });

  test('by waiting for its turn is buried, and that is what an agent is told', async () => {
    const untilMs = world.clock.now() + 80 * hour;
    world.answer = () => ({ kind: 'wait', untilMs });
    await world.accept('a');
    await world.clock.advance(80 * hour);
    expect(await world.letters()).toEqual(['expired']);
    expect(world.given).toEqual(['throttled older than the limit']);
  });

  test('is buried with what stood in its way, which is what an agent is told', async () => {
    world.answer = fail('unauthorized');
    await world.accept('a');
    await world.clock.advance(73 * hour);
    expect(await world.letters()).toEqual(['expired']);
    expect(world.given).toEqual(['unauthorized older than the limit; unauthorized: told to']);
  });

  test('is tried once at least, if its target may be there', async () => {
    await world.lanes.stop();
    await world.accept('a');
    await world.clock.advance(100 * hour);
    const lanes = new Lanes({
      store: world.journal,
      clock: world.clock,
      timings,
      random: () => 0,
      observer: { notice: () => {} },
      delivererOf: () => world,
    });
    await lanes.start();
    await world.clock.settle();
    expect(world.delivered).toEqual(['a']);
  });

  test('is buried with all that are as old, while its target stays in trouble', async () => {
    world.answer = (head) => (head.target === 'x/1' ? fail('unavailable')() : { kind: 'done' });
    const lanes = Array.from({ length: 300 }, (_, i) => String.fromCodePoint(0x4e00 + i));
    for (const lane of lanes) await world.accept(...[1, 2, 3].map((n) => `${lane}${n}`));
    await world.clock.advance(71 * hour);
    expect(await world.letters()).toEqual([]);
    await world.accept('young');

    const before = world.tried.length;
    await world.clock.advance(hour + 180_000);
    expect((await world.letters()).filter((code) => code === 'expired')).toHaveLength(900);
    const triedMeanwhile = world.tried.slice(before).filter(({ head }) => head.target === 'x/1');
    expect(triedMeanwhile.length).toBeLessThan(100);
    expect((await world.journal.statistics()).waiting).toBe(1);

    world.answer = () => ({ kind: 'done' });
    await world.clock.advance(60_000);
    expect(world.delivered.at(-1)).toBe('young');
  });
});
