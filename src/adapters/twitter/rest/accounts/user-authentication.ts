import type { Credentials } from '../../../../domain/accounts/account.ts';
import { Failure } from '../../../../domain/errors.ts';
import type { Authentication } from '../client/twitter-client.ts';

/** Whom a call is made for; an id is needed where a token may have to be renewed. */
export interface Caller {
  readonly id?: string;
  readonly credentials: Credentials;
}

/** How an account proves itself in a call of its own. */
export interface UserAuthentication {
  /**
   * OAuth 1.0a where the account has such tokens and the call takes them, else OAuth 2.0 with a
   * token that is not about to end. Fails with `unauthorized` when the account has neither, or X
   * does not renew its token.
   */
  of(caller: Caller, only?: 'oauth2'): Promise<Authentication>;
}

/** For accounts that have OAuth 1.0a tokens alone. */
export const signing: UserAuthentication = {
  async of({ credentials }, only) {
    if (only === undefined && credentials.accessToken !== '') return { kind: 'user', credentials };
    throw new Failure('unauthorized', 'the account is not connected by OAuth 2.0');
  },
};
