import type { Credentials } from '../accounts/account.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Profiles } from '../accounts/profiles.ts';
import type { SaveCredentials } from '../accounts/save-credentials.ts';
import { Failure, failureOf } from '../errors.ts';
import type { Environment, Subscriptions, Webhook } from './subscriptions.ts';

/** The steps in their order; each is safe to repeat. */
export type Step =
  | 'verify-credentials'
  | 'keep-credentials'
  | 'list-webhooks'
  | 'validate-webhook'
  | 'create-webhook'
  | 'subscribe-account';

type Note = (step: Step, outcome: string) => void;

/** A registration whose form has been checked. */
export interface Registration {
  readonly accountId: string;
  readonly credentials: Credentials;
  readonly webhookUrl: string;
  readonly environmentName: string;
}

export interface Registered {
  readonly accountId: string;
  readonly webhook: Webhook;
  readonly subscribed: true;
  readonly steps: readonly { readonly step: Step; readonly outcome: string }[];
}

/** A step that failed: which one, why in X's words, and what the administrator can do. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
  readonly step: Step;
  readonly failure: Failure;
  readonly advice: string;

  constructor(step: Step, failure: Failure, advice: string) {
    super(`${step}: ${failure.message}`);
    this.step = step;
    this.failure = failure;
    this.advice = advice;
  }
}

/**
 * Registers the connector's webhook with X and subscribes an account to it, in one call. Repeating
 * it changes nothing, a webhook with another URL is never touched, and an account that was new
 * stays only if every step succeeds.
 */
export class RegisterAndSubscribe {
  readonly #profiles: Profiles;
  readonly #subscriptions: Subscriptions;
  readonly #save: SaveCredentials;

  readonly #accounts: Accounts;
  readonly #registered = new Set<string>();

  constructor(
    profiles: Profiles,
    subscriptions: Subscriptions,
    save: SaveCredentials,
    accounts: Accounts,
  ) {
    this.#accounts = accounts;
    this.#profiles = profiles;
    this.#subscriptions = subscriptions;
    this.#save = save;
  }

  async execute(registration: Registration): Promise<Registered> {
    const { accountId, credentials, webhookUrl, environmentName } = registration;
    const steps: { step: Step; outcome: string }[] = [];
    const note: Note = (step, outcome) => steps.push({ step, outcome });
    const environment = { name: environmentName, credentials };

    const owner = await attempt('verify-credentials', () => this.#profiles.owner(credentials));
    if (owner.id !== accountId) throw notTheOwner(owner.id, accountId);
    note('verify-credentials', `these are the tokens of @${owner.screenName}`);

    const isNew = this.#accounts.find(accountId) === undefined;
    await attempt('keep-credentials', () => this.#save.execute(accountId, credentials));
    note('keep-credentials', 'kept, encrypted');
    try {
      const webhook = await this.#subscribed(environment, webhookUrl, note);
      note('subscribe-account', `@${owner.screenName} is subscribed`);
      this.#registered.add(accountId);
      return { accountId, webhook, subscribed: true, steps };
    } catch (thrown) {
      if (isNew && !this.#registered.has(accountId)) await this.#accounts.remove(accountId);
      throw thrown;
    }
  }

  /** X challenges the webhook during this, so the credentials must be there already. */
  async #subscribed(environment: Environment, url: string, note: Note): Promise<Webhook> {
    const listed = await attempt('list-webhooks', () => this.#subscriptions.webhooks(environment));
    note('list-webhooks', `${listed.length} registered in ${environment.name}`);
    const webhook = await this.#webhook(environment, url, listed, note);
    await attempt('subscribe-account', () => this.#subscriptions.subscribe(environment));
    return webhook;
  }

  async #webhook(
    environment: Environment,
    url: string,
    listed: readonly Webhook[],
    note: Note,
  ): Promise<Webhook> {
    const ours = here(listed, url);
    if (ours === undefined) return this.#create(environment, url, listed, note);
    if (ours.valid) {
      note('create-webhook', `adopted ${ours.id}, which X had already`);
      return ours;
    }
    await attempt('validate-webhook', () => this.#subscriptions.validate(environment, ours.id));
    note('validate-webhook', `adopted ${ours.id} and had X validate it again`);
    return { ...ours, valid: true };
  }

  /** A refusal for want of room may mean that another replica was faster with the same URL. */
  async #create(
    environment: Environment,
    url: string,
    listed: readonly Webhook[],
    note: Note,
  ): Promise<Webhook> {
    const create = () => this.#subscriptions.register(environment, url);
    try {
      const created = await attempt('create-webhook', create);
      note('create-webhook', `created ${created.id}`);
      return created;
    } catch (thrown) {
      if (!(thrown instanceof StepFailed) || thrown.failure.code !== 'conflict') throw thrown;
      const standing = await this.#subscriptions.webhooks(environment).catch(() => listed);
      const ours = here(standing, url);
      if (ours === undefined || !ours.valid) throw noRoom(thrown.failure, standing);
      note('create-webhook', `adopted ${ours.id}, which was created meanwhile`);
      return ours;
    }
  }
}

const here = (webhooks: readonly Webhook[], url: string): Webhook | undefined =>
  webhooks.find((webhook) => webhook.url === url);

async function attempt<T>(step: Step, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (failure.code === 'internal') throw thrown;
    throw new StepFailed(step, failure, adviceFor(step, failure));
  }
}

function notTheOwner(ownerId: string, accountId: string): StepFailed {
  const failure = new Failure('rejected', `the tokens belong to account ${ownerId}`);
  const advice = `WEBHOOK-URL must end in /webhook/twitter/${ownerId}, or use the tokens of ${accountId}.`;
  return new StepFailed('verify-credentials', failure, advice);
}

function noRoom(failure: Failure, standing: readonly Webhook[]): StepFailed {
  const there = standing.map(({ id, url }) => `${id} (${url})`).join(', ') || 'another webhook';
  const advice = `The environment has no room: ${there} stands there. If nobody needs it, delete it with DELETE /1.1/account_activity/all/{environment}/webhooks/{id}.json and repeat this request.`;
  return new StepFailed('create-webhook', failure, advice);
}

function adviceFor(step: Step, failure: Failure): string {
  if (step === 'keep-credentials') return adviceForStep[step];
  if (failure.code === 'throttled') return 'X limits these calls; repeat the request later.';
  if (failure.code === 'unavailable' || failure.code === 'uncertain') {
    return 'X did not answer as it should; repeat the request, it is safe to do so.';
  }
  return adviceForStep[step];
}

const adviceForStep: Readonly<Record<Step, string>> = {
  'verify-credentials':
    'Check the four keys: API key and secret of the app, access token and secret of the account.',
  'keep-credentials': 'Check that the journal can be written, then repeat the request.',
  'list-webhooks':
    'Check ENVIRONMENT-NAME (names are case-sensitive) and that the app has Account Activity access.',
  'validate-webhook':
    'X must reach WEBHOOK-URL over HTTPS and get the answer to its challenge within 3 seconds. Check the public address and the gateway.',
  'create-webhook':
    'X must reach WEBHOOK-URL over HTTPS and get the answer to its challenge within 3 seconds. Check the public address, the gateway, and that API-KEY-SECRET is the secret of this app.',
  'subscribe-account':
    'The app needs "Read, Write and Direct Messages"; tokens made before that was set must be made again.',
};
