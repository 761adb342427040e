import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Commit } from './delivery-store.ts';
import type { Change } from './journal.ts';
import type { Arrival, Head, Settlement } from './lane.ts';
import { ReferenceStore } from './reference-store.model.ts';
import {
  advanced,
  appetite,
  arrival,
  buried,
  done,
  leaseMs,
  type OpenStore,
  plenty,
  retry,
  StoreUnderTest,
} from './store-under-test.conformance.ts';

const targets = ['ccm', 'x/1'] as const;

/** The same number is the same arrival; six lanes, three for each target. */
const arrivals = fc.nat(60).map((n): Arrival => {
  const target = targets[n % 2]!;
  return { ...arrival(`lane ${n % 6}`, `${n}`, target), atMs: n };
});

const settlements = fc.record({
  /** Which of the heads that were ever given out, the latest first. */
  pick: fc.oneof({ weight: 4, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.nat(20) }),
  kind: fc.constantFrom('done', 'done', 'buried', 'advanced', 'retry'),
  follow: fc.array(arrivals, { maxLength: 2 }),
  pauseMs: fc.constantFrom(0, 0, 500, 2 * leaseMs),
  tries: fc.nat(2),
  doubtSinceMs: fc.constantFrom(0, 1),
});

/** What an operator does: with dead letters as a rule, else with any message. */
const decisions = fc.record({
  kind: fc.constantFrom('redrive', 'redrive', 'discard'),
  picks: fc.array(fc.record({ pick: fc.nat(60), dead: fc.boolean() }), { maxLength: 3 }),
});

const steps = fc.record({
  crash: fc.integer({ min: 1, max: 10 }).map((n) => n === 1),
  pauseMs: fc.constantFrom(0, 0, 1, 499, leaseMs - 1, leaseMs),
  accept: fc.array(arrivals, { maxLength: 4 }),
  settle: fc.array(settlements, { maxLength: 3 }),
  renew: fc.array(fc.nat(5), { maxLength: 2 }),
  decision: fc.option(decisions),
  read: fc.nat(4),
  appetites: fc
    .subarray([...targets])
    .chain((wanted) =>
      fc.tuple(
        ...wanted.map((target) =>
          fc
            .tuple(fc.nat(3), fc.nat(2))
            .map(([fresh, retrying]) => appetite(target, fresh, retrying)),
        ),
      ),
    ),
});

type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never;
type Chosen = Step['settle'][number];
type Decision = NonNullable<Step['decision']>;

/**
 * Any sequence of arrivals, settlements, claims, renewals, decisions of operators, pauses and
 * crashes: nothing is lost, nothing comes twice, nothing is overtaken, no lane has two live
 * leases, and the changes account for everything once.
 */
export function deliveryStoreModel(
  name: string,
  open: () => Promise<OpenStore>,
  numRuns = 200,
): void {
  test(`${name} behaves as the reference does, whatever happens`, async () => {
    const script = fc.array(steps, { minLength: 1, maxLength: 25, size: 'max' });
    const property = fc.asyncProperty(script, async (taken) => {
      const run = new Run(new StoreUnderTest(await open()));
      try {
        for (const step of taken) await run.take(step);
        await run.drain();
      } finally {
        await run.store.opened.close();
      }
    });
    await fc.assert(property, { numRuns });
  }, 120_000);
}

class Run {
  readonly store: StoreUnderTest;
  readonly #reference = new ReferenceStore();
  readonly #heads: Head[] = [];
  readonly #changes: Change[] = [];

  constructor(store: StoreUnderTest) {
    this.store = store;
  }

  async take(step: Step): Promise<void> {
    const { crash, pauseMs, decision, accept, settle, renew, appetites, read } = step;
    if (crash) {
      this.#reference.crash(this.store.opened.shared ?? false);
      await this.store.crash();
    }
    this.store.nowMs += pauseMs;
    if (decision !== null) await this.#decide(decision);
    const picked = this.#heads.length > 0;
    await this.#commit({
      accept,
      settle: picked ? settle.map((choice) => this.#settlement(choice)) : [],
      renew: picked ? renew.map((pick) => this.#heads[pick % this.#heads.length]!) : [],
      claim: appetites,
    });
    await this.#read(read);
  }

