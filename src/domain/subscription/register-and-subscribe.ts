import type { Account, AccountRegistration, Apis } from '../accounts/account.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { ApiProbe } from '../accounts/api-probe.ts';
import type { Profile, Profiles } from '../accounts/profiles.ts';
import type { SaveCredentials } from '../accounts/save-credentials.ts';
import type { RemovedAccounts } from '../accounts/served-accounts.ts';
import { verifiedOwner } from '../accounts/verified-owner.ts';
import { awaited, type Cancellation } from '../cancellation.ts';
import type { Clock } from '../delivery/clock.ts';
import { Failure } from '../errors.ts';
import { Run, type StepOutcome } from '../steps.ts';
import { chosenApis, environmentFor } from './choose-apis.ts';
import { EndEarlier } from './end-earlier.ts';
import { EnsureWebhook } from './ensure-webhook.ts';
import { Exclusively } from './exclusively.ts';
import { MovingApp, othersThere } from './moving-app.ts';
import { refuseAnotherApp } from './refuse-another-app.ts';
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
  /**
   * To wait with, where X is known to need time, and to end a move to another app that was broken
   * off; absent: nothing waits, and such a move does not end.
   */
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
 * it changes nothing, a webhook with another URL is never touched, one run at a time goes on in an
 * environment. An account that was new stays only if every step succeeds, and one that was known is
 * changed only then. Repeating it with other APIs, or with another app, moves the account there: X
 * tells everything by both until the earlier ends, and both are let in.
 */
export class RegisterAndSubscribe {
  readonly #parts: RegisterAndSubscribeParts;
  readonly #ensureWebhook: EnsureWebhook;
  readonly #exclusively: Exclusively;
  readonly #endEarlier: EndEarlier;
  readonly #movingApp: MovingApp;

  constructor(parts: RegisterAndSubscribeParts) {
    this.#parts = parts;
    this.#ensureWebhook = new EnsureWebhook(parts.webhooks, parts);
    this.#exclusively = parts.exclusively ?? new Exclusively();
    this.#endEarlier = new EndEarlier(parts.subscribers, parts.subscriptions);
    this.#movingApp = new MovingApp(parts.accounts, parts.clock);
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

    const before = await run.attempt('keep-credentials', () => this.#known(accountId));
    refuseAnotherApp(registration, before, accounts);
    const wasRemoved = accounts.wasRemoved?.(accountId) === true;
    await run.attempt('keep-credentials', () =>
      before === undefined
        ? saveCredentials.execute(accountId, credentials)
        : this.#movingApp.begin(registration, before),
    );
    await accounts.everywhere?.();
    run.note('keep-credentials', keptInWords(othersThere(accounts, registration)));
    const subscribing = await this.#subscribe(registration, owner, run).catch(async (thrown) => {
      if (before === undefined) await this.#forget(accountId, wasRemoved);
      else await this.#movingApp.giveUp(registration, before);
      throw thrown;
    });
    await this.#keepRegistration(registration, before, subscribing);
    await this.#endEarlier.execute(before, subscribing.environment, run);
    const { webhook } = subscribing;
    return { accountId, webhook, subscribed: true, steps: run.outcomes };
  }

  async #known(accountId: string): Promise<Account | undefined> {
    const { accounts } = this.#parts;
    await accounts.current?.().catch(journalFailed);
    return accounts.find(accountId);
  }

  async #subscribe(registration: Registration, owner: Profile, run: Run): Promise<Subscribing> {
    const { apiProbe, saveCredentials, subscriptions } = this.#parts;
    const { accountId, credentials } = registration;
    const known = saveCredentials.prepared(accountId, credentials);
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
  async #keepRegistration(
    { accountId, credentials: given }: Registration,
    before: Account | undefined,
    { apis, environment }: Subscribing,
  ): Promise<void> {
    const { accounts, saveCredentials } = this.#parts;
    const { name: environmentName, webhookUrl = '' } = environment;
    const keep = (keeping: () => Promise<void>) => new Run().attempt('keep-credentials', keeping);
    const known = accounts.find(accountId);
    if (known === undefined) return;
    const credentials = before === undefined ? known.credentials : given;
    const left = this.#movingApp.left(before, credentials);
    const place = { registration: { environmentName, webhookUrl }, ...left };
    await keep(() => saveCredentials.execute(accountId, credentials, { apis, place }));
    const registered = (account: Account) =>
      isThere(account.registration, place.registration) ? undefined : { ...account, ...place };
    await keep(
      async () => void (await accounts.change(accountId, registered).catch(journalFailed)),
    );
  }
}

/** Whether an account is registered at a place, and nobody has ended it. */
const isThere = (known: Account['registration'], place: AccountRegistration): boolean =>
  known?.environmentName === place.environmentName &&
  known.webhookUrl === place.webhookUrl &&
  known.ended === undefined;

const journalFailed = (): never => {
  throw new Failure('unavailable', 'the journal failed');
};

/** X calls one address for two apps, and a challenge does not name its own. */
function keptInWords(others: readonly string[]): string {
  if (others.length === 0) return 'kept, encrypted';
  return `kept, encrypted; another app tells of ${others.join(', ')} at this address, so that X must sign its challenges, as it says it does`;
}
