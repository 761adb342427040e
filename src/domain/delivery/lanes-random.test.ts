import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
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
  gate: { ...defaultGateLimits, fresh: 3, retrying: 2, failuresInARow: 3 },
};

const outcomes = [
  ...(['done', 'done', 'advanced', 'wait', 'slow', 'sent too slowly', 'rejected'] as const),
  ...(['internal', 'unavailable', 'unavailable', 'throttled', 'sent?', 'not sent?'] as const),
];
const commits = ['well', 'well', 'well', 'slowly', 'too slowly', 'failed', 'unheard'] as const;

type Outcome = (typeof outcomes)[number];
type Outset = (typeof commits)[number];

/** One process on the disk; after a crash nothing of it happens any more. */
class Journal extends InMemoryDeliveryStore {
  crashed = false;
  readonly #world: World;

  constructor(world: World) {
    super(world.disk);
    this.#world = world;
  }

  override async commit(commit: Commit): Promise<Committed> {
    const world = this.#world;
    const how = world.nextCommit();
    if (how === 'slowly') await world.pass(40);
    if (this.crashed) return new Promise(() => {});
    if (how === 'failed') throw new Error('connection refused');
    const committed = await super.commit(commit);
    for (const [i, { message }] of commit.accept.entries()) {
      if (message && committed.accepted[i] === 'accepted') world.journalled.push(message.body);
    }
    if (how !== 'well') await world.pass(how === 'too slowly' ? 22_000 : 40);
    if (this.crashed) return new Promise(() => {});
    if (how === 'unheard') throw new Error('connection reset');
    return committed;
  }
}

/** A neighbour on whom everything has one effect at most, if doubts are looked up. */
class World implements Deliverer {
  readonly ageMaxMs = 24 * 60 * 60 * 1_000;
  readonly clock = new ManualClock();
  readonly disk = new InMemoryJournal();
  readonly journalled: string[] = [];
  readonly violations: string[] = [];
  readonly reached: string[] = [];
  readonly dead = new Set<string>();
  committed = 0;
  #inFlight = new Set<string>();
  #outcomes: readonly Outcome[];
  #commits: readonly Outset[];
  #attempts = 0;
  journal = new Journal(this);
  lanes = this.#process();

  constructor(outcomes: readonly Outcome[], commits: readonly Outset[]) {
    this.#outcomes = outcomes;
    this.#commits = commits;
  }

  #process(): Lanes {
    return new Lanes({
      store: this.journal,
      clock: this.clock,
      timings,
      random: () => ((this.#attempts * 7) % 10) / 10,
      observer: { notice: () => {} },
      delivererOf: () => this,
    });
  }

  async restart(): Promise<void> {
    this.journal.crashed = true;
    this.#inFlight = new Set();
    this.journal = new Journal(this);
    this.lanes = this.#process();
    await this.lanes.start();
  }

  heal(): void {
    this.#outcomes = ['done'];
    this.#commits = ['well'];
  }

  nextCommit(): Outset {
    return this.#commits[this.committed++ % this.#commits.length] ?? 'well';
  }

  pass(ms: number): Promise<void> {
    return new Promise((end) => this.clock.after(ms, end));
  }

  async accept(bodies: readonly string[]): Promise<void> {
    const arrivals = bodies.map((body) => {
      const lane = body.split(' ')[0] ?? '';
      const target = lane < 'd' ? 'ccm' : 'x/1';
      return { id: body, atMs: this.clock.now(), message: { lane, target, body } };
    });
    const accepted = await this.lanes.accept(arrivals).catch(() => undefined);
    if (accepted === undefined) return;
    const early = bodies.filter((body) => !this.journalled.includes(body));
    this.violations.push(...early.map((body) => `${body} was acknowledged before it was on disk`));
  }

  async execute(head: Head): Promise<Step> {
    const { journal } = this;
    const inFlight = this.#inFlight;
    if (inFlight.has(head.lane)) this.violations.push(`${head.body} was tried twice at once`);
    inFlight.add(head.lane);
    try {
      return await this.#attempt(head, (ms) => this.#untilCrash(journal, ms));
    } finally {
      inFlight.delete(head.lane);
    }
  }

  async #attempt(head: Head, pass: (ms: number) => Promise<void>): Promise<Step> {
    const outcome = this.#outcomes[this.#attempts++ % this.#outcomes.length];
    if (head.doubtSinceMs > 0) {
      await pass(5);
      if (this.reached.includes(head.body)) return { kind: 'done' };
      return { kind: 'advanced', progress: head.progress };
    }
    if (outcome === 'wait') return { kind: 'wait', untilMs: this.clock.now() + 500 };
    if (outcome === 'advanced' && head.progress.length < 2) {
      return { kind: 'advanced', progress: `${head.progress}+` };
    }
    if (outcome === 'slow') await pass(3_000);
    if (outcome === 'unavailable') throw new Failure('unavailable', '503');
    if (outcome === 'throttled') throw new Failure('throttled', '', this.clock.now() + 20_000);
    if (outcome === 'internal' || outcome === 'rejected') throw new Failure(outcome, '');
    if (outcome !== 'not sent?') this.#effect(head);
    if (outcome === 'sent too slowly') await pass(35_000);
    if (outcome === 'sent?' || outcome === 'not sent?') {
      await pass(9_000);
      throw new Failure('uncertain', 'no answer');
    }
    return { kind: 'done' };
  }

