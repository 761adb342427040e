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
 * account took the app's access back. New credentials make it active again.
 */
export type AccountState = 'active' | 'unauthorized' | 'revoked';

/** An account of X that the contact centre answers for; the id is also its service identifier. */
export interface Account {
  readonly id: string;
  readonly credentials: Credentials;
  readonly state: AccountState;
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
