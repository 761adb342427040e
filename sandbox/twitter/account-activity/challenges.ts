import type { App } from '../directory/app.ts';
import type { Settings } from '../settings.ts';
import { type ChallengeOutcome, type ChallengeResult, challenge } from './challenge.ts';
import type { Webhook } from './environment.ts';
import type { WebhookClient } from './webhook-client.ts';

/** The challenges of an app's webhooks, and what they make of them. */
export class Challenges {
  readonly #client: WebhookClient;
  readonly #settings: () => Settings;
  readonly #now: () => number;

  constructor(client: WebhookClient, settings: () => Settings, now: () => number) {
    this.#client = client;
    this.#settings = settings;
    this.#now = now;
  }

  /** How a URL answers that may become a webhook. */
  async of(app: App, url: string): Promise<ChallengeResult> {
    return (await this.#outcome(app, url)).result;
  }

  /** A pass makes the webhook valid; what is fatal, or fails for too long, makes it invalid. */
  async again(app: App, webhook: Webhook): Promise<ChallengeResult> {
    const { result, isFatal } = await this.#outcome(app, webhook.url);
    const nowMs = this.#now();
    if (result === 'passed') {
      webhook.valid = true;
      webhook.lastPassedMs = nowMs;
    } else if (isFatal || nowMs - webhook.lastPassedMs >= this.#settings().crcGraceMs) {
      webhook.valid = false;
    }
    return result;
  }

  #outcome(app: App, url: string): Promise<ChallengeOutcome> {
    return challenge(this.#client, url, app.consumerSecret, this.#settings().webhookTimeoutMs);
  }
}
