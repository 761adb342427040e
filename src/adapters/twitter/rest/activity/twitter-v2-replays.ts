import {
  type ReplayLimits,
  type Replays,
  replayLimits,
} from '../../../../domain/subscription/replays.ts';
import type { Environment } from '../../../../domain/subscription/webhooks.ts';
import { idOf, isObject } from '../../wire.ts';
import { unreadable } from './account-activity-calls.ts';
import { AppBearer } from '../client/app-bearer.ts';
import { replayTimes } from './replay-times.ts';
import type { TwitterClient } from '../client/twitter-client.ts';

/** Replay of everything that went to a webhook, whichever API it came from (X API v2, webhooks). */
export class TwitterV2Replays implements Replays {
  readonly #bearers: AppBearer;
  readonly #now: () => number;

  constructor(client: TwitterClient, bearers = new AppBearer(client), now = Date.now) {
    this.#bearers = bearers;
    this.#now = now;
  }

  limitsOf(): ReplayLimits {
    return replayLimits.v2;
  }

  async request(
    { credentials }: Environment,
    webhookId: string,
    fromMs: number,
    toMs: number,
  ): Promise<string> {
    const times = replayTimes(fromMs, toMs, this.limitsOf(), this.#now());
    const json = { webhook_id: webhookId, ...times };
    const request = { method: 'POST', path: '/2/webhooks/replay', json } as const;
    const { status, body } = await this.#bearers.request(credentials, request);
    const jobId = jobIdIn(body);
    if (jobId === undefined) throw unreadable(status);
    return jobId;
  }
}

/** In `data`, or where the call stood before, in `replay_event`. */
function jobIdIn(body: unknown): string | undefined {
  const { data, replay_event } = isObject(body) ? body : {};
  const job = data ?? replay_event;
  return isObject(job) ? idOf(job['job_id']) : undefined;
}
