import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryDeliveryStore } from '../../adapters/in-memory/in-memory-delivery-store.ts';
import { InMemoryJournal } from '../../adapters/in-memory/in-memory-journal.ts';
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
  commits = 0;

  override async commit(commit: Commit): Promise<Committed> {
    this.commits++;
    return super.commit(commit);
  }
}

/** A neighbour that can be down for all or for some, and takes `tookMs` to say so. */
class World implements Deliverer {
  readonly ageMaxMs = 72 * 60 * 60 * 1_000;
  readonly clock = new ManualClock();
  readonly beganMs = this.clock.now();
  readonly kept = new InMemoryJournal();
  readonly journal = new Journal(this.kept);
  readonly noticed: Occurrence[] = [];
  readonly delivered: { body: string; atMs: number }[] = [];
  readonly tried: { body: string; atMs: number; tries: number }[] = [];
  atOnce = 0;
  atOnceMax = 0;
  tookMs = 0;
  failing: (head: Head) => boolean = () => false;
  readonly lanes = new Lanes({
    store: this.journal,
    clock: this.clock,
    timings,
    random: () => 0.5,
    observer: { notice: (occurrence) => this.noticed.push(occurrence) },
    delivererOf: () => this,
  });

  async execute({ body, tries, ...head }: Head): Promise<Step> {
    this.tried.push({ body, atMs: this.nowMs, tries });
    this.atOnceMax = Math.max(this.atOnceMax, ++this.atOnce);
    if (this.tookMs > 0) await new Promise<void>((end) => this.clock.after(this.tookMs, end));
    this.atOnce--;
    if (this.failing({ body, tries, ...head })) throw new Failure('unavailable', '503');
    this.delivered.push({ body, atMs: this.nowMs });
    return { kind: 'done' };
  }

  buried(): readonly Arrival[] {
    return [];
  }

  get nowMs(): number {
    return this.clock.now() - this.beganMs;
  }

  accept(...bodies: readonly string[]): Promise<unknown> {
    const atMs = this.clock.now();
    const arrival = (body: string) => ({ id: body, atMs, message: messageOf(body) });
    return this.lanes.accept(bodies.map(arrival));
  }

  /** Lanes that were tried in vain before this process began. */
  waitingSinceEarlier(count: number, body: (i: number) => string, tries = 3): void {
    for (let i = 0; i < count; i++) {
      const id = body(i);
      const lane = this.kept.append(messageOf(id), { id, atMs: this.clock.now() });
      lane.tries = tries;
      if (tries > 0) lane.failedSinceMs = this.clock.now() - 1_000;
    }
  }
}

const messageOf = (body: string) => ({ lane: body, target: 'ccm', body });

let world: World;

beforeEach(() => {
  world = new World();
});

