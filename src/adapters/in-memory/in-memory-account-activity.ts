import type { Credentials } from '../../domain/accounts/account.ts';
import { Failure } from '../../domain/errors.ts';
import { type Environment, isAppWide, type Webhook } from '../../domain/subscription/webhooks.ts';
import { Troubles } from './troubles.ts';

/** What an environment in memory holds. */
export interface InMemoryEnvironment {
  readonly webhooksMax: number;
  readonly subscriptionsMax: number;
  readonly webhooks: Webhook[];
  /** Account ids. */
  readonly subscribed: Set<string>;
}

/** One app of an X in memory, with its environments; it can be told to fail. */
export class InMemoryAccountActivity {
  readonly troubles = new Troubles();
  readonly environments = new Map<string, InMemoryEnvironment>();
  /** What the app has without environments; who is subscribed there to Account Activity. */
  readonly app = emptyEnvironment(1);
  /** Who is subscribed to X Activity; it goes to the webhooks of `app`. */
  readonly activity = new Set<string>();
  /** What X does not tell of in X Activity, and why. */
  without: readonly string[] = [];
  /** Account ids by access token. */
  readonly owners = new Map<string, string>();
  /** URLs that do not pass the challenge. */
  readonly deaf = new Set<string>();
  #registered = 0;

  /** An empty environment of this name. */
  add(name: string, webhooksMax = 1): InMemoryEnvironment {
    const environment = emptyEnvironment(webhooksMax);
    this.environments.set(name, environment);
    return environment;
  }

  /** What X thinks of a webhook from now on. */
  setValid(webhookId: string, valid: boolean): void {
    for (const { webhooks } of [this.app, ...this.environments.values()]) {
      const at = webhooks.findIndex(({ id }) => id === webhookId);
      const webhook = webhooks[at];
      if (webhook !== undefined) webhooks[at] = { ...webhook, valid };
    }
  }

  newId(): string {
    return String(++this.#registered);
  }

  challenge(url: string): void {
    if (this.deaf.has(url)) throw new Failure('rejected', 'the challenge was not passed');
  }

  at({ name, credentials, events }: Environment): InMemoryEnvironment {
    this.owner(credentials);
    if (events === 'x-activity') return { ...this.app, subscribed: this.activity };
    if (isAppWide({ events: events ?? 'v1.1' })) return this.app;
    const environment = this.environments.get(name);
    if (environment === undefined) throw new Failure('not-found', 'unknown environment');
    return environment;
  }

  owner({ accessToken }: Credentials): string {
    const accountId = this.owners.get(accessToken);
    if (accountId === undefined) throw new Failure('unauthorized', 'unknown access token');
    return accountId;
  }
}

const emptyEnvironment = (webhooksMax: number): InMemoryEnvironment => ({
  webhooksMax,
  subscriptionsMax: 15,
  webhooks: [],
  subscribed: new Set(),
});
