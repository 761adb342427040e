import {
  type ReplayLimits,
  type Replays,
  replayLimits,
} from '../../../../domain/subscription/replays.ts';
import type { Environment } from '../../../../domain/subscription/webhooks.ts';
import { idOf, isObject } from '../../wire.ts';
import { unreadable } from './account-activity-calls.ts';
import { AppBearer } from '../client/app-bearer.ts';
import { percentEncoded } from '../client/oauth.ts';
import { replayTimes } from './replay-times.ts';
import type { TwitterClient } from '../client/twitter-client.ts';

/** Replay through X's Account Activity API (v1.1), which enterprise apps have. */
export class TwitterV1Replays implements Replays {
  readonly #bearers: AppBearer;
  readonly #now: () => number;

  constructor(client: TwitterClient, bearers = new AppBearer(client), now = Date.now) {
    this.#bearers = bearers;
    this.#now = now;
  }

  limitsOf(): ReplayLimits {
    return replayLimits['v1.1'];
  }

  async request(
    { credentials }: Environment,
    webhookId: string,
    fromMs: number,
    toMs: number,
  ): Promise<string> {
    const hook = percentEncoded(webhookId);
    const path = `/1.1/account_activity/replay/webhooks/${hook}/subscriptions/all.json`;
    const query = { ...replayTimes(fromMs, toMs, this.limitsOf(), this.#now()) };
    const { status, body } = await this.#bearers.request(credentials, {
      method: 'POST',
      path,
      query,
    });
    const jobId = isObject(body) ? idOf(body['job_id']) : undefined;
    if (jobId === undefined) throw unreadable(status);
    return jobId;
  }
}
