import type { App } from './app.ts';
import { letters } from './directory.ts';
import type { User } from './user.ts';

const CODE_LIFE_MS = 30_000;

/** What a user has permitted an app, as asked for by its scopes. */
export interface Grant {
  readonly app: App;
  readonly user: User;
  readonly scopes: readonly string[];
}

/** Where a code may be used, and the challenge that its verifier must meet (RFC 7636). */
export interface CodeTerms {
  readonly redirectUri: string;
  readonly codeChallenge: string;
  readonly codeChallengeMethod: 'S256' | 'plain';
}

/** A pair of tokens; without the scope `offline.access` there is nothing to refresh. */
export interface IssuedTokens {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly expiresInSecs: number;
  readonly scopes: readonly string[];
}

type Expiring<T> = T & { readonly expiresMs: number };

/** OAuth 2.0 tokens of users: codes live 30 seconds; every refresh token works once. */
export class OAuth2Tokens {
  readonly #now: () => number;
  readonly #codes = new Map<string, Expiring<{ grant: Grant; terms: CodeTerms }>>();
  readonly #access = new Map<string, Expiring<{ grant: Grant }>>();
  readonly #refresh = new Map<string, Grant>();
  readonly #unusable = new Set<string>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The code that a user's consent leads back to the app with. */
  issueCode(grant: Grant, terms: CodeTerms): string {
    const code = letters(60);
    this.#codes.set(code, { grant, terms, expiresMs: this.#now() + CODE_LIFE_MS });
    return code;
  }

  /** The grant and terms behind a code, once; undefined when it is unknown, used or too old. */
  takeCode(code: string): { grant: Grant; terms: CodeTerms } | undefined {
    const found = this.#codes.get(code);
    this.#codes.delete(code);
    return found !== undefined && found.expiresMs > this.#now() ? found : undefined;
  }

  issue(grant: Grant, lifeSecs: number): IssuedTokens {
    const accessToken = letters(91);
    this.#access.set(accessToken, { grant, expiresMs: this.#now() + lifeSecs * 1000 });
    const refreshToken = grant.scopes.includes('offline.access') ? letters(91) : undefined;
    if (refreshToken !== undefined) this.#refresh.set(refreshToken, grant);
    return { accessToken, refreshToken, expiresInSecs: lifeSecs, scopes: grant.scopes };
  }

  /** The grant behind a refresh token of the app, once; undefined for any other. */
  takeRefreshToken(token: string, app: App): Grant | undefined {
    const grant = this.#refresh.get(token);
    if (grant?.app !== app) return undefined;
    this.#refresh.delete(token);
    return grant;
  }

  /** The grant behind an access token that has not expired. */
  grantOf(accessToken: string): Grant | undefined {
    const found = this.#access.get(accessToken);
    return found !== undefined && found.expiresMs > this.#now() ? found.grant : undefined;
  }

  /** A token that X issues and then refuses everywhere. */
  issueUnusable(): string {
    const token = letters(91);
    this.#unusable.add(token);
    return token;
  }

  isUnusable(token: string): boolean {
    return this.#unusable.has(token);
  }

  /** Takes a token back; with a refresh token go the access tokens of its grant. */
  revoke(token: string): void {
    const grant = this.#refresh.get(token);
    this.#refresh.delete(token);
    this.#access.delete(token);
    if (grant !== undefined) this.#drop((each) => each === grant);
  }

  /** The user takes back what this app was permitted. */
  revokeAll(app: App, user: User): void {
    this.#drop((grant) => grant.app === app && grant.user === user);
  }

  #drop(isDropped: (grant: Grant) => boolean): void {
    for (const [token, { grant }] of this.#access) if (isDropped(grant)) this.#access.delete(token);
    for (const [token, grant] of this.#refresh) if (isDropped(grant)) this.#refresh.delete(token);
  }
}
