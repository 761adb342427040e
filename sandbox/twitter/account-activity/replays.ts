import type { App } from '../directory/app.ts';
import type { ActivityHistory } from './activity-history.ts';
import type { Challenges } from './challenges.ts';
import type { Deliveries } from './deliveries.ts';
import type { Webhook } from './environment.ts';
import type { DeliveryForm } from './forms.ts';

const DESCRIPTIONS = {
  Complete: 'Job completed successfully',
  Incomplete: 'Job failed to deliver all events, please retry your replay job',
} as const;

/** What is to be delivered again, to whom, and in which words its end is told. */
export interface ReplayOrder {
  readonly app: App;
  readonly webhook: Webhook;
  readonly form: DeliveryForm;
  readonly fromMs: number;
  readonly beforeMs: number;
}

/** Delivers again what webhooks were told, or should have been; one job at a time for each. */
export class Replays {
  readonly #challenges: Challenges;
  readonly #deliveries: Deliveries;
  readonly #history: ActivityHistory;
  readonly #running = new Set<string>();

  constructor(challenges: Challenges, deliveries: Deliveries, history: ActivityHistory) {
    this.#challenges = challenges;
    this.#deliveries = deliveries;
    this.#history = history;
  }

  isRunningFor(webhookId: string): boolean {
    return this.#running.has(webhookId);
  }

  /** Takes the webhook for a job, which is to be run once the call that ordered it is answered. */
  prepare(order: ReplayOrder, jobId: string): () => Promise<void> {
    this.#running.add(order.webhook.id);
    return () => this.#run(order, jobId);
  }

  /** The webhook must pass a challenge first; nothing that fails is tried again. */
  async #run({ app, webhook, form, fromMs, beforeMs }: ReplayOrder, jobId: string): Promise<void> {
    let isComplete = (await this.#challenges.of(app, webhook.url)) === 'passed';
    const past = isComplete ? this.#history.between(webhook.id, fromMs, beforeMs) : [];
    for (const delivery of past) {
      isComplete = (await this.#deliveries.deliverOnce(delivery)) && isComplete;
    }
    this.#running.delete(webhook.id);
    const job_state = isComplete ? 'Complete' : 'Incomplete';
    const job_state_description = DESCRIPTIONS[job_state];
    const body = {
      replay_job_status: {
        webhook_id: webhook.id,
        job_state,
        job_state_description,
        job_id: jobId,
      },
    };
    const { consumerSecret } = app;
    const told = { webhook, consumerSecret, form, body, forUserId: undefined, eventIds: [] };
    await this.#deliveries.deliver(told);
  }
}
