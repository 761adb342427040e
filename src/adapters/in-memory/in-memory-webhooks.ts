import { Failure } from '../../domain/errors.ts';
import {
  type Environment,
  isAppWide,
  type Webhook,
  type Webhooks,
} from '../../domain/subscription/webhooks.ts';
import type { InMemoryAccountActivity } from './in-memory-account-activity.ts';

/** The webhooks of an X in memory, for tests. */
export class InMemoryWebhooks implements Webhooks {
  readonly #x: InMemoryAccountActivity;

  constructor(x: InMemoryAccountActivity) {
    this.#x = x;
  }

  async list(environment: Environment): Promise<readonly Webhook[]> {
    return this.#x.troubles.meet('unavailable', () => [...this.#x.at(environment).webhooks]);
  }

  async register(environment: Environment, url: string): Promise<Webhook> {
    return this.#x.troubles.meet('unavailable', () => {
      const { webhooks, webhooksMax } = this.#x.at(environment);
      if (webhooks.length >= webhooksMax || webhooks.some((there) => there.url === url)) {
        throw new Failure('conflict', 'too many resources already created');
      }
      this.#x.challenge(url);
      const webhook = { id: this.#x.newId(), url, valid: true, createdAt: '2026-01-01T00:00:00Z' };
      webhooks.push(webhook);
      return webhook;
    });
  }

  async validate(environment: Environment, webhookId: string): Promise<void> {
    this.#x.troubles.meet('unavailable', () => {
      const webhook = this.#x.at(environment).webhooks.find(({ id }) => id === webhookId);
      if (webhook === undefined) throw new Failure('not-found', 'unknown webhook');
      this.#x.challenge(webhook.url);
      this.#x.setValid(webhookId, true);
    });
  }

  async remove(environment: Environment, webhookId: string): Promise<void> {
    this.#x.troubles.meet('unavailable', () => {
      const { webhooks, subscribed } = this.#x.at(environment);
      const at = webhooks.findIndex(({ id }) => id === webhookId);
      if (at < 0) throw new Failure('not-found', 'unknown webhook');
      webhooks.splice(at, 1);
      if (webhooks.length > 0) return;
      const { activity, app } = this.#x;
      const gone = isAppWide(environment) ? [app.subscribed, activity] : [subscribed];
      for (const accounts of gone) accounts.clear();
    });
  }
}
