import type { Account } from '../accounts/account.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Profiles } from '../accounts/profiles.ts';
import type { SaveCredentials } from '../accounts/save-credentials.ts';
import type { RemovedAccounts } from '../accounts/served-accounts.ts';
import { verifiedOwner } from '../accounts/verified-owner.ts';
import { awaited, type Cancellation } from '../cancellation.ts';
import { Failure } from '../errors.ts';
import { Run, type StepOutcome } from '../steps.ts';
import { EnsureWebhook } from './ensure-webhook.ts';
import { Exclusively } from './exclusively.ts';
import type { Registration } from './registration.ts';
import type { Subscriptions } from './subscriptions.ts';
import type { Environment, Webhook, Webhooks } from './webhooks.ts';

export interface Registered {
  readonly accountId: string;
  readonly webhook: Webhook;
  readonly subscribed: true;
  readonly steps: readonly StepOutcome[];
}

export interface RegisterAndSubscribeParts {
  readonly profiles: Profiles;
  readonly webhooks: Webhooks;
  readonly subscriptions: Subscriptions;
  readonly saveCredentials: SaveCredentials;
  readonly accounts: Accounts & Partial<RemovedAccounts>;
  /** What else registers webhooks must share it; absent: nothing else does. */
  readonly exclusively?: Exclusively;
}

/**
 * Registers the connector's webhook with X and subscribes an account to it, in one call. Repeating
 * it changes nothing, a webhook with another URL is never touched, an account that was new stays
 * only if every step succeeds, and one run at a time goes on in an environment.
 */
export class RegisterAndSubscribe {
  readonly #parts: RegisterAndSubscribeParts;
  readonly #ensureWebhook: EnsureWebhook;
  readonly #exclusively: Exclusively;

  constructor(parts: RegisterAndSubscribeParts) {
    this.#parts = parts;
    this.#ensureWebhook = new EnsureWebhook(parts.webhooks);
    this.#exclusively = parts.exclusively ?? new Exclusively();
  }

  /** Fails with `StepFailed`, or with `unavailable` when the caller goes away between two steps. */
  execute(registration: Registration, cancellation: Cancellation = awaited): Promise<Registered> {
    const duty = `register/${registration.environmentName}`;
    const work = () => this.#execute(registration, new Run(cancellation));
    return this.#exclusively.perform(duty, cancellation, work);
  }

  async #execute(registration: Registration, run: Run): Promise<Registered> {
    const { accountId, credentials, webhookUrl, environmentName } = registration;
    const { accounts, profiles, saveCredentials } = this.#parts;
    const owner = await verifiedOwner(profiles, credentials, accountId, run);

    const isNew = accounts.find(accountId) === undefined;
    const wasRemoved = accounts.wasRemoved?.(accountId) === true;
    await run.attempt('keep-credentials', () => saveCredentials.execute(accountId, credentials));
    await accounts.everywhere?.();
    run.note('keep-credentials', 'kept, encrypted');
    const environment = { name: environmentName, credentials };
    const subscribing = this.#subscribed(environment, webhookUrl, run);
    const webhook = await subscribing.catch(async (thrown) => {
      if (isNew) await this.#forget(accountId, wasRemoved);
      throw thrown;
    });
    run.note('subscribe-account', `@${owner.screenName} is subscribed`);
    await this.#keepRegistration(registration);
    return { accountId, webhook, subscribed: true, steps: run.outcomes };
  }

  async #subscribed(environment: Environment, url: string, run: Run): Promise<Webhook> {
    const { webhook } = await this.#ensureWebhook.execute(environment, url, run);
    const { subscriptions } = this.#parts;
    await run.attempt('subscribe-account', () => subscriptions.subscribe(environment));
    return webhook;
  }

  /** An account that was registered meanwhile, in another environment, stays. */
  async #forget(accountId: string, wasRemoved: boolean): Promise<void> {
    const { accounts } = this.#parts;
    if (accounts.find(accountId)?.registration !== undefined) return;
    const forgetting = wasRemoved ? accounts.retire?.(accountId) : accounts.remove(accountId);
    await forgetting?.catch(() => {});
  }

  /** What X has done is done: from here on nobody's going away matters. */
  async #keepRegistration({ accountId, environmentName, webhookUrl }: Registration): Promise<void> {
    const { accounts } = this.#parts;
    const account = accounts.find(accountId);
    if (account === undefined) return;
    const { registration } = account;
    const same =
      registration?.environmentName === environmentName && registration.webhookUrl === webhookUrl;
    if (same) return;
    const registered: Account = { ...account, registration: { environmentName, webhookUrl } };
    await new Run().attempt('keep-credentials', () =>
      accounts.save(registered).catch(() => {
        throw new Failure('unavailable', 'the journal failed');
      }),
    );
  }
}