  async #untilCrash(journal: Journal, ms: number): Promise<void> {
    await this.pass(ms);
    if (journal.crashed) await new Promise(() => {});
  }

  /** Once, and after all that came before it in its lane. */
  #effect({ body, lane }: Head): void {
    if (this.reached.includes(body)) this.violations.push(`${body} was delivered twice`);
    const before = this.journalled.slice(0, this.journalled.indexOf(body));
    const missing = before.filter(
      (earlier) =>
        earlier.startsWith(`${lane} `) &&
        !this.reached.includes(earlier) &&
        !this.dead.has(earlier),
    );
    this.violations.push(...missing.map((earlier) => `${body} overtook ${earlier}`));
    this.reached.push(body);
  }

  buried({ body }: Head): readonly Arrival[] {
    this.dead.add(body);
    return [];
  }
}

const action = fc.oneof(
  { weight: 5, arbitrary: fc.array(fc.constantFrom(...'abcdef'), { minLength: 1, maxLength: 4 }) },
  { weight: 3, arbitrary: fc.nat({ max: 500 }) },
  { weight: 2, arbitrary: fc.nat({ max: 60_000 }) },
  { weight: 1, arbitrary: fc.constantFrom('crash', 'recovered', 'stop' as const) },
);

test('whatever happens, everything is delivered or buried at last, in order and once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(action, { minLength: 5, maxLength: 40 }),
      fc.array(fc.constantFrom(...outcomes), { minLength: 1, maxLength: 12 }),
      fc.array(fc.constantFrom(...commits), { minLength: 1, maxLength: 12 }),
      async (actions, outcomes, commits) => {
        const world = new World(outcomes, commits);
        await world.lanes.start();
        for (const [i, what] of actions.entries()) {
          if (typeof what === 'number') await world.clock.advance(what);
          else if (what === 'recovered') world.lanes.recovered('x/1');
          else if (what === 'crash') await world.restart();
          else if (what === 'stop') {
            void world.lanes.stop();
            await world.clock.advance(200);
            await world.restart();
          } else void world.accept(what.map((lane, j) => `${lane} ${i}.${j}`));
        }
        world.heal();
        await world.clock.advance(15 * 60_000);
        const ended = new Set([...world.reached, ...world.dead]);
        expect(world.violations).toEqual([]);
        expect(world.journalled.filter((body) => !ended.has(body))).toEqual([]);
        expect((await world.journal.statistics()).waiting).toBe(0);
        const before = world.committed;
        await world.clock.advance(60 * 60_000);
        expect(world.committed - before).toBe(0);
        expect(before).toBeLessThan(4_000);
      },
    ),
    { numRuns: 1_000 },
  );
});