  /** Delivers all that is left; nothing may remain. */
  async drain(): Promise<void> {
    const claim = targets.map((target) => plenty(target));
    for (let rounds = 0; this.#reference.busy().length > 0 && rounds < 10; rounds++) {
      this.store.nowMs += 3 * leaseMs;
      let heads = await this.#commit({ claim });
      while (heads.length > 0)
        heads = await this.#commit({ settle: heads.map((head) => done(head)) });
    }
    expect(this.#reference.busy()).toEqual([]);
    const { deadLetters, journal } = this.store.opened;
    const letters = await deadLetters.list({}, 100);
    const dead = this.#reference.dead.map(({ id }) => id);
    expect(letters.entries.map(({ id }) => id).sort()).toEqual(dead.sort());

    await this.#read(1_000);
    this.#checkChanges();
    const { entries } = await journal.list({}, 100);
    const accepted = this.#changes.filter(({ kind }) => kind === 'accepted');
    expect(entries.map(({ id }) => id)).toEqual(accepted.map(({ id }) => id).toReversed());
    expect(new Map(entries.map(({ id, state }) => [id, state]))).toEqual(this.#reference.states);
  }

  async #read(limit: number): Promise<void> {
    const after = this.#changes.at(-1)?.position ?? '';
    this.#changes.push(...(await this.store.opened.journal.changes(after, limit)));
  }

  /** Those of one transaction may come in any order; transactions come one after the other. */
  #checkChanges(): void {
    const left = this.#changes.map(({ kind, id }) => `${kind} ${id}`);
    for (const changes of this.#reference.changes) {
      const expected = changes.map(({ kind, id }) => `${kind} ${id}`);
      expect(left.splice(0, expected.length).sort()).toEqual(expected.sort());
    }
    expect(left).toEqual([]);
  }

  async #decide({ kind, picks }: Decision): Promise<void> {
    const { deadLetters } = this.store.opened;
    const { nowMs } = this.store;
    const dead = this.#reference.dead.map(({ id }) => id);
    const all = [...this.#reference.states.keys()];
    const ids = picks.map(({ pick, dead: buried }) => {
      const from = buried && dead.length > 0 ? dead : all;
      return from[pick % from.length] ?? 'unknown';
    });
    const expected =
      kind === 'redrive' ? this.#reference.redrive(ids, nowMs) : this.#reference.discard(ids);
    const answered = await deadLetters[kind](ids, nowMs);
    expect([...answered].sort()).toEqual([...expected].sort());
  }

  async #commit(part: Partial<Commit>): Promise<readonly Head[]> {
    const committed = await this.store.commit(part);
    const commit = { nowMs: this.store.nowMs, leaseMs, accept: [], settle: [], claim: [], ...part };
    this.#reference.check(commit, committed);
    this.#heads.unshift(...committed.heads);

    const busy = this.#reference.busy();
    const { store } = this.store.opened;
    expect(await store.statistics()).toEqual({
      waiting: busy.reduce((sum, lane) => sum + lane.waiting.length, 0),
      lanes: busy.length,
      dead: this.#reference.dead.length,
    });
    expect(new Set(await store.targets())).toEqual(new Set(busy.map((lane) => lane.target)));
    return committed.heads;
  }

  #settlement({ pick, kind, follow, pauseMs, tries, doubtSinceMs }: Chosen): Settlement {
    const head = this.#heads[pick % this.#heads.length]!;
    if (kind === 'done') return done(head, ...follow);
    if (kind === 'buried') return buried(head, ...follow);
    if (kind === 'advanced') return advanced(head, `${head.progress}.`);
    return retry(head, this.store.nowMs + pauseMs, { tries, burned: tries, doubtSinceMs });
  }
}
