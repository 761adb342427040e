import type { Accounts } from '../accounts/accounts.ts';
import type { Clock } from '../delivery/clock.ts';
import { Failure } from '../errors.ts';
import { type Run, StepFailed } from '../steps.ts';
import { sharedWebhook } from './shared-webhook.ts';
import { type Environment, isAppWide, type Webhook, type Webhooks } from './webhooks.ts';

/** The webhook that stands for a URL, and whether it was there before. */
export interface Ensured {
  /** Its URL is another one where accounts of one app share it. */
  readonly webhook: Webhook;
  readonly adopted: boolean;
}

/** What makes it do more than registering. */
export interface EnsureWebhookOptions {
  /** Their webhooks may be shared; absent: none is. */
  readonly accounts?: Accounts;
  /** Lets it wait until X creates a webhook after all; absent: it does not wait. */
  readonly clock?: Clock;
}

/** X is known to answer 500 to the first attempts, beyond v1.1; in milliseconds. */
const againAfterMs = [1_000, 3_000] as const;

/**
 * Sees to it that a valid webhook with a URL is registered, or one that serves just as well: beyond
 * v1.1 that of another account of the same app. One of anybody else is never touched.
 */
export class EnsureWebhook {
  readonly #webhooks: Webhooks;
  readonly #accounts: Accounts | undefined;
  readonly #clock: Clock | undefined;

  constructor(webhooks: Webhooks, { accounts, clock }: EnsureWebhookOptions = {}) {
    this.#webhooks = webhooks;
    this.#accounts = accounts;
    this.#clock = clock;
  }

  /** X challenges the webhook during this, so the credentials must be kept already. */
  async execute(environment: Environment, url: string, run: Run): Promise<Ensured> {
    const listed = await run.attempt('list-webhooks', () => this.#webhooks.list(environment));
    run.note('list-webhooks', registeredIn(environment, listed));
    const ours = this.#ours(environment, url, listed);
    if (ours === undefined) return this.#create(environment, url, listed, run);
    return this.#adopt(environment, ours, whyAdopted(ours, url, 'which X had already'), run);
  }

  #ours(environment: Environment, url: string, listed: readonly Webhook[]): Webhook | undefined {
    return withUrl(listed, url) ?? sharedWebhook(this.#accounts, environment, url, listed);
  }

  async #adopt(environment: Environment, ours: Webhook, why: string, run: Run): Promise<Ensured> {
    if (ours.valid) {
      run.note('create-webhook', `adopted ${ours.id}, ${why}`);
      return { webhook: ours, adopted: true };
    }
    await run.attempt('validate-webhook', () => this.#webhooks.validate(environment, ours.id));
    run.note('validate-webhook', `adopted ${ours.id}, ${why}, and had X validate it again`);
    return { webhook: { ...ours, valid: true }, adopted: true };
  }

  /** A refusal for want of room may mean that another replica was faster with the same URL. */
  async #create(
    environment: Environment,
    url: string,
    listed: readonly Webhook[],
    run: Run,
  ): Promise<Ensured> {
    try {
      const created = await run.attempt('create-webhook', () => this.#created(environment, url));
      run.note('create-webhook', `created ${created.id}`);
      return { webhook: created, adopted: false };
    } catch (thrown) {
      if (!(thrown instanceof StepFailed) || thrown.failure.code !== 'conflict') throw thrown;
      const standing = await this.#webhooks.list(environment).catch(() => listed);
      const ours = this.#ours(environment, url, standing);
      if (ours === undefined) throw noRoom(environment, thrown.failure, standing);
      const why = whyAdopted(ours, url, 'which was created meanwhile');
      return this.#adopt(environment, ours, why, run);
    }
  }

  /** An answer of 500 leaves open whether X did it: its list tells. */
  async #created(environment: Environment, url: string): Promise<Webhook> {
    const clock = this.#clock;
    if (clock === undefined || !isAppWide(environment)) {
      return this.#webhooks.register(environment, url);
    }
    for (const delayMs of againAfterMs) {
      try {
        return await this.#webhooks.register(environment, url);
      } catch (thrown) {
        if (!(thrown instanceof Failure) || thrown.code !== 'unavailable') throw thrown;
      }
      await new Promise<void>((resolve) => void clock.after(delayMs, resolve));
      const there = withUrl(await this.#webhooks.list(environment), url);
      if (there !== undefined) return there;
    }
    return this.#webhooks.register(environment, url);
  }
}

/** The webhook of a list that has this URL. */
export const withUrl = (webhooks: readonly Webhook[], url: string): Webhook | undefined =>
  webhooks.find((webhook) => webhook.url === url);

/** How many there are, and where, for people. */
export const registeredIn = (environment: Environment, listed: readonly Webhook[]): string =>
  `${listed.length} registered ${isAppWide(environment) ? 'for the app' : `in ${environment.name}`}`;

/** What stands in an environment, for people: `7 (https://…)`. */
export const standingThere = (webhooks: readonly Webhook[]): string =>
  webhooks.map(({ id, url }) => `${id} (${url})`).join(', ') || 'another webhook';

/** Why a webhook is as good as one with this URL; `same` where it has it. */
export const whyAdopted = (webhook: Webhook, url: string, same: string): string =>
  webhook.url === url ? same : `which serves all accounts of the app as ${webhook.url}`;

function noRoom(
  environment: Environment,
  failure: Failure,
  standing: readonly Webhook[],
): StepFailed {
  const appWide = isAppWide(environment);
  const call = appWide
    ? '/2/webhooks/{id}'
    : '/1.1/account_activity/all/{environment}/webhooks/{id}.json';
  const advice = `The ${appWide ? 'app' : 'environment'} has no room: ${standingThere(standing)} stands there. If nobody needs it, delete it (with DeleteWebhook or the command line once the keys of the account are kept, else with DELETE ${call} of X) and repeat this request.`;
  return new StepFailed('create-webhook', failure, advice);
}
