import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Commit } from './delivery-store.ts';
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

const steps = fc.record({
  crash: fc.integer({ min: 1, max: 10 }).map((n) => n === 1),
  pauseMs: fc.constantFrom(0, 0, 1, 499, leaseMs - 1, leaseMs),
  accept: fc.array(arrivals, { maxLength: 4 }),
  settle: fc.array(settlements, { maxLength: 3 }),
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

/**
 * Any sequence of arrivals, settlements, claims, pauses and crashes: nothing is lost, nothing
 * comes twice, nothing is overtaken, and no lane has two live leases.
 */
export function deliveryStoreModel(name: string, open: () => Promise<OpenStore>): void {
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
    await fc.assert(property, { numRuns: 200 });
  }, 60_000);
}

class Run {
  readonly store: StoreUnderTest;
  readonly #reference = new ReferenceStore();
  readonly #heads: Head[] = [];

  constructor(store: StoreUnderTest) {
    this.store = store;
  }

  async take({ crash, pauseMs, accept, settle, appetites }: Step): Promise<void> {
    if (crash) {
      this.#reference.crash(this.store.opened.shared ?? false);
      await this.store.crash();
    }
    this.store.nowMs += pauseMs;
    const chosen = this.#heads.length > 0 ? settle : [];
    await this.#commit({
      accept,
      settle: chosen.map((choice) => this.#settlement(choice)),
      claim: appetites,
    });
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
    const letters = await this.store.opened.store.deadLetters(100);
    expect(letters.map(({ lane }) => lane).sort()).toEqual(this.#reference.dead.toSorted());
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
