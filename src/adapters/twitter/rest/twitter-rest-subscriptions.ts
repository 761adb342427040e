import type { Credentials } from '../../../domain/accounts/account.ts';
import { Failure } from '../../../domain/errors.ts';
import type {
  Environment,
  Subscriptions,
  Webhook,
} from '../../../domain/subscription/subscriptions.ts';
import { AppBearer } from './app-bearer.ts';
import { percentEncoded } from './oauth.ts';
import type {
  Authentication,
  TwitterAnswer,
  TwitterClient,
  TwitterRequest,
} from './twitter-client.ts';
import { webhookIn, webhooksIn } from './webhooks-in.ts';
import { xErrorIn } from './x-error.ts';

/** Webhooks and subscriptions through X's Account Activity API (v1.1, premium environments). */
export class TwitterRestSubscriptions implements Subscriptions {
  readonly #client: TwitterClient;
  readonly #bearers: AppBearer;

  constructor(client: TwitterClient) {
    this.#client = client;
    this.#bearers = new AppBearer(client);
  }

  async webhooks(environment: Environment): Promise<readonly Webhook[]> {
    const { name } = environment;
    const { status, body } = await this.#listed(environment);
    const webhooks = webhooksIn(body, name);
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
    const path = `webhooks/${percentEncoded(webhookId)}.json`;
    await this.#client.request(asUser(environment, 'PUT', path));
  }

  async subscribe(environment: Environment): Promise<void> {
    const request = asUser(environment, 'POST', 'subscriptions.json');
    const answer = await this.#client.answer(request);
    const already = answer.status === 409 || xErrorIn(answer.body)?.code === 355;
    if (answer.status >= 300 && !already) throw this.#client.failureOf(answer, request);
  }

  /** The listing is the app's call. Where X refuses the app, the account may ask instead. */
  async #listed({ name, credentials }: Environment): Promise<TwitterAnswer> {
    const list = (auth: Authentication): Promise<TwitterAnswer> =>
      this.#client.request({ method: 'GET', path: pathOf(name, 'webhooks.json'), auth });
    try {
      return await this.#asApp(credentials, list);
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown;
      return list({ kind: 'user', credentials });
    }
  }

  /** With the token we were given, else with an obtained one, else with a newer one of these. */
  async #asApp<T>(
    credentials: Credentials,
    call: (auth: Authentication) => Promise<T>,
  ): Promise<T> {
    const { bearerToken } = credentials;
    const bearer = bearerToken ?? (await this.#bearers.of(credentials));
    try {
      return await call({ kind: 'app', bearer });
    } catch (thrown) {
      if (!(thrown instanceof Failure) || thrown.code !== 'unauthorized') throw thrown;
      await this.#bearers.drop(credentials, bearer);
      return call({ kind: 'app', bearer: await this.#bearers.of(credentials) });
    }
  }
}

const isRefusal = (thrown: unknown): boolean =>
  thrown instanceof Failure && (thrown.code === 'unauthorized' || thrown.code === 'rejected');

const unreadable = (status: number): Failure =>
  new Failure('unavailable', `X answered ${status} with something unreadable`);

const pathOf = (environment: string, rest: string): string =>
  `/1.1/account_activity/all/${percentEncoded(environment)}/${rest}`;

function asUser(
  { name, credentials }: Environment,
  method: TwitterRequest['method'],
  rest: string,
): TwitterRequest {
  return { method, path: pathOf(name, rest), auth: { kind: 'user', credentials } };
}
