import type { Account, Credentials } from './account.ts';

/** Who somebody is on X. */
export interface Profile {
  readonly id: string;
  readonly screenName: string;
}

/** Whose credentials these are, and who is behind a name. */
export interface Profiles {
  /** The account that the access token belongs to; fails with `unauthorized`. */
  owner(credentials: Credentials): Promise<Profile>;
  /** The account with this name, without `@`; fails with `not-found`. */
  named(account: Account, screenName: string): Promise<Profile>;
}
