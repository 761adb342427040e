import type { Apis, Credentials } from './account.ts';

/** Which of X's APIs an account may use, found out with a few cheap calls. */
export interface ApiProbe {
  /**
   * The first that X lets the account use, v1.1 before v2 since it can do more. The environment is
   * the app's in v1.1, if it has one. Fails with `unauthorized` when X does not take the
   * credentials, with `throttled` or `unavailable` when it cannot be told now; never guesses.
   */
  probe(
    account: { readonly id: string; readonly credentials: Credentials },
    environmentName?: string,
  ): Promise<Apis>;
}
