import type { Environment, Webhook, Webhooks } from '../../../../domain/subscription/webhooks.ts';
import { asUser, isRefusal, pathIn, unreadable } from './account-activity-calls.ts';
import { AppBearer } from '../client/app-bearer.ts';
import { percentEncoded } from '../client/oauth.ts';
import type { TwitterAnswer, TwitterClient } from '../client/twitter-client.ts';
import { webhookIn, webhooksIn } from './webhooks-in.ts';

/** Webhooks through X's Account Activity API (v1.1, premium environments). */
export class TwitterV1Webhooks implements Webhooks {
  readonly #client: TwitterClient;
  readonly #bearers: AppBearer;

  constructor(client: TwitterClient, bearers = new AppBearer(client)) {
    this.#client = client;
    this.#bearers = bearers;
  }

  async list(environment: Environment): Promise<readonly Webhook[]> {
    const { status, body } = await this.#listed(environment);
    const webhooks = webhooksIn(body, environment.name);
    if (webhooks === undefined) throw unreadable(status);
    return webhooks;
  }

  async register(environment: Environment, url: string): Promise<Webhook> {
    const { status, body } = await this.#client.request({
      ...asUser(environment, 'POST', 'webhooks.json'),
      query: { url },
    });
    const webhook = webhookIn(body);
    if (webhook === undefined) throw unreadable(status);
    return webhook;
  }

  async validate(environment: Environment, webhookId: string): Promise<void> {
    await this.#client.request(asUser(environment, 'PUT', pathOf(webhookId)));
  }

  async remove(environment: Environment, webhookId: string): Promise<void> {
    await this.#client.request(asUser(environment, 'DELETE', pathOf(webhookId)));
  }

  /** The listing is the app's call. Where X refuses the app, the account may ask instead. */
  async #listed({ name, credentials }: Environment): Promise<TwitterAnswer> {
    const request = { method: 'GET', path: pathIn(name, 'webhooks.json') } as const;
    try {
      return await this.#bearers.request(credentials, request);
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown;
      return this.#client.request({ ...request, auth: { kind: 'user', credentials } });
    }
  }
}

const pathOf = (webhookId: string): string => `webhooks/${percentEncoded(webhookId)}.json`;
