import { BoundedLog } from '../bounded-log.ts';
import type { Clock } from '../clock.ts';
import type { Settings } from '../settings.ts';
import type { Webhook } from './environment.ts';
import type { DeliveryForm } from './forms.ts';
import { Gate } from './gate.ts';
import type { WebhookClient } from './webhook-client.ts';
import { webhookSignature } from './webhook-signature.ts';

const IN_FLIGHT_MAX = 256;
const LOG_ENTRIES_MAX = 100_000;

/** A body for a webhook, with what is logged about it. */
export interface Delivery {
  readonly webhook: Webhook;
  readonly consumerSecret: string;
  readonly form: DeliveryForm;
  readonly body: object;
  readonly forUserId: string | undefined;
  readonly eventIds: readonly string[];
}

/** One attempt to deliver; `status` is null when no answer came within the time. */
export interface DeliveryAttempt {
  readonly at: string;
  readonly url: string;
  readonly status: number | null;
  readonly failure?: 'timeout' | 'unreachable';
  readonly attempt: number;
  readonly form: DeliveryForm;
  readonly forUserId: string | undefined;
  readonly eventIds: readonly string[];
}

interface SignedDelivery extends Delivery {
  readonly bytes: Buffer;
  readonly signature: string;
}

/** Delivers signed bodies to webhooks, several at a time, and tries again until they are lost. */
export class Deliveries {
  readonly attempts = new BoundedLog<DeliveryAttempt>(LOG_ENTRIES_MAX);
  readonly counts = { delivered: 0, pending: 0, lost: 0 };
  readonly #client: WebhookClient;
  readonly #settings: () => Settings;
  readonly #clock: Clock;
  readonly #gate = new Gate(IN_FLIGHT_MAX);
  #isClosed = false;

  constructor(client: WebhookClient, settings: () => Settings, clock: Clock) {
    this.#client = client;
    this.#settings = settings;
    this.#clock = clock;
  }

  /** Resolves when the first attempt is over; the further ones go on by themselves. */
  async deliver(delivery: Delivery): Promise<void> {
    const signed = withSignature(delivery);
    const { duplicate, reorderMs } = this.#settings();
    const copies = Math.random() < duplicate ? 2 : 1;
    this.counts.pending += copies;
    if (copies === 2) void this.#start(signed, reorderMs);
    await this.#start(signed, reorderMs);
  }

  /** Tries once and never again; true when the webhook took it. */
  async deliverOnce(delivery: Delivery): Promise<boolean> {
    this.counts.pending += 1;
    const signed = withSignature(delivery);
    const status = await this.#gate.run(() => this.#post(signed, 1));
    this.#settle(status === 200 ? 'delivered' : 'lost');
    return status === 200;
  }

  /** Gives up everything that is still to be delivered. */
  close(): void {
    this.#isClosed = true;
  }

  #start(delivery: SignedDelivery, reorderMs: number): Promise<void> {
    if (reorderMs === 0) return this.#attempt(delivery, 1);
    return new Promise((resolve) => {
      this.#later(Math.random() * reorderMs, () => this.#attempt(delivery, 1).then(resolve));
    });
  }

  async #attempt(delivery: SignedDelivery, attempt: number): Promise<void> {
    const status = await this.#gate.run(() => this.#post(delivery, attempt));
    if (status === 200) {
      this.#settle('delivered');
      return;
    }
    const delayMs = this.#settings().retryDelaysMs[attempt - 1];
    if (delayMs === undefined || !delivery.webhook.valid) {
      this.#settle('lost');
      return;
    }
    this.#later(delayMs, () => this.#attempt(delivery, attempt + 1));
  }

  #settle(outcome: 'delivered' | 'lost'): void {
    this.counts.pending -= 1;
    this.counts[outcome] += 1;
  }

  async #post(delivery: SignedDelivery, attempt: number): Promise<number | null> {
    const { webhook, form, forUserId, eventIds, bytes, signature } = delivery;
    const at = new Date(this.#clock.now()).toISOString();
    const response = await this.#client.call(webhook.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-twitter-webhooks-signature': signature },
      body: bytes,
      timeoutMs: this.#settings().webhookTimeoutMs,
    });
    const outcome =
      'failure' in response
        ? { status: null, failure: response.failure }
        : { status: response.status };
    this.attempts.add({ at, url: webhook.url, ...outcome, attempt, form, forUserId, eventIds });
    return outcome.status;
  }

  #later(delayMs: number, job: () => Promise<void>): void {
    if (!this.#isClosed) this.#clock.later(delayMs, job);
  }
}

function withSignature(delivery: Delivery): SignedDelivery {
  const bytes = Buffer.from(JSON.stringify(delivery.body));
  return { ...delivery, bytes, signature: webhookSignature(bytes, delivery.consumerSecret) };
}
