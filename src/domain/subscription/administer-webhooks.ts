import type { Accounts } from '../accounts/accounts.ts';
import { awaited, type Cancellation } from '../cancellation.ts';
import { Run } from '../steps.ts';
import { type Acting, actingEnvironment } from './acting.ts';
import { keepEnded } from './end-registrations.ts';
import { EnsureWebhook, type Ensured } from './ensure-webhook.ts';
import { Exclusively } from './exclusively.ts';
import { environmentOf, placeOf, type Webhook, type Webhooks } from './webhooks.ts';

/**
 * What an administrator does with the webhooks of an environment, in the name of an account that
 * we serve. What X refuses fails with `StepFailed`, which says what to do.
 */
export class AdministerWebhooks {
  readonly #accounts: Accounts;
  readonly #webhooks: Webhooks;
  readonly #exclusively: Exclusively;

  /** `exclusively` is shared with whatever else registers webhooks. */
  constructor(accounts: Accounts, webhooks: Webhooks, exclusively = new Exclusively()) {
    this.#accounts = accounts;
    this.#webhooks = webhooks;
    this.#exclusively = exclusively;
  }

  async list(acting: Acting): Promise<readonly Webhook[]> {
    const environment = actingEnvironment(this.#accounts, acting);
    return new Run().attempt('list-webhooks', () => this.#webhooks.list(environment));
  }

  /** One with the same URL is adopted, and validated again when X calls it invalid. */
  async register(
    acting: Acting,
    url: string,
    cancellation: Cancellation = awaited,
  ): Promise<Ensured> {
    const environment = actingEnvironment(this.#accounts, acting);
    const ensure = new EnsureWebhook(this.#webhooks);
    return this.#exclusively.perform(`register/${environment.name}`, cancellation, () =>
      ensure.execute(environment, url, new Run(cancellation)),
    );
  }

  /** Has X challenge it again. */
  async validate(acting: Acting, webhookId: string): Promise<void> {
    const environment = actingEnvironment(this.#accounts, acting);
    const validate = () => this.#webhooks.validate(environment, webhookId);
    await new Run().attempt('validate-webhook', validate);
  }

  /**
   * The subscriptions of the environment, or of the app, go with its last webhook. Nothing registers
   * it again but an administrator.
   */
  async remove(acting: Acting, webhookId: string): Promise<void> {
    const environment = actingEnvironment(this.#accounts, acting);
    const url = await new Run().attempt('delete-webhook', async () => {
      const listed = await this.#webhooks.list(environment);
      await this.#webhooks.remove(environment, webhookId);
      return listed.find(({ id }) => id === webhookId)?.url;
    });
    const place = placeOf(environment);
    const concerned = this.#accounts
      .all()
      .filter(
        (one) =>
          one.registration?.webhookUrl === url &&
          placeOf(environmentOf(one, one.registration?.environmentName ?? '')) === place,
      );
    await keepEnded(this.#accounts, concerned, true);
  }
}
