import type { App } from '../directory/app.ts';
import { refusal } from '../http/refusal.ts';
import type { Settings } from '../settings.ts';
import type { ChallengeResult } from './challenge.ts';
import type { Challenges } from './challenges.ts';
import type { Environment, Webhook } from './environment.ts';
import { webhookUrlRefusal } from './webhook-url.ts';

const MESSAGES: Readonly<Record<Exclude<ChallengeResult, 'passed'>, string>> = {
  'wrong-token':
    'Webhook URL does not meet the requirements. Invalid CRC token or json response format.',
  'non-200': 'Non-200 response code during CRC GET request (i.e. 404, 500, etc).',
  timeout: 'High latency on CRC GET request. Your webhook should respond in less than 3 seconds.',
  unreachable: 'Unable to connect during CRC GET request.',
};

/** Registers, validates and removes webhooks; each must pass a challenge. */
export class WebhookRegistry {
  readonly #challenges: Challenges;
  readonly #settings: () => Settings;
  readonly #now: () => number;
  readonly #newId: () => string;

  constructor(
    challenges: Challenges,
    settings: () => Settings,
    now: () => number,
    newId: () => string,
  ) {
    this.#challenges = challenges;
    this.#settings = settings;
    this.#now = now;
    this.#newId = newId;
  }

  /** Refuses with 214 for the URL, the limit or the challenge, and with 131 for a placeholder host. */
  async create(app: App, environment: Environment, url: string): Promise<Webhook> {
    const wrongUrl = webhookUrlRefusal(url, this.#settings().webhookRefusalStatus);
    if (wrongUrl !== undefined) throw wrongUrl;
    this.#requireRoom(environment, url);
    const result = await this.#challenges.of(app, url);
    if (result !== 'passed') throw this.#refusal(MESSAGES[result]);
    this.#requireRoom(environment, url);
    const nowMs = this.#now();
    const createdAt = new Date(nowMs).toISOString().replace(/\.\d+/, '');
    const webhook = { id: this.#newId(), url, createdAt, valid: true, lastPassedMs: nowMs };
    environment.webhooks.set(webhook.id, webhook);
    return webhook;
  }

  /** Challenges the webhook again: a pass makes it valid, a failure is refused with 214. */
  async validate(app: App, webhook: Webhook): Promise<void> {
    const result = await this.#challenges.again(app, webhook);
    if (result !== 'passed') throw this.#refusal(MESSAGES[result]);
  }

  /** Removes the webhook; the subscriptions of the environment go with its last webhook. */
  delete(environment: Environment, webhook: Webhook): void {
    webhook.valid = false;
    environment.webhooks.delete(webhook.id);
    if (environment.webhooks.size === 0) environment.subscriptions.clear();
  }

  #requireRoom(environment: Environment, url: string): void {
    const webhooks = [...environment.webhooks.values()];
    const isTaken = webhooks.some((webhook) => webhook.url === url);
    if (isTaken || webhooks.length >= environment.webhookLimit) {
      throw this.#refusal('Too many resources already created.');
    }
  }

  #refusal(message: string) {
    return refusal(214, { message, status: this.#settings().webhookRefusalStatus });
  }
}
