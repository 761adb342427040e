import type { Failure, FailureCode } from '../errors.ts';
import type { DeliveryStore } from './delivery-store.ts';
import type { Journal, TargetStatistics } from './journal.ts';

/** A target with what waits for it, and since when it is in trouble (epoch milliseconds) and why. */
export interface TargetState extends TargetStatistics {
  readonly troubleSinceMs?: number;
  readonly trouble?: FailureCode;
}

/** What the engine knows of its targets; see `Lanes.targets`. */
export type Targets = ReadonlyMap<string, TargetTrouble>;

/** Both undefined: there is none. */
export interface TargetTrouble {
  readonly troubleSinceMs: number | undefined;
  readonly trouble: Failure | undefined;
}

const nothing = { waiting: 0, fresh: 0, retrying: 0, leased: 0 } as const;

/** Counts what waits, for each target, and the dead letters. */
export class CountWaiting {
  readonly #journal: Pick<Journal, 'statistics'>;
  readonly #store: Pick<DeliveryStore, 'statistics'>;
  readonly #targets: () => Targets;

  constructor(
    journal: Pick<Journal, 'statistics'>,
    store: Pick<DeliveryStore, 'statistics'>,
    targets: () => Targets,
  ) {
    this.#journal = journal;
    this.#store = store;
    this.#targets = targets;
  }

  /** Every target for which something waits or that is in trouble, by its name. */
  async execute(): Promise<{ targets: readonly TargetState[]; deadLetters: number }> {
    const states = new Map<string, TargetState>();
    for (const waiting of await this.#journal.statistics()) states.set(waiting.target, waiting);
    const { dead: deadLetters } = await this.#store.statistics();
    for (const [target, { trouble, troubleSinceMs }] of this.#targets()) {
      if (troubleSinceMs === undefined) continue;
      const why = { troubleSinceMs, ...(trouble && { trouble: trouble.code }) };
      states.set(target, { target, ...nothing, ...states.get(target), ...why });
    }
    const byName = (a: TargetState, b: TargetState) => (a.target < b.target ? -1 : 1);
    return { targets: [...states.values()].sort(byName), deadLetters };
  }
}
