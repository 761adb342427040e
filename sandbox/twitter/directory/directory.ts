import { randomBytes } from 'node:crypto';
import { refusal } from '../http/refusal.ts';
import type { Access, App } from './app.ts';
import type { User } from './user.ts';

/** A user's permission for an app: the OAuth 1.0a access token. */
export interface AccessToken {
  readonly token: string;
  readonly tokenSecret: string;
  readonly app: App;
  readonly user: User;
  readonly access: Access;
  /** The consumer secret of the app, beside the token secret as a verifier needs both. */
  readonly consumerSecret: string;
}

/** All apps, users and tokens. */
export class Directory {
  readonly #appsByKey = new Map<string, App>();
  readonly #appsByBearer = new Map<string, App>();
  readonly #users = new Map<string, User>();
  readonly #usersByScreenName = new Map<string, User>();
  readonly #tokens = new Map<string, AccessToken>();

  addApp(app: App): void {
    this.#appsByKey.set(app.consumerKey, app);
  }

  addUser(user: User): void {
    this.#users.set(user.id, user);
    this.#usersByScreenName.set(user.screenName.toLowerCase(), user);
  }

  /** Issues a token with the access the app has now. */
  issueToken(
    app: App,
    user: User,
    pair: { token: string; tokenSecret: string } = newTokenPair(user),
  ): AccessToken {
    const { access, consumerSecret } = app;
    const token: AccessToken = { ...pair, app, user, access, consumerSecret };
    this.#tokens.set(token.token, token);
    return token;
  }

  /** Takes back all tokens of this user for this app. */
  revokeTokens(app: App, user: User): void {
    for (const token of this.#tokens.values()) {
      if (token.app === app && token.user === user) this.#tokens.delete(token.token);
    }
  }

  /** The token of a signed request; refuses with 32 (unknown app, other app's token) or 89. */
  accessToken(consumerKey: string, token: string): AccessToken {
    if (!this.#appsByKey.has(consumerKey)) throw refusal(32);
    const found = this.#tokens.get(token);
    if (found === undefined) throw refusal(89);
    if (found.app.consumerKey !== consumerKey) throw refusal(32);
    return found;
  }

  /** The app-only token; the same one until it is invalidated. */
  bearerTokenOf(app: App): string {
    app.bearerToken ??= newBearerToken();
    this.#appsByBearer.set(app.bearerToken, app);
    return app.bearerToken;
  }

  invalidateBearerToken(app: App): void {
    if (app.bearerToken !== undefined) this.#appsByBearer.delete(app.bearerToken);
    app.bearerToken = undefined;
  }

  appByBearer(token: string): App | undefined {
    return this.#appsByBearer.get(token);
  }

  appByConsumerKey(consumerKey: string): App | undefined {
    return this.#appsByKey.get(consumerKey);
  }

  app(id: string): App | undefined {
    return this.apps().find((app) => app.source.id === id);
  }

  user(id: string): User | undefined {
    return this.#users.get(id);
  }

  userByScreenName(screenName: string): User | undefined {
    return this.#usersByScreenName.get(screenName.toLowerCase());
  }

  apps(): App[] {
    return [...this.#appsByKey.values()];
  }

  users(): User[] {
    return [...this.#users.values()];
  }
}

function newTokenPair(user: User): { token: string; tokenSecret: string } {
  return { token: `${user.id}-${letters(40)}`, tokenSecret: letters(45) };
}

/** Has percent sequences, as X's tokens do; they are part of the token. */
function newBearerToken(): string {
  return `${'A'.repeat(22)}${letters(10)}%2F${letters(24)}%3D${letters(48)}`;
}

/** Letters and digits, not guessable. */
export function letters(length: number): string {
  return randomBytes(length * 2)
    .toString('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, length);
}
