import type { Apis, Credentials } from '../accounts/account.ts';

/** A registration whose form has been checked. */
export interface Registration {
  readonly accountId: string;
  readonly credentials: Credentials;
  readonly webhookUrl: string;
  /** Empty when none is given: v1.1 alone needs one. */
  readonly environmentName: string;
  /** As declared; absent: as the account has them, or as X lets one find out. */
  readonly apis?: Apis;
  /**
   * Nobody vouches for who asks but the tokens themselves, which any app has that the account once
   * let in: an account that is served stays with its app.
   */
  readonly unvouched?: true;
}
