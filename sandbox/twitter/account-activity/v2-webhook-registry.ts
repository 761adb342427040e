import type { App } from '../directory/app.ts';
import { invalidRequest } from '../http/problem.ts';
import type { Settings } from '../settings.ts';
import type { ChallengeResult } from './challenge.ts';
import type { Challenges } from './challenges.ts';
import type { V2Webhook } from './v2-webhooks.ts';
import { webhookUrlRefusal } from './webhook-url.ts';

const URL_LENGTH_MAX = 200;

const REASONS: Readonly<Record<Exclude<ChallengeResult, 'passed'>, string>> = {
  'wrong-token': 'Invalid `response_token`',
  'non-200': 'Non-200 response code',
  timeout: 'Request timed out',
  unreachable: 'Unable to connect',
};

/** Registers, validates and removes the webhooks of API v2; each must pass a challenge. */
export class V2WebhookRegistry {
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

  /** Refuses the URL, the limit, a URL that is taken, and a challenge that fails. */
  async create(app: App, url: string): Promise<V2Webhook> {
    if (url.length > URL_LENGTH_MAX || webhookUrlRefusal(url, 400) !== undefined) {
      throw invalidRequest('UrlValidationFailed: URL does not meet requirements');
    }
    this.#requireRoom(app, url);
    await this.#requirePass(app, url);
    this.#requireRoom(app, url);
    const nowMs = this.#now();
    const webhook: V2Webhook = {
      id: this.#newId(),
      url,
      createdAt: new Date(nowMs).toISOString(),
      valid: true,
      lastPassedMs: nowMs,
      subscriptions: new Set(),
    };
    app.v2.webhooks.set(webhook.id, webhook);
    return webhook;
  }

  /** Challenges the webhook again: a pass makes it valid, a failure is refused. */
  async validate(app: App, webhook: V2Webhook): Promise<void> {
    const result = await this.#challenges.again(app, webhook);
    if (result !== 'passed') throw crcRefusal(result);
  }

  /** Removes the webhook with its accounts; X Activity subscriptions stay, and lead nowhere. */
  delete(app: App, webhook: V2Webhook): void {
    webhook.valid = false;
    app.v2.webhooks.delete(webhook.id);
  }

  #requireRoom({ v2: { webhooks } }: App, url: string): void {
    if (webhooks.size >= this.#settings().v2.webhooksMax) {
      throw invalidRequest('WebhookLimitExceeded: ');
    }
    if ([...webhooks.values()].some((webhook) => webhook.url === url)) {
      throw invalidRequest('DuplicateUrlFailed: Webhook URL already exists');
    }
  }

  async #requirePass(app: App, url: string): Promise<void> {
    const result = await this.#challenges.of(app, url);
    if (result !== 'passed') throw crcRefusal(result);
  }
}

function crcRefusal(result: Exclude<ChallengeResult, 'passed'>) {
  return invalidRequest(
    `CrcValidationFailed: URL returned bad response during CRC with error: ${REASONS[result]}`,
  );
}
