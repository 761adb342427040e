import { type Account, sameCredentials } from '../accounts/account.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { ApiProbe } from '../accounts/api-probe.ts';
import type { Profiles } from '../accounts/profiles.ts';
import { unrenewable } from '../accounts/user-token.ts';
import { verifiedOwner } from '../accounts/verified-owner.ts';
import { awaited, type Cancellation } from '../cancellation.ts';
import { Run, type StepOutcome } from '../steps.ts';
import { chosenApis, environmentFor, eventsWords } from './choose-apis.ts';
import { earlierOf } from './end-earlier.ts';
import { registeredIn, standingThere, whyAdopted, withUrl } from './ensure-webhook.ts';
import type { Registration } from './registration.ts';
import { sharedWebhook } from './shared-webhook.ts';
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
  readonly #apiProbe: ApiProbe | undefined;

  constructor(
    accounts: Accounts,
    profiles: Profiles,
    webhooks: Webhooks,
    subscriptions: Subscriptions,
    apiProbe?: ApiProbe,
  ) {
    this.#apiProbe = apiProbe;
    this.#accounts = accounts;
    this.#profiles = profiles;
    this.#webhooks = webhooks;
    this.#subscriptions = subscriptions;
  }

  async execute(
    given: Registration,
    cancellation: Cancellation = awaited,
  ): Promise<RegistrationPlan> {
    const registration = { ...given, credentials: unrenewable(given.credentials) };
    const { accountId, credentials, webhookUrl } = registration;
    const run = new Run(cancellation);
    const owner = await verifiedOwner(this.#profiles, credentials, accountId, run);
    const before = this.#accounts.find(accountId);
    run.note('keep-credentials', kept(before, registration));
    const apis = await chosenApis(registration, before, this.#apiProbe, run);
    const known = before && { ...before, credentials: { ...before.credentials, ...credentials } };
    const asked = environmentFor(registration, known, apis);

    const listed = await run.attempt('list-webhooks', () => this.#webhooks.list(asked));
    run.note('list-webhooks', registeredIn(asked, listed));
    const shared = sharedWebhook(this.#accounts, asked, webhookUrl, listed);
    const ours = withUrl(listed, webhookUrl) ?? shared;
    noteWebhook(ours, listed, registration, run);

    const environment = { ...asked, webhookUrl: ours?.url ?? webhookUrl };
    const isSubscribed = () => this.#subscriptions.isSubscribed(environment);
    const subscribed = await run.attempt('subscribe-account', isSubscribed);
    const outcome = subscribed ? 'is subscribed already' : 'would be subscribed';
    run.note('subscribe-account', `@${owner.screenName} ${outcome}`);
    const earlier = earlierOf(before, environment)?.events;
    if (earlier !== undefined) {
      const ending = `the subscription by ${eventsWords[earlier]} would be ended`;
      run.note('unsubscribe-account', ending);
    }
    return { accountId, ...(ours && { webhook: ours }), steps: run.outcomes };
  }
}

function kept(known: Account | undefined, { credentials }: Registration): string {
  if (known === undefined) return 'would be kept, encrypted';
  const same = sameCredentials({ ...known.credentials, ...credentials }, known.credentials);
  return same ? 'are kept already' : 'would replace the ones that are kept';
}

/** X does not tell how many webhooks it has room for. */
function noteWebhook(
  ours: Webhook | undefined,
  listed: readonly Webhook[],
  { webhookUrl }: Registration,
  run: Run,
): void {
  if (ours === undefined) {
    const unless = `, or refused if X has no room: ${standingThere(listed)} stands there`;
    return run.note('create-webhook', `would be created${listed.length > 0 ? unless : ''}`);
  }
  const why = ours.url === webhookUrl ? '' : `, ${whyAdopted(ours, webhookUrl, '')}`;
  if (ours.valid) return run.note('create-webhook', `${ours.id} would be adopted${why}`);
  run.note('validate-webhook', `${ours.id} would be adopted${why} and validated by X again`);
}
