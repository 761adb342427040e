import type { Credentials } from '../../../../domain/accounts/account.ts';
import { Failure } from '../../../../domain/errors.ts';
import { isObject } from '../../wire.ts';
import type { Authentication, TwitterClient } from './twitter-client.ts';

/**
 * The bearer tokens of apps, obtained from key and secret (X API, application-only
 * authentication) and kept in memory for each consumer key.
 */
export class AppBearer {
  readonly #client: TwitterClient;
  readonly #tokens = new Map<string, Promise<string>>();

  constructor(client: TwitterClient) {
    this.#client = client;
  }

  /** Calls with the token we were given, else with an obtained one, else with a newer one of these. */
  async call<T>(credentials: Credentials, call: (auth: Authentication) => Promise<T>): Promise<T> {
    const { bearerToken, consumerKey } = credentials;
    const bearer = bearerToken ?? (await this.#of(credentials));
    try {
      return await call({ kind: 'app', bearer, consumerKey });
    } catch (thrown) {
      if (!(thrown instanceof Failure) || thrown.code !== 'unauthorized') throw thrown;
      await this.#drop(credentials, bearer);
      return call({ kind: 'app', bearer: await this.#of(credentials), consumerKey });
    }
  }

  /** The app's token; obtained once, however many ask for it at the same time. */
  #of(credentials: Credentials): Promise<string> {
    const { consumerKey } = credentials;
    const known = this.#tokens.get(consumerKey);
    if (known !== undefined) return known;
    const token = this.#obtain(credentials);
    this.#tokens.set(consumerKey, token);
    token.catch(() => this.#forget(consumerKey, token));
    return token;
  }

  /** Forgets a token that X no longer takes, unless there is a newer one by now. */
  async #drop({ consumerKey }: Credentials, refused: string): Promise<void> {
    const known = this.#tokens.get(consumerKey);
    if (known === undefined) return;
    const token = await known.catch(() => undefined);
    if (token === refused) this.#forget(consumerKey, known);
  }

  #forget(consumerKey: string, token: Promise<string>): void {
    if (this.#tokens.get(consumerKey) === token) this.#tokens.delete(consumerKey);
  }

  async #obtain(credentials: Credentials): Promise<string> {
    const { status, body } = await this.#client.request({
      method: 'POST',
      path: '/oauth2/token',
      form: { grant_type: 'client_credentials' },
      auth: { kind: 'basic', credentials },
    });
    const answer = isObject(body) ? body : {};
    const token = answer['access_token'];
    if (answer['token_type'] !== 'bearer' || typeof token !== 'string' || token === '') {
      throw new Failure('unauthorized', `X answered ${status} without a bearer token`);
    }
    return token;
  }
}
