import type { BatchObservableResult, Meter } from '@opentelemetry/api';
import type { RateBudget } from '../../domain/accounts/rate-budgets.ts';
import type { Clock } from '../../domain/delivery/clock.ts';
import type { TargetStatistics } from '../../domain/delivery/journal.ts';
import { gauges } from './instruments.ts';
import { each, gaugeOf } from './meters.ts';
import { Recent } from './recent.ts';
import type { MeasuredWatch } from './watch-states.ts';

/** An account as it is measured. Times are epoch milliseconds; absent: not known. */
export interface MeasuredAccount {
  readonly id: string;
  readonly usable: boolean;
  readonly lastEventMs?: number;
  readonly webhookValid?: boolean;
  readonly rateBudgets: readonly RateBudget[];
}

/** Where the gauges read how things stand. */
export interface States {
  /** What waits; may be costly. */
  waiting(): Promise<{ targets: readonly TargetStatistics[]; deadLetters: number }>;
  /** Every target that is known, and since when it is in trouble. */
  targets(): ReadonlyMap<string, { readonly troubleSinceMs: number | undefined }>;
  /** Whether it cannot be written. Never fails, and does not take long. */
  journalFailing(): Promise<boolean>;
  accounts(): readonly MeasuredAccount[];
  /** How many accounts there are beyond those. */
  accountsLeftOut(): number;
  /** What is watched of the accounts; absent: nothing is. */
  watches?(): Promise<readonly MeasuredWatch[]>;
}

const nothing = { waiting: 0, fresh: 0, retrying: 0, leased: 0 } as const;

type Gauges = ReturnType<typeof gaugesOf>;

const gaugesOf = (meter: Meter) => each(gauges, (instrument) => gaugeOf(meter, instrument));

/** Has the gauges look at the states whenever somebody asks. */
export function observeStates(
  meter: Meter,
  states: States,
  clock: Pick<Clock, 'now' | 'after'>,
): void {
  const made = gaugesOf(meter);
  const waiting = new Recent(() => states.waiting(), clock);
  meter.addBatchObservableCallback(async (result) => {
    const nowMs = clock.now();
    const [known, failing] = await Promise.all([waiting.value(), states.journalFailing()]);
    const targets = states.targets();
    if (known !== undefined) {
      result.observe(made.deadLetters, known.deadLetters);
      const idle = [...targets.keys()].map((target) => ({ target, ...nothing }));
      const all = new Map([...idle, ...known.targets].map((counts) => [counts.target, counts]));
      for (const counts of all.values()) observeWaiting(result, made, counts, nowMs);
    }
    for (const [target, { troubleSinceMs }] of targets) {
      result.observe(made.gate, troubleSinceMs === undefined ? 0 : 1, { target });
    }
    result.observe(made.journalFailing, failing ? 1 : 0);
    result.observe(made.leftOut, states.accountsLeftOut());
    for (const account of states.accounts()) observeAccount(result, made, account, nowMs);
  }, Object.values(made));
}

function observeWaiting(
  result: BatchObservableResult,
  made: Gauges,
  { target, waiting, oldestAcceptedAtMs, ...counts }: TargetStatistics,
  nowMs: number,
): void {
  const ageMs = Math.max(0, nowMs - (oldestAcceptedAtMs ?? nowMs));
  result.observe(made.waiting, waiting, { target });
  result.observe(made.oldestAge, ageMs / 1_000, { target });
  for (const state of ['fresh', 'retrying', 'leased'] as const) {
    result.observe(made.lanes, counts[state], { target, state });
  }
}

function observeAccount(
  result: BatchObservableResult,
  made: Gauges,
  { id: account, lastEventMs, rateBudgets, usable, webhookValid }: MeasuredAccount,
  nowMs: number,
): void {
  result.observe(made.accountUsable, usable ? 1 : 0, { account });
  if (lastEventMs !== undefined) {
    result.observe(made.lastEventAge, Math.max(0, nowMs - lastEventMs) / 1_000, { account });
  }
  if (webhookValid !== undefined) {
    result.observe(made.webhookValid, webhookValid ? 1 : 0, { account });
  }
  for (const { endpoint, limit, remaining, window } of rateBudgets) {
    const about = { account, x_endpoint: endpoint, window };
    result.observe(made.budgetRemaining, remaining, about);
    result.observe(made.budgetLimit, limit, about);
  }
}
