import type { Credentials } from '../../../../domain/accounts/account.ts';
import { Failure } from '../../../../domain/errors.ts';
import { isObject } from '../../wire.ts';
import type {
  Authentication,
  TwitterAnswer,
  TwitterClient,
  TwitterRequest,
} from './twitter-client.ts';

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

  /** The answer of a call that X did for the app; throws a {@link Failure} otherwise. */
  async request(
    credentials: Credentials,
    request: Omit<TwitterRequest, 'auth'>,
  ): Promise<TwitterAnswer> {
    return this.#client.request({ ...request, auth: await this.of(credentials) });
  }

  /** The token we were given, else an obtained one; where X does not take it, a newer one. */
  async of(credentials: Credentials): Promise<Authentication> {
    const { bearerToken, consumerKey } = credentials;
    const token = bearerToken ?? (await this.#token(credentials));
    const renewed = async () => {
      await this.#drop(credentials, token);
      return this.#token(credentials);
    };
    return { kind: 'app', token, consumerKey, renewed };
  }

  /** The app's token; obtained once, however many ask for it at the same time. */
  #token(credentials: Credentials): Promise<string> {
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
