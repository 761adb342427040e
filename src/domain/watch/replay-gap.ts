import type { Account } from '../accounts/account.ts';
import type { Clock } from '../delivery/clock.ts';
import { failureOf } from '../errors.ts';
import type { Replays } from '../subscription/replays.ts';
import { environmentOf } from '../subscription/webhooks.ts';
import type { Pauses } from './pauses.ts';
import type { Gap, ReplayJob } from './watch.ts';
import type { Watches } from './watches.ts';

const minuteMs = 60_000;

/** X asks for windows of about two hours. */
const sliceMs = 120 * minuteMs;

/** So long a job may take until it counts as lost, and so long another one is waited for. */
const patienceMs = 15 * minuteMs;
const conflictPauseMs = minuteMs;

/** How often it is looked whether a job has ended. */
const lookMs = 1_000;

export interface ReplayGapParts {
  readonly replays: Replays;
  readonly watches: Watches;
  readonly clock: Clock;
  readonly pauses: Pauses;
}

/** Has X deliver a gap once more, slice by slice, where it does such a thing. */
export class ReplayGap {
  readonly #parts: ReplayGapParts;

  constructor(parts: ReplayGapParts) {
    this.#parts = parts;
  }

  /** Up to when everything since the beginning of the gap came once more; epoch milliseconds. */
  async execute(account: Account, webhookId: string | undefined, gap: Gap): Promise<number> {
    const { clock, replays } = this.#parts;
    const { registration } = account;
    if (registration === undefined || webhookId === undefined) return gap.fromMs;
    const environment = environmentOf(account, registration.environmentName);
    const limits = replays.limitsOf(environment);
    if (limits === undefined) return gap.fromMs;
    let fromMs = gap.fromMs - (gap.fromMs % minuteMs);
    for (;;) {
      const newestMs = clock.now() - limits.toAgeMinMs;
      const endMs = Math.min(gap.toMs + minuteMs, newestMs - (newestMs % minuteMs));
      const toMs = Math.min(fromMs + sliceMs, endMs);
      const isOver = toMs - fromMs < minuteMs || clock.now() - fromMs < limits.fromAgeMinMs;
      if (isOver) return Math.max(fromMs, gap.fromMs);
      const request = () => replays.request(environment, webhookId, fromMs, toMs);
      const done = await this.#replayed(account.id, request, { fromMs, toMs });
      if (!done) return Math.max(fromMs, gap.fromMs);
      fromMs = toMs;
    }
  }

  async #replayed(
    accountId: string,
    request: () => Promise<string>,
    slice: Pick<ReplayJob, 'fromMs' | 'toMs'>,
  ): Promise<boolean> {
    const { clock, pauses, watches } = this.#parts;
    const id = await this.#begun(request);
    if (id === undefined) return false;
    const job: ReplayJob = { id, ...slice, state: 'running' };
    await watches.change(accountId, { replay: job });
    const untilMs = clock.now() + patienceMs;
    while (clock.now() < untilMs) {
      await pauses.for(lookMs);
      const replay = (await watches.find(accountId))?.replay;
      if (replay?.id !== id || replay.state === 'incomplete') return false;
      if (replay.state === 'complete') return true;
    }
    await watches.change(accountId, { replay: { ...job, state: 'late' } });
    return false;
  }

  /** The id of the job; undefined when X does not begin it: there is another way to heal. */
  async #begun(request: () => Promise<string>): Promise<string | undefined> {
    const { clock, pauses } = this.#parts;
    const untilMs = clock.now() + patienceMs;
    for (;;) {
      try {
        return await request();
      } catch (thrown) {
        const failure = failureOf(thrown);
        const { code } = failure;
        if (code === 'internal') throw thrown;
        const nowMs = clock.now();
        const againMs = failure.announcedMs(nowMs) ?? nowMs + conflictPauseMs;
        const isWorthIt = code === 'conflict' || code === 'throttled';
        if (!isWorthIt || againMs > untilMs) return undefined;
        await pauses.until(againMs);
      }
    }
  }
}
