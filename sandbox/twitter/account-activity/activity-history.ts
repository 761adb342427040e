import { BoundedLog } from '../bounded-log.ts';
import type { Delivery } from './deliveries.ts';

const ENTRIES_MAX = 20_000;

/** A body that was to be delivered, whether it was or not. */
export type PastDelivery = Delivery & { readonly atMs: number };

/** The newest bodies for all webhooks, as a replay delivers them again. */
export class ActivityHistory {
  readonly #log = new BoundedLog<PastDelivery>(ENTRIES_MAX);

  add(past: PastDelivery): void {
    this.#log.add(past);
  }

  /** What was for this webhook from one time on and before another, oldest first. */
  between(webhookId: string, fromMs: number, beforeMs: number): PastDelivery[] {
    return this.#log
      .entries()
      .filter(({ webhook, atMs }) => webhook.id === webhookId && atMs >= fromMs && atMs < beforeMs);
  }
}
