import type { Account } from '../accounts/account.ts';
import {
  type Environment,
  environmentOf,
  placeOf,
  type Webhook,
  type Webhooks,
} from './webhooks.ts';

/** Remembers what X said about webhooks, whoever asked. In memory only. */
export class KnownWebhooks implements Webhooks {
  readonly #asked: Webhooks;
  readonly #known = new Map<string, readonly Webhook[]>();

  constructor(asked: Webhooks) {
    this.#asked = asked;
  }

  /** Whether the account's webhook was valid when X was asked last; false also when it was gone. */
  validityOf(account: Account): boolean | undefined {
    if (account.registration === undefined) return undefined;
    const { environmentName, webhookUrl } = account.registration;
    const webhooks = this.#known.get(placeOf(environmentOf(account, environmentName)));
    return webhooks && (webhooks.find(({ url }) => url === webhookUrl)?.valid ?? false);
  }

  async list(environment: Environment): Promise<readonly Webhook[]> {
    const webhooks = await this.#asked.list(environment);
    this.#known.set(placeOf(environment), webhooks);
    return webhooks;
  }

  async register(environment: Environment, url: string): Promise<Webhook> {
    const webhook = await this.#asked.register(environment, url);
    this.#change(environment, webhook.id, [webhook]);
    return webhook;
  }

  async validate(environment: Environment, webhookId: string): Promise<void> {
    await this.#asked.validate(environment, webhookId);
    const known = this.#known.get(placeOf(environment));
    const webhook = known?.find(({ id }) => id === webhookId);
    if (webhook !== undefined) this.#change(environment, webhookId, [{ ...webhook, valid: true }]);
  }

  async remove(environment: Environment, webhookId: string): Promise<void> {
    await this.#asked.remove(environment, webhookId);
    this.#change(environment, webhookId, []);
  }

  /** Before the first list nothing is known of the other webhooks, so nothing is kept. */
  #change(environment: Environment, webhookId: string, now: readonly Webhook[]): void {
    const known = this.#known.get(placeOf(environment));
    const others = known?.filter(({ id }) => id !== webhookId);
    if (others !== undefined) this.#known.set(placeOf(environment), [...others, ...now]);
  }
}
