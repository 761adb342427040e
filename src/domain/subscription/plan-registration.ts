import { type Account, sameCredentials } from '../accounts/account.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Profiles } from '../accounts/profiles.ts';
import { verifiedOwner } from '../accounts/verified-owner.ts';
import { awaited, type Cancellation } from '../cancellation.ts';
import { Run, type StepOutcome } from '../steps.ts';
import { standingThere, withUrl } from './ensure-webhook.ts';
import type { Registration } from './registration.ts';
import type { Subscriptions } from './subscriptions.ts';
import type { Webhook, Webhooks } from './webhooks.ts';

/** What a registration would do. */
export interface RegistrationPlan {
  readonly accountId: string;
  /** The webhook that would be adopted. */
  readonly webhook?: Webhook;
  readonly steps: readonly StepOutcome[];
}

/**
 * What `RegisterAndSubscribe` would do with a registration, step by step. Asks X and changes
 * nothing; a step that would fail for what can be asked fails here in the same way.
 */
export class PlanRegistration {
  readonly #accounts: Accounts;
  readonly #profiles: Profiles;
  readonly #webhooks: Webhooks;
  readonly #subscriptions: Subscriptions;

  constructor(
    accounts: Accounts,
    profiles: Profiles,
    webhooks: Webhooks,
    subscriptions: Subscriptions,
  ) {
    this.#accounts = accounts;
    this.#profiles = profiles;
    this.#webhooks = webhooks;
    this.#subscriptions = subscriptions;
  }

  async execute(
    registration: Registration,
    cancellation: Cancellation = awaited,
  ): Promise<RegistrationPlan> {
    const { accountId, credentials, webhookUrl, environmentName } = registration;
    const run = new Run(cancellation);
    const environment = { name: environmentName, credentials };
    const owner = await verifiedOwner(this.#profiles, credentials, accountId, run);
    run.note('keep-credentials', kept(this.#accounts.find(accountId), registration));

    const listed = await run.attempt('list-webhooks', () => this.#webhooks.list(environment));
    run.note('list-webhooks', `${listed.length} registered in ${environmentName}`);
    const ours = withUrl(listed, webhookUrl);
    noteWebhook(ours, listed, run);

    const asked = () => this.#subscriptions.isSubscribed(environment);
    const subscribed = await run.attempt('subscribe-account', asked);
    const outcome = subscribed ? 'is subscribed already' : 'would be subscribed';
    run.note('subscribe-account', `@${owner.screenName} ${outcome}`);
    return { accountId, ...(ours && { webhook: ours }), steps: run.outcomes };
  }
}

function kept(known: Account | undefined, { credentials }: Registration): string {
  if (known === undefined) return 'would be kept, encrypted';
  const same = sameCredentials({ ...known.credentials, ...credentials }, known.credentials);
  return same ? 'are kept already' : 'would replace the ones that are kept';
}

/** X does not tell how many webhooks it has room for. */
function noteWebhook(ours: Webhook | undefined, listed: readonly Webhook[], run: Run): void {
  if (ours === undefined) {
    const unless = `, or refused if X has no room: ${standingThere(listed)} stands there`;
    return run.note('create-webhook', `would be created${listed.length > 0 ? unless : ''}`);
  }
  if (ours.valid) return run.note('create-webhook', `${ours.id} would be adopted`);
  run.note('validate-webhook', `${ours.id} would be adopted and validated by X again`);
}
