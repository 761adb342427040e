/** The keys of an X app and of one account that uses it. Never logged, never answered. */
export interface Credentials {
  readonly consumerKey: string;
  readonly consumerSecret: string;
  /** Both empty where the account is connected by OAuth 2.0 alone. */
  readonly accessToken: string;
  readonly accessTokenSecret: string;
  readonly bearerToken?: string;
  /** Absent where the account is connected by OAuth 1.0a alone. */
  readonly userToken?: UserToken;
}

/** What an account is connected with by OAuth 2.0 (authorization code with PKCE). */
export interface UserToken {
  readonly clientId: string;
  /** Absent for a public client. */
  readonly clientSecret?: string;
  readonly accessToken: string;
  /** Works once: using it brings the next one. */
  readonly refreshToken: string;
  /** When the access token ends, in epoch milliseconds; 0: it is not known to work. */
  readonly expiresAtMs: number;
  /**
   * The refresh token that an administrator gave, which the others descend from: the same one
   * given again is no news.
   */
  readonly givenRefreshToken: string;
}

/** X's API that messages and files go through. */
export type MessagesApi = 'v1.1' | 'v2';

/**
 * X's API that events come from: Account Activity of v1.1 (environments) or v2, or X Activity.
 */
export type EventsApi = 'v1.1' | 'v2' | 'x-activity';

/** Which of X's APIs an account uses. */
export interface Apis {
  readonly messages: MessagesApi;
  readonly events: EventsApi;
}

/** What accounts use of which nothing else is known. */
export const firstApis: Apis = { messages: 'v1.1', events: 'v1.1' };

/**
 * `active`: works as far as we know. `unauthorized`: X refuses the credentials. `revoked`: the
 * account took the app's access back. `removed`: we no longer serve it, and keep its id alone; see
 * `ServedAccounts`. New credentials make it active again.
 */
export type AccountState = 'active' | 'unauthorized' | 'revoked' | 'removed';

/** An account of X that the contact centre answers for; the id is also its service identifier. */
export interface Account {
  readonly id: string;
  readonly credentials: Credentials;
  readonly state: AccountState;
  /** Absent until the account was registered through us. */
  readonly registration?: AccountRegistration;
  /**
   * When it was seen that X takes these credentials, in epoch milliseconds: when they were given, or
   * when the first call since worked. Absent: it was not seen yet.
   */
  readonly provenAtMs?: number;
  /** Absent: nobody said so, and X was not asked; see {@link apisOf}. */
  readonly apis?: Apis;
  /** Absent: it does not move to another app, and did not lately. */
  readonly moving?: OtherApp;
}

/** The app that an account moves to, or comes from: X signs its events with this secret as well. */
export interface OtherApp {
  readonly consumerKey: string;
  readonly consumerSecret: string;
  /** Where events come from it; absent: to the webhook whose URL names the account. */
  readonly webhookUrl?: string;
  /** The account moves to it; it comes from it otherwise. */
  readonly isNext: boolean;
  /** When it counts no more, whatever became of the move, in epoch milliseconds; absent: never. */
  readonly untilMs?: number;
}

/** Where an account's events come from. */
export interface AccountRegistration {
  /** The environment of the app on X, by name. */
  readonly environmentName: string;
  readonly webhookUrl: string;
  /** An administrator ended it: nobody but one begins it again. */
  readonly ended?: true;
}

/** Whether X signs with the same secret for both. */
export const isSameApp = (a: AppKeys, b: AppKeys): boolean =>
  a.consumerKey === b.consumerKey && a.consumerSecret === b.consumerSecret;

/** The keys of an app alone. */
type AppKeys = Pick<Credentials, 'consumerKey' | 'consumerSecret'>;

/** Whether two sets of credentials are the same. */
export function sameCredentials(a: Credentials, b: Credentials): boolean {
  return (
    a.consumerKey === b.consumerKey &&
    a.consumerSecret === b.consumerSecret &&
    a.accessToken === b.accessToken &&
    a.accessTokenSecret === b.accessTokenSecret &&
    a.bearerToken === b.bearerToken &&
    sameConnection(a.userToken, b.userToken)
  );
}

/** Whether two tokens come from the same connection, one perhaps renewed from the other. */
export const sameConnection = (a: UserToken | undefined, b: UserToken | undefined): boolean =>
  a?.clientId === b?.clientId &&
  a?.clientSecret === b?.clientSecret &&
  a?.givenRefreshToken === b?.givenRefreshToken;

export const sameApis = (a: Apis | undefined, b: Apis | undefined): boolean =>
  a?.messages === b?.messages && a?.events === b?.events;

/** What accounts use that have OAuth 2.0 tokens alone, which v1.1 does not take. */
const secondApis: Apis = { messages: 'v2', events: 'x-activity' };

/** Which APIs an account uses, as far as is known. */
export const apisOf = ({
  apis,
  credentials,
}: Pick<Account, 'apis'> & Partial<Pick<Account, 'credentials'>>): Apis =>
  apis ?? (credentials?.accessToken === '' && credentials.userToken ? secondApis : firstApis);
