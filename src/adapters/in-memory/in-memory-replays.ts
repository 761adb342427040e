import { Failure } from '../../domain/errors.ts';
import {
  type ReplayLimits,
  type Replays,
  replayLimits,
} from '../../domain/subscription/replays.ts';
import type { Environment } from '../../domain/subscription/webhooks.ts';
import type { InMemoryAccountActivity } from './in-memory-account-activity.ts';

/** What was asked to be replayed. */
export interface ReplayJob {
  readonly id: string;
  readonly webhookId: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The replay of an X in memory, for tests. Its jobs run until they are told to be over. */
export class InMemoryReplays implements Replays {
  /** All that were accepted, in their order. */
  readonly jobs: ReplayJob[] = [];
  /** The app may have events replayed. */
  permitted = true;
  readonly #x: InMemoryAccountActivity;
  readonly #now: () => number;
  readonly #running = new Set<string>();

  constructor(x: InMemoryAccountActivity, now: () => number) {
    this.#x = x;
    this.#now = now;
  }

  limitsOf({ events = 'v1.1' }: Environment): ReplayLimits | undefined {
    return replayLimits[events];
  }

  async request(
    environment: Environment,
    webhookId: string,
    fromMs: number,
    toMs: number,
  ): Promise<string> {
    return this.#x.troubles.meet('unavailable', () => {
      const { webhooks } = this.#x.at(environment);
      if (!this.permitted) throw new Failure('unauthorized', 'no replay for this app');
      const webhook = webhooks.find(({ id }) => id === webhookId);
      if (webhook === undefined) throw new Failure('not-found', 'unknown webhook');
      if (!webhook.valid) throw new Failure('rejected', 'the webhook is not valid');
      if (!this.#takes(environment, fromMs, toMs)) throw new Failure('rejected', 'these times');
      if (this.#running.size > 0) throw new Failure('conflict', 'a job is in progress');
      const id = this.#x.newId();
      this.#running.add(id);
      this.jobs.push({ id, webhookId, fromMs, toMs });
      return id;
    });
  }

  /** The job is over. */
  end(jobId: string): void {
    this.#running.delete(jobId);
  }

  #takes({ events = 'v1.1' }: Environment, fromMs: number, toMs: number): boolean {
    const { oldestMs, fromAgeMinMs, toAgeMinMs } = replayLimits[events];
    const nowMs = this.#now();
    const inReach = fromMs >= nowMs - oldestMs && fromMs <= nowMs - fromAgeMinMs;
    return inReach && fromMs < toMs && toMs <= nowMs - toAgeMinMs;
  }
}
