import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryDeliveryStore } from '../../adapters/in-memory/in-memory-delivery-store.ts';
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

type Trouble = 'failed' | 'answer lost';

/** A journal over a network: each commit takes its time, and some go wrong. */
class Journal extends InMemoryDeliveryStore {
  readonly trouble = new Map<number, Trouble>();
  commits = 0;
  tookMs = 0;
  readonly #clock: ManualClock;

  constructor(clock: ManualClock) {
    super();
    this.#clock = clock;
  }

  override async commit(commit: Commit): Promise<Committed> {
    const trouble = this.trouble.get(this.commits++);
    await this.#pass();
    if (trouble === 'failed') throw new Error('connection refused');
    const committed = await super.commit(commit);
    await this.#pass();
    if (trouble === 'answer lost') throw new Error('connection reset');
    return committed;
  }

  async #pass(): Promise<void> {
    if (this.tookMs > 0) await new Promise<void>((end) => this.#clock.after(this.tookMs / 2, end));
  }
}

class World implements Deliverer {
  readonly ageMaxMs = 24 * 60 * 60 * 1_000;
  readonly clock = new ManualClock();
  readonly journal = new Journal(this.clock);
  readonly delivered: string[] = [];
  answer: (head: Head) => Step | Promise<Step> = () => ({ kind: 'done' });
  readonly lanes = new Lanes({
    store: this.journal,
    clock: this.clock,
    timings,
    random: () => 0.5,
    observer: { notice: () => {} },
    delivererOf: () => this,
  });

  /** What is in doubt and was delivered is not delivered again. */
  async execute(head: Head): Promise<Step> {
    const body = head.target === 'ccm' ? head.body : `${head.target} ${head.body}`;
    const step = await this.answer(head);
    const found = head.doubtSinceMs > 0 && this.delivered.includes(body);
    if (step.kind === 'done' && !found) this.delivered.push(body);
    return step;
  }

  buried(): readonly Arrival[] {
    return [];
  }

  accept(...bodies: readonly string[]): Promise<unknown> {
    return this.lanes.accept(bodies.map((body) => this.arrival(body)));
  }

  arrival(body: string, target = 'ccm'): Arrival {
    const message = { lane: `${target} ${body.slice(0, 1)}`, target, body };
    return { id: `${target} ${body}`, atMs: this.clock.now(), message };
  }
}

let world: World;

beforeEach(async () => {
  world = new World();
  await world.lanes.start();
});

const letters = (count: number, text: string) =>
  Array.from({ length: count }, (_, i) => `${String.fromCodePoint(0x4e00 + i)} ${text}`);

describe('nothing that waits is forgotten', () => {
  test('when there was no room for it, and room becomes free', async () => {
    const releases: (() => void)[] = [];
    world.answer = ({ body }) =>
      body.endsWith('first')
        ? new Promise((resolve) => releases.push(() => resolve({ kind: 'done' })))
        : { kind: 'done' };
    await world.accept(...letters(64, 'first'));
    await world.accept(...letters(64, 'second'), 'x later', 'y later');
    await world.clock.settle();
    expect([releases.length, world.delivered]).toEqual([64, []]);

    for (const release of releases.slice(0, 17)) release();
    await world.clock.settle();
    expect(world.delivered.length).toBeGreaterThan(17 * 2);
    for (const release of releases) release();
    await world.clock.settle();
    expect(world.delivered).toHaveLength(130);
  });

  test('when it arrives while other commits are on their way', async () => {
    world.journal.tookMs = 7;
    world.answer = ({ body }) => {
      return body.endsWith('a')
        ? { kind: 'done', follow: [world.arrival(`${body} follows`, 'x/1')] }
        : { kind: 'done' };
    };
    for (let i = 0; i < 300; i++) {
      void world.accept(`${String.fromCodePoint(0x4e00 + (i % 90))} ${i} a`);
      await world.clock.advance(i % 5);
    }
    await world.clock.advance(1_000);
    expect(world.delivered).toHaveLength(600);
  });

  test('when lanes are handed back while their target is full, closed or in trouble', async () => {
    world.journal.tookMs = 20;
    let calls = 0;
    world.answer = async () => {
      await new Promise<void>((end) => world.clock.after(calls % 13, end));
      if (calls++ % 4 === 0) return { kind: 'done' };
      if (calls % 31 === 0) throw new Failure('throttled', '', world.clock.now() + 3_000);
      throw new Failure(calls % 3 === 0 ? 'uncertain' : 'unavailable', '');
    };
    void world.accept(...letters(200, 'a'));
    await world.clock.advance(1_000);
    void world.accept(...letters(200, 'b'));
    await world.clock.advance(60 * 60_000);
    expect(world.delivered).toHaveLength(400);
  });

  test('when the journal answered that a lane is leased, and the answer was lost', async () => {
    world.answer = ({ body }) => {
      if (body === 'a1') world.journal.trouble.set(world.journal.commits, 'answer lost');
      return { kind: 'done' };
    };
    await world.accept('a1', 'a2');
    await world.clock.advance(29_000);
    expect(world.delivered).toEqual(['a1']);
    await world.clock.advance(2_000);
    expect(world.delivered).toEqual(['a1', 'a2']);
  });

  test('when the journal failed after it had taken in what it then refused', async () => {
    world.journal.trouble.set(world.journal.commits, 'answer lost');
    await expect(world.accept('a1')).rejects.toMatchObject({ code: 'unavailable' });
    await world.clock.advance(31_000);
    expect(world.delivered).toEqual(['a1']);
  });
});

describe('at whatever point the journal fails', () => {
  /** Seven lanes, three of which fail, hang or are in doubt, and a report for each delivery. */
  async function run(troubles: ReadonlyMap<number, Trouble>): Promise<void> {
    for (const [at, trouble] of troubles) world.journal.trouble.set(at, trouble);
    let calls = 0;
    world.answer = async ({ body, target, tries }) => {
      calls++;
      if (body.startsWith('b') && tries < 2) throw new Failure('unavailable', '503');
      if (body.startsWith('c') && tries < 1) throw new Failure('uncertain', 'no answer');
      if (body.startsWith('d')) await new Promise<void>((end) => world.clock.after(9_000, end));
      if (target === 'x/1') return { kind: 'done' };
      return { kind: 'done', follow: [world.arrival(body, 'x/1')] };
    };
    for (const body of ['a1', 'b1', 'c1', 'd1', 'a2', 'b2', 'c2', 'd2', 'e1', 'f1', 'g1']) {
      const accept = (): Promise<unknown> => world.accept(body).catch(accept);
      void accept();
      await world.clock.advance(calls % 3);
    }
    await world.clock.advance(5 * 60_000);
  }

  const expected = () => {
    const bodies = ['a1', 'a2', 'b1', 'b2', 'c1', 'c2', 'd1', 'd2', 'e1', 'f1', 'g1'];
    return [...bodies, ...bodies.map((body) => `x/1 ${body}`)];
  };

  test.each([0, 6])('with commits that take %d ms, all is delivered once', async (tookMs) => {
    world.journal.tookMs = tookMs;
    await run(new Map());
    expect(world.delivered.toSorted()).toEqual(expected());
    const commits = world.journal.commits;
    for (const trouble of ['failed', 'answer lost'] as const) {
      for (let at = 0; at < commits; at++) {
        world = new World();
        world.journal.tookMs = tookMs;
        await world.lanes.start();
        await run(new Map([at, at + 1, at + 4].map((commit) => [commit, trouble])));
        expect([at, trouble, ...world.delivered.toSorted()]).toEqual([at, trouble, ...expected()]);
      }
    }
  });
});