describe('an outage', () => {
  test.each([
    ['refuses at once', 0],
    ['lets attempts time out', 5_000],
  ])('that %s is probed one retry at a time, and over within 5 s', async (_, tookMs) => {
    await world.lanes.start();
    world.failing = () => true;
    world.tookMs = tookMs;
    for (let i = 0; i < 200; i++) await world.accept(`a${i}`);
    await world.clock.advance(40_000);
    expect(world.delivered).toEqual([]);

    const probesFromMs = world.nowMs;
    world.atOnceMax = world.atOnce;
    await world.clock.advance(10_000);
    const probes = world.tried.filter(({ tries, atMs }) => tries > 0 && atMs > probesFromMs);
    expect(probes.length).toBeLessThanOrEqual(2);
    expect(world.atOnceMax).toBeLessThanOrEqual(5);

    world.failing = () => false;
    world.tookMs = 0;
    await world.clock.advance(5_000);
    expect(world.delivered).toHaveLength(200);
    const times = new Set(world.delivered.map(({ atMs }) => atMs));
    expect(times.size).toBeLessThanOrEqual(tookMs === 0 ? 1 : 5);
    const told = world.noticed.filter(({ kind }) => kind === 'target');
    expect(told).toMatchObject([{ state: 'in-trouble' }, { state: 'reachable' }]);
  });

  test('makes what waits untried trickle, four at once and twenty a second', async () => {
    world.waitingSinceEarlier(500, (i) => `a${i}`, 0);
    world.failing = () => true;
    world.tookMs = 100;
    await world.lanes.start();
    await world.clock.advance(1_000);
    world.atOnceMax = world.atOnce;
    const before = world.tried.filter(({ tries }) => tries === 0).length;
    await world.clock.advance(10_000);
    const fresh = world.tried.filter(({ tries }) => tries === 0).length - before;
    expect(fresh).toBeGreaterThan(190);
    expect(fresh).toBeLessThanOrEqual(204);
    expect(world.atOnceMax).toBeLessThanOrEqual(5);
  });

  test('has what arrives in quiet conversations tried at once, within the limit', async () => {
    await world.lanes.start();
    world.failing = () => true;
    for (let i = 0; i < 5; i++) await world.accept(`first ${i}`);
    await world.clock.advance(1_000);
    world.tookMs = 5_000;
    const before = world.tried.length;
    for (let i = 0; i < 100; i++) await world.accept(`a${i}`);
    const fresh = world.tried.slice(before).filter(({ tries }) => tries === 0);
    expect(fresh).toHaveLength(64);
  });

  test('costs few commits, however many wait', async () => {
    world.waitingSinceEarlier(1_000, (i) => `a${i}`);
    world.failing = () => true;
    await world.lanes.start();
    await world.clock.advance(60_000);
    expect(world.journal.commits).toBeLessThan(60);
    const before = world.journal.commits;
    await world.clock.advance(59 * 60_000);
    expect(world.journal.commits - before).toBeLessThanOrEqual(2 * 60);
  });

  test('of minutes is noticed to be over within a minute, and then all flows at once', async () => {
    world.waitingSinceEarlier(1_000, (i) => `a${i}`);
    world.failing = () => true;
    await world.lanes.start();
    await world.clock.advance(15 * 60_000);
    world.failing = () => false;
    await world.clock.advance(60_000);
    expect(world.delivered).toHaveLength(1_000);
    const times = new Set(world.delivered.map(({ atMs }) => atMs));
    expect(times.size).toBe(1);
  });
});

describe('trouble of many conversations', () => {
  test.each([
    ['that were tried and fail at once', 0, 3],
    ['that were tried and fail after five seconds', 5_000, 3],
    ['that were not tried yet and fail at once', 0, 0],
    ['that were not tried yet and fail after five seconds', 5_000, 0],
  ])('%s leaves a healthy one alone', async (_, slowMs, tries) => {
    world.waitingSinceEarlier(10_000, (i) => `sick ${i}`, tries);
    world.failing = ({ body }) => body.startsWith('sick');
    const { execute } = World.prototype;
    world.execute = (head) => {
      world.tookMs = world.failing(head) ? slowMs : 0;
      return execute.call(world, head);
    };
    await world.lanes.start();
    for (let second = 0; second < 30; second++) {
      await world.clock.advance(1_000);
      await world.accept(`healthy ${second}`);
      await world.clock.settle();
      expect(world.delivered.at(-1)).toEqual({ body: `healthy ${second}`, atMs: world.nowMs });
    }
    expect(world.delivered).toHaveLength(30);
  });
});

describe('conversations in trouble beside healthy ones', () => {
  test('are tried at the pace of their own pauses, not whenever a healthy one succeeds', async () => {
    world.waitingSinceEarlier(300, (i) => `sick ${i}`);
    world.failing = ({ body }) => body.startsWith('sick');
    await world.lanes.start();
    for (let second = 0; second < 600; second++) {
      await world.clock.advance(500);
      await world.accept(`healthy ${second}`);
    }
    const sick = world.tried.filter(({ body, atMs }) => body === 'sick 7' && atMs > 120_000);
    expect(sick.length).toBeGreaterThan(1);
    expect(sick.length).toBeLessThan(15);
  });
});

describe('an idle hour', () => {
  test('costs no commit', async () => {
    await world.lanes.start();
    await world.clock.advance(60 * 60_000);
    expect(world.journal.commits).toBe(0);

    await world.accept('a', 'b');
    await world.clock.advance(60_000);
    const before = world.journal.commits;
    await world.clock.advance(60 * 60_000);
    expect(world.journal.commits - before).toBe(0);
  });
});
