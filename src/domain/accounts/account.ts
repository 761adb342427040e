/** The keys of an X app and of one account that uses it. Never logged, never answered. */
export interface Credentials {
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly accessToken: string;
  readonly accessTokenSecret: string;
  readonly bearerToken?: string;
}

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
}

/** Where an account's events come from. */
export interface AccountRegistration {
  /** The environment of the app on X, by name. */
  readonly environmentName: string;
  readonly webhookUrl: string;
}

/** Whether two sets of credentials are the same. */
export function sameCredentials(a: Credentials, b: Credentials): boolean {
  return (
    a.consumerKey === b.consumerKey &&
    a.consumerSecret === b.consumerSecret &&
    a.accessToken === b.accessToken &&
    a.accessTokenSecret === b.accessTokenSecret &&
    a.bearerToken === b.bearerToken
  );
}
