import type { Account, Apis } from '../accounts/account.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { ApiProbe } from '../accounts/api-probe.ts';
import type { Profile, Profiles } from '../accounts/profiles.ts';
import type { SaveCredentials } from '../accounts/save-credentials.ts';
import type { RemovedAccounts } from '../accounts/served-accounts.ts';
import { verifiedOwner } from '../accounts/verified-owner.ts';
import { awaited, type Cancellation } from '../cancellation.ts';
import type { Clock } from '../delivery/clock.ts';
import { Failure } from '../errors.ts';
import { Run, StepFailed, type StepOutcome } from '../steps.ts';
import { chosenApis, environmentFor } from './choose-apis.ts';
import { EndEarlier } from './end-earlier.ts';
import { EnsureWebhook } from './ensure-webhook.ts';
import { Exclusively } from './exclusively.ts';
import type { Registration } from './registration.ts';
import type { Subscribers } from './subscribers.ts';
import { inWords, type Subscriptions } from './subscriptions.ts';
import { type Environment, isAppWide, type Webhook, type Webhooks } from './webhooks.ts';

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
  readonly subscribers: Subscribers;
  readonly saveCredentials: SaveCredentials;
  readonly accounts: Accounts & Partial<RemovedAccounts>;
  /** What else registers webhooks must share it; absent: nothing else does. */
  readonly exclusively?: Exclusively;
  /** Asked where nobody says which APIs an account uses; absent: the first ones. */
  readonly apiProbe?: ApiProbe;
  /** To wait with, where X is known to need time; absent: nothing waits. */
  readonly clock?: Clock;
}

/** Where an account is subscribed now. */
interface Subscribing {
  readonly apis: Apis | undefined;
  readonly environment: Environment;
  readonly webhook: Webhook;
}

/**
 * Registers the connector's webhook with X and subscribes an account to it, in one call. Repeating
 * it changes nothing, a webhook with another URL is never touched, an account that was new stays
 * only if every step succeeds, and one run at a time goes on in an environment. Repeating it with
 * other APIs moves the account to them: X tells everything by both until the earlier ends.
 */
export class RegisterAndSubscribe {
  readonly #parts: RegisterAndSubscribeParts;
  readonly #ensureWebhook: EnsureWebhook;
  readonly #exclusively: Exclusively;
  readonly #endEarlier: EndEarlier;

  constructor(parts: RegisterAndSubscribeParts) {
    this.#parts = parts;
    this.#ensureWebhook = new EnsureWebhook(parts.webhooks, parts);
    this.#exclusively = parts.exclusively ?? new Exclusively();
    this.#endEarlier = new EndEarlier(parts.subscribers, parts.subscriptions);
  }

  /** Fails with `StepFailed`, or with `unavailable` when the caller goes away between two steps. */
  execute(registration: Registration, cancellation: Cancellation = awaited): Promise<Registered> {
    const { apis, environmentName } = registration;
    const duty = `register/${apis !== undefined && isAppWide(apis) ? '' : environmentName}`;
    const work = () => this.#execute(registration, new Run(cancellation));
    return this.#exclusively.perform(duty, cancellation, work);
  }

  async #execute(registration: Registration, run: Run): Promise<Registered> {
    const { accountId, credentials } = registration;
    const { accounts, profiles, saveCredentials } = this.#parts;
    const owner = await verifiedOwner(profiles, credentials, accountId, run);

    const before = accounts.find(accountId);
    refuseAnotherApp(registration, before);
    const wasRemoved = accounts.wasRemoved?.(accountId) === true;
    await run.attempt('keep-credentials', () => saveCredentials.execute(accountId, credentials));
    await accounts.everywhere?.();
    run.note('keep-credentials', 'kept, encrypted');
    const subscribing = await this.#subscribe(registration, owner, run).catch(async (thrown) => {
      if (before === undefined) await this.#forget(accountId, wasRemoved);
      throw thrown;
    });
    await this.#keepRegistration(accountId, subscribing);
    await this.#endEarlier.execute(before, subscribing.environment, run);
    const { webhook } = subscribing;
    return { accountId, webhook, subscribed: true, steps: run.outcomes };
  }

  async #subscribe(registration: Registration, owner: Profile, run: Run): Promise<Subscribing> {
    const { accounts, apiProbe, subscriptions } = this.#parts;
    const known = accounts.find(registration.accountId);
    const apis = await chosenApis(registration, known, apiProbe, run);
    const asked = environmentFor(registration, known, apis);
    const { webhook } = await this.#ensureWebhook.execute(asked, registration.webhookUrl, run);
    const environment = { ...asked, webhookUrl: webhook.url };
    const subscribe = () => subscriptions.subscribe(environment);
    const subscribed = await run.attempt('subscribe-account', subscribe);
    run.note('subscribe-account', `@${owner.screenName} is subscribed${inWords(subscribed)}`);
    return { apis, environment, webhook };
  }

  /** An account that was registered meanwhile, in another environment, stays. */
  async #forget(accountId: string, wasRemoved: boolean): Promise<void> {
    const { accounts } = this.#parts;
    if (accounts.find(accountId)?.registration !== undefined) return;
    const forgetting = wasRemoved ? accounts.retire?.(accountId) : accounts.remove(accountId);
    await forgetting?.catch(() => {});
  }

  /** What X has done is done: from here on nobody's going away matters. */
  async #keepRegistration(accountId: string, { apis, environment }: Subscribing): Promise<void> {
    const { accounts, saveCredentials } = this.#parts;
    const { name: environmentName, webhookUrl = '' } = environment;
    const keep = (keeping: () => Promise<void>) => new Run().attempt('keep-credentials', keeping);
    const known = accounts.find(accountId);
    if (known === undefined) return;
    if (apis !== undefined) {
      await keep(() => saveCredentials.execute(accountId, known.credentials, { apis }));
    }
    const account = accounts.find(accountId) ?? known;
    const { registration } = account;
    const same =
      registration?.environmentName === environmentName &&
      registration.webhookUrl === webhookUrl &&
      registration.ended === undefined;
    if (same) return;
    const registered: Account = { ...account, registration: { environmentName, webhookUrl } };
    await keep(() =>
      accounts.save(registered).catch(() => {
        throw new Failure('unavailable', 'the journal failed');
      }),
    );
  }
}

/** Whoever brings another app would sign the account's events from then on. */
function refuseAnotherApp(
  { credentials, unvouched }: Registration,
  before: Account | undefined,
): void {
  if (unvouched === undefined || before === undefined) return;
  if (before.credentials.consumerKey === credentials.consumerKey) return;
  throw new StepFailed(
    'keep-credentials',
    new Failure('conflict', 'the account is served with the keys of another app'),
    'Change the app from inside the cluster, or configure ADMIN_TOKEN and present it.',
  );
}
