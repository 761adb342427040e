import { Failure } from '../../../../domain/errors.ts';
import type { Environment, Webhook, Webhooks } from '../../../../domain/subscription/webhooks.ts';
import { isObject } from '../../wire.ts';
import { unreadable } from './account-activity-calls.ts';
import { AppBearer } from '../client/app-bearer.ts';
import { percentEncoded } from '../client/oauth.ts';
import type { TwitterAnswer, TwitterClient, TwitterRequest } from '../client/twitter-client.ts';
import { webhookIn } from './webhooks-in.ts';

const base = '/2/webhooks';

/** The webhooks of an app, which serve all of its accounts (X API v2, webhooks). */
export class TwitterV2Webhooks implements Webhooks {
  readonly #bearers: AppBearer;

  constructor(client: TwitterClient, bearers = new AppBearer(client)) {
    this.#bearers = bearers;
  }

  /** Where there is none, X leaves `data` out. */
  async list(environment: Environment): Promise<readonly Webhook[]> {
    const { status, body } = await this.#call(environment, { method: 'GET', path: base });
    const { data, meta } = isObject(body) ? body : {};
    if (data === undefined && isObject(meta)) return [];
    if (!Array.isArray(data)) throw unreadable(status);
    return data.map(webhookIn).filter((webhook) => webhook !== undefined);
  }

  async register(environment: Environment, url: string): Promise<Webhook> {
    const request = { method: 'POST', path: base, json: { url } } as const;
    const { status, body } = await this.#call(environment, request);
    const webhook = webhookIn(dataOf(body));
    if (webhook === undefined) throw unreadable(status);
    return webhook;
  }

  async validate(environment: Environment, webhookId: string): Promise<void> {
    const { body } = await this.#call(environment, { method: 'PUT', path: pathOf(webhookId) });
    const data = dataOf(body);
    if (!isObject(data) || data['valid'] !== false) return;
    throw new Failure('rejected', 'X calls the webhook invalid still');
  }

  async remove(environment: Environment, webhookId: string): Promise<void> {
    await this.#call(environment, { method: 'DELETE', path: pathOf(webhookId) });
  }

  #call(
    { credentials }: Environment,
    request: Omit<TwitterRequest, 'auth'>,
  ): Promise<TwitterAnswer> {
    return this.#bearers.request(credentials, request);
  }
}

const pathOf = (webhookId: string): string => `${base}/${percentEncoded(webhookId)}`;

const dataOf = (body: unknown): unknown => (isObject(body) ? body['data'] : undefined);
