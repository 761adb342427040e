import type { Credentials } from '../../domain/accounts/account.ts';
import { Failure } from '../../domain/errors.ts';
import type {
  Environment,
  Subscriptions,
  Webhook,
} from '../../domain/subscription/subscriptions.ts';
import { Troubles } from './troubles.ts';

/** What an environment in memory holds. */
export interface InMemoryEnvironment {
  readonly webhooksMax: number;
  readonly webhooks: Webhook[];
  /** Account ids. */
  readonly subscribed: Set<string>;
}

/** An X in memory that keeps webhooks and subscriptions, for tests; it can be told to fail. */
export class InMemorySubscriptions implements Subscriptions {
  readonly troubles = new Troubles();
  readonly environments = new Map<string, InMemoryEnvironment>();
  /** Account ids by access token. */
  readonly owners = new Map<string, string>();
  /** URLs that do not pass the challenge. */
  readonly deaf = new Set<string>();
  #registered = 0;

  /** An empty environment of this name. */
  add(name: string, webhooksMax = 1): InMemoryEnvironment {
    const environment = { webhooksMax, webhooks: [], subscribed: new Set<string>() };
    this.environments.set(name, environment);
    return environment;
  }

  async webhooks(environment: Environment): Promise<readonly Webhook[]> {
    return this.troubles.meet('unavailable', () => [...this.#at(environment).webhooks]);
  }

  async register(environment: Environment, url: string): Promise<Webhook> {
    return this.troubles.meet('unavailable', () => {
      const { webhooks, webhooksMax } = this.#at(environment);
      if (webhooks.length >= webhooksMax || webhooks.some((there) => there.url === url)) {
        throw new Failure('conflict', 'too many resources already created');
      }
      this.#challenge(url);
      const id = String(++this.#registered);
      const webhook = { id, url, valid: true, createdAt: '2026-01-01T00:00:00Z' };
      webhooks.push(webhook);
      return webhook;
    });
  }

  async validate(environment: Environment, webhookId: string): Promise<void> {
    this.troubles.meet('unavailable', () => {
      const { webhooks } = this.#at(environment);
      const webhook = webhooks.find(({ id }) => id === webhookId);
      if (webhook === undefined) throw new Failure('not-found', 'unknown webhook');
      this.#challenge(webhook.url);
      this.setValid(webhookId, true);
    });
  }

  async subscribe(environment: Environment): Promise<void> {
    this.troubles.meet('unavailable', () => {
      this.#at(environment).subscribed.add(this.#owner(environment.credentials));
    });
  }

  /** What X thinks of a webhook from now on. */
  setValid(webhookId: string, valid: boolean): void {
    for (const { webhooks } of this.environments.values()) {
      const at = webhooks.findIndex(({ id }) => id === webhookId);
      const webhook = webhooks[at];
      if (webhook !== undefined) webhooks[at] = { ...webhook, valid };
    }
  }

  #challenge(url: string): void {
    if (this.deaf.has(url)) throw new Failure('rejected', 'the challenge was not passed');
  }

  #at({ name, credentials }: Environment): InMemoryEnvironment {
    this.#owner(credentials);
    const environment = this.environments.get(name);
    if (environment === undefined) throw new Failure('not-found', 'unknown environment');
    return environment;
  }

  #owner({ accessToken }: Credentials): string {
    const accountId = this.owners.get(accessToken);
    if (accountId === undefined) throw new Failure('unauthorized', 'unknown access token');
    return accountId;
  }
}
