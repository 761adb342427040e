import type {
  Apis,
  Credentials,
  EventsApi,
  MessagesApi,
} from '../../../../domain/accounts/account.ts';
import type { ApiProbe } from '../../../../domain/accounts/api-probe.ts';
import { isObject } from '../../wire.ts';
import { pathIn } from '../activity/account-activity-calls.ts';
import type { AppBearer } from '../client/app-bearer.ts';
import { isClosed } from './closed-api.ts';
import type { TwitterAnswer, TwitterClient, TwitterRequest } from '../client/twitter-client.ts';
import type { Caller, UserAuthentication } from './user-authentication.ts';

/**
 * Asks X which of its APIs an account may use: one of the 15 calls that list direct messages in
 * v1.1, and at most four more. Where X closes v1.1 to the app, v2 must answer for it.
 */
export class TwitterApiProbe implements ApiProbe {
  readonly #client: TwitterClient;
  readonly #users: UserAuthentication;
  readonly #bearers: AppBearer;

  constructor(client: TwitterClient, users: UserAuthentication, bearers: AppBearer) {
    this.#client = client;
    this.#users = users;
    this.#bearers = bearers;
  }

  async probe(
    account: { readonly id: string; readonly credentials: Credentials },
    environmentName?: string,
  ): Promise<Apis> {
    const messages = await this.#messages(account);
    const events = await this.#events(account.credentials, environmentName);
    return { messages, events };
  }

  async #messages(caller: Caller): Promise<MessagesApi> {
    const auth = await this.#users.of(caller);
    const path = '/1.1/direct_messages/events/list.json';
    const query = { count: '1' };
    if (auth.kind === 'user' && (await this.#found({ path, query, auth })) !== undefined) {
      return 'v1.1';
    }
    await this.#client.request({ method: 'GET', path: '/2/users/me', auth });
    return 'v2';
  }

  /** X Activity is what every app has. */
  async #events(credentials: Credentials, environmentName?: string): Promise<EventsApi> {
    const ask = async (path: string) =>
      this.#found({ path, auth: await this.#bearers.of(credentials) });
    if (credentials.accessToken !== '') {
      const named = environmentName && (await ask(pathIn(environmentName, 'webhooks.json')));
      if (named || hasEnvironments(await ask('/1.1/account_activity/all/webhooks.json'))) {
        return 'v1.1';
      }
    }
    const counted = await ask('/2/account_activity/subscriptions/count');
    return counted === undefined ? 'x-activity' : 'v2';
  }

  /** The answer; undefined: the API is closed. Fails when X says neither. */
  async #found(
    asked: Pick<TwitterRequest, 'auth' | 'path' | 'query'>,
  ): Promise<TwitterAnswer | undefined> {
    const request = { method: 'GET', ...asked } as const;
    const answer = await this.#client.answer(request);
    if (answer.status < 300) return answer;
    if (isClosed(answer)) return undefined;
    throw this.#client.failureOf(answer, request);
  }
}

/** The environments of all of the app (X API v1.1, Account Activity, premium). */
function hasEnvironments(answer: TwitterAnswer | undefined): boolean {
  const { body } = answer ?? {};
  const environments = isObject(body) ? body['environments'] : undefined;
  return Array.isArray(environments) && environments.length > 0;
}
