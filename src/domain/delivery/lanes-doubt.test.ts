import { beforeEach, describe, expect, test } from '@jest/globals';
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

/** A journal whose answers can be late. */
class Journal extends InMemoryDeliveryStore {
  late: Promise<void> | undefined;

  override async commit(commit: Commit): Promise<Committed> {
    const committed = await super.commit(commit);
    await this.late;
    return committed;
  }
}

class World implements Deliverer {
  readonly ageMaxMs = 24 * 60 * 60 * 1_000;
  readonly clock = new ManualClock();
  readonly beganMs = this.clock.now();
  readonly journal = new Journal();
  readonly noticed: Occurrence[] = [];
  readonly tried: { atMs: number; head: Head }[] = [];
  answers: ((head: Head) => Step | Promise<Step>)[] = [];
  readonly lanes = new Lanes({
    store: this.journal,
    clock: this.clock,
    timings,
    random: () => 0,
    observer: { notice: (occurrence) => this.noticed.push(occurrence) },
    delivererOf: () => this,
  });

  /** Gives the answers one after another, and then delivers. */
  async execute(head: Head): Promise<Step> {
    this.tried.push({ atMs: this.clock.now() - this.beganMs, head });
    return this.answers.shift()?.(head) ?? { kind: 'done' };
  }

  buried(): readonly Arrival[] {
    return [];
  }

  async accept(...bodies: readonly string[]): Promise<void> {
    const atMs = this.clock.now();
    const message = (body: string) => ({ lane: 'l', target: 'x/1', body });
    await this.lanes.accept(bodies.map((body) => ({ id: body, atMs, message: message(body) })));
    await this.clock.settle();
  }

  /** When it was tried, with what, in doubt or not, and how far it had got. */
  get attempts(): unknown[] {
    return this.tried.map(({ atMs, head }) => [
      atMs,
      head.body,
      head.doubtSinceMs > 0,
      head.progress,
    ]);
  }

  kinds(kind: Occurrence['kind']): readonly Occurrence[] {
    return this.noticed.filter((occurrence) => occurrence.kind === kind);
  }
}

const fail = (code: 'uncertain' | 'unavailable') => (): never => {
  throw new Failure(code, 'told to');
};

let world: World;

beforeEach(async () => {
  world = new World();
  await world.lanes.start();
});

describe('a message in doubt', () => {
  test('comes back as such, not before its echo had time, and stays so until it is settled', async () => {
    world.answers = [
      fail('uncertain'),
      fail('unavailable'),
      () => ({ kind: 'wait', untilMs: world.beganMs + 25_000 }),
      () => ({ kind: 'advanced', progress: '' }),
    ];
    await world.accept('a', 'b');
    await world.clock.advance(60_000);
    expect(world.attempts).toEqual([
      [0, 'a', false, ''],
      [10_000, 'a', true, ''],
      [20_000, 'a', true, ''],
      [25_000, 'a', true, ''],
      [25_000, 'a', false, ''],
      [25_000, 'b', false, ''],
    ]);
  });

  test('keeps how far it had got', async () => {
    world.answers = [
      () => ({ kind: 'advanced', progress: '1' }),
      fail('uncertain'),
      () => ({ kind: 'advanced', progress: '2' }),
    ];
    await world.accept('a');
    await world.clock.advance(10_000);
    expect(world.attempts).toEqual([
      [0, 'a', false, ''],
      [0, 'a', false, '1'],
      [10_000, 'a', true, '1'],
      [10_000, 'a', false, '2'],
    ]);
  });

  test('that only waits says nothing about its target', async () => {
    const wait = () => ({ kind: 'wait', untilMs: world.clock.now() + 1_000 }) as const;
    world.answers = [...Array(9).fill(wait), ...Array(5).fill(fail('unavailable'))];
    world.answers.push(wait, wait);
    await world.accept('a');
    await world.clock.advance(8_999);
    expect(world.kinds('target')).toEqual([]);
    await world.clock.advance(1_001);
    expect(world.kinds('target')).toMatchObject([{ state: 'in-trouble' }]);
    await world.clock.advance(60_000);
    expect(world.kinds('target')).toMatchObject([{ state: 'in-trouble' }, { state: 'reachable' }]);
    expect(world.tried.length).toBe(17);
  });
});

describe('a lease that is nearly over', () => {
  test.each([
    [19_999, 1],
    [20_000, 0],
    [40_000, 0],
  ])('when the journal answers after %d ms starts %d attempts', async (lateMs, started) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    world.journal.late = promise;
    const accepted = world.accept('a');
    await world.clock.advance(lateMs);
    world.journal.late = new Promise(() => {});
    resolve();
    await accepted;
    expect(world.tried).toHaveLength(started);
  });

  test('leads to a new one, and is no doubt', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    world.journal.late = promise;
    const accepted = world.accept('a', 'b');
    await world.clock.advance(25_000);
    world.journal.late = undefined;
    resolve();
    await accepted;
    expect(world.attempts).toEqual([
      [25_000, 'a', false, ''],
      [25_000, 'b', false, ''],
    ]);
  });
});

describe('a lane still in flight', () => {
  test('is not started twice when its lease runs out unrenewed, and its late outcome is harmless', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { commit } = world.journal;
    world.journal.commit = (asked) => commit.call(world.journal, { ...asked, renew: [] });
    world.answers = [() => promise.then(() => ({ kind: 'done' }))];
    await world.accept('a', 'b');
    await world.clock.advance(40_500);
    expect(world.tried).toHaveLength(1);

    resolve();
    await world.clock.settle();
    expect(world.kinds('fenced')).toEqual([{ kind: 'fenced', lane: 'l' }]);
    await world.clock.advance(2_000);
    expect(world.attempts.slice(1)).toEqual([
      [41_000, 'a', true, ''],
      [41_000, 'b', false, ''],
    ]);
    expect((await world.journal.statistics()).waiting).toBe(0);
  });

  test('that never ends keeps no other lane from going on, and costs a commit a second', async () => {
    let commits = 0;
    const { commit } = world.journal;
    world.journal.commit = (asked) => {
      commits++;
      return commit.call(world.journal, asked);
    };
    world.answers = [() => new Promise(() => {})];
    await world.accept('a');
    await world.clock.advance(30_000);
    commits = 0;
    await world.clock.advance(60_000);
    expect(commits).toBeLessThanOrEqual(121);
    await world.lanes.accept([
      { id: 'o', atMs: 0, message: { lane: 'other', target: 'x/1', body: 'o' } },
    ]);
    await world.clock.settle();
    expect(world.tried.at(-1)?.head.body).toBe('o');
  });
});
