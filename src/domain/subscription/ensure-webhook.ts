import { type Run, StepFailed } from '../steps.ts';
import type { Failure } from '../errors.ts';
import type { Environment, Webhook, Webhooks } from './webhooks.ts';

/** The webhook that stands for a URL, and whether it was there before. */
export interface Ensured {
  readonly webhook: Webhook;
  readonly adopted: boolean;
}

/** Sees to it that a valid webhook with a URL is registered. One with another URL is never touched. */
export class EnsureWebhook {
  readonly #webhooks: Webhooks;

  constructor(webhooks: Webhooks) {
    this.#webhooks = webhooks;
  }

  /** X challenges the webhook during this, so the credentials must be kept already. */
  async execute(environment: Environment, url: string, run: Run): Promise<Ensured> {
    const listed = await run.attempt('list-webhooks', () => this.#webhooks.list(environment));
    run.note('list-webhooks', `${listed.length} registered in ${environment.name}`);
    const ours = withUrl(listed, url);
    if (ours === undefined) return this.#create(environment, url, listed, run);
    return this.#adopt(environment, ours, 'which X had already', run);
  }

  async #adopt(environment: Environment, ours: Webhook, why: string, run: Run): Promise<Ensured> {
    if (ours.valid) {
      run.note('create-webhook', `adopted ${ours.id}, ${why}`);
      return { webhook: ours, adopted: true };
    }
    await run.attempt('validate-webhook', () => this.#webhooks.validate(environment, ours.id));
    run.note('validate-webhook', `adopted ${ours.id} and had X validate it again`);
    return { webhook: { ...ours, valid: true }, adopted: true };
  }

  /** A refusal for want of room may mean that another replica was faster with the same URL. */
  async #create(
    environment: Environment,
    url: string,
    listed: readonly Webhook[],
    run: Run,
  ): Promise<Ensured> {
    const create = () => this.#webhooks.register(environment, url);
    try {
      const created = await run.attempt('create-webhook', create);
      run.note('create-webhook', `created ${created.id}`);
      return { webhook: created, adopted: false };
    } catch (thrown) {
      if (!(thrown instanceof StepFailed) || thrown.failure.code !== 'conflict') throw thrown;
      const standing = await this.#webhooks.list(environment).catch(() => listed);
      const ours = withUrl(standing, url);
      if (ours === undefined) throw noRoom(thrown.failure, standing);
      return this.#adopt(environment, ours, 'which was created meanwhile', run);
    }
  }
}

/** The webhook of a list that has this URL. */
export const withUrl = (webhooks: readonly Webhook[], url: string): Webhook | undefined =>
  webhooks.find((webhook) => webhook.url === url);

/** What stands in an environment, for people: `7 (https://…)`. */
export const standingThere = (webhooks: readonly Webhook[]): string =>
  webhooks.map(({ id, url }) => `${id} (${url})`).join(', ') || 'another webhook';

function noRoom(failure: Failure, standing: readonly Webhook[]): StepFailed {
  const advice = `The environment has no room: ${standingThere(standing)} stands there. If nobody needs it, delete it (with DeleteWebhook or the command line once the keys of the account are kept, else with DELETE /1.1/account_activity/all/{environment}/webhooks/{id}.json of X) and repeat this request.`;
  return new StepFailed('create-webhook', failure, advice);
}
