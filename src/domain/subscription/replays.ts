import type { EventsApi } from '../accounts/account.ts';
import type { Environment } from './webhooks.ts';

/** What X replays of the events that it sent, or tried to send; all in milliseconds. */
export interface ReplayLimits {
  /** How far back it goes. */
  readonly oldestMs: number;
  /** How old the beginning and the end of what is replayed must be at least. */
  readonly fromAgeMinMs: number;
  readonly toAgeMinMs: number;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const ages = { fromAgeMinMs: 31 * minuteMs, toAgeMinMs: 10 * minuteMs };

/** What X's documentation says (Account Activity API of v1.1, replay; webhooks of v2, replay). */
export const replayLimits: Readonly<Record<EventsApi, ReplayLimits>> = {
  'v1.1': { oldestMs: 5 * dayMs, ...ages },
  v2: { oldestMs: dayMs, ...ages },
  'x-activity': { oldestMs: dayMs, ...ages },
};

/**
 * Has X deliver events once more to the webhook. They come as they came, or would have come, at the
 * time, and a `replayed` account event tells the end of each job.
 */
export interface Replays {
  /** Undefined: X replays nothing for such an account. */
  limitsOf(environment: Environment): ReplayLimits | undefined;
  /**
   * Begins with what happened from `fromMs` until before `toMs` (epoch milliseconds; X looks at
   * whole minutes, so that some seconds more may come, and at the limits some fewer); answers the id
   * of the job. Fails with `conflict` while another job runs, with `rejected` for times that X does
   * not take, with `not-found` for an unknown webhook, with one of these two for a webhook that is
   * not valid, and with `unauthorized` where this app has no replay.
   */
  request(
    environment: Environment,
    webhookId: string,
    fromMs: number,
    toMs: number,
  ): Promise<string>;
}
