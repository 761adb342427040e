import {
  type Account,
  type Credentials,
  sameConnection,
  type UserToken,
} from '../../../../domain/accounts/account.ts';
import { withLaterToken } from '../../../../domain/accounts/user-token.ts';
import type { Caller } from './user-authentication.ts';

/** A caller of whom it is known that it has such tokens. */
export interface Connected extends Caller {
  readonly credentials: Credentials & { readonly userToken: UserToken };
}

export const isConnected = (caller: Caller): caller is Connected =>
  caller.credentials.userToken !== undefined;

/** Whether an account has the tokens of a caller, or descendants of them. */
export const isConnectedAs =
  ({ credentials: { consumerKey, userToken } }: Connected) =>
  ({ credentials }: Account): boolean =>
    credentials.consumerKey === consumerKey && sameConnection(credentials.userToken, userToken);

/** The account with a later token than its own; undefined: it is none. */
export function withToken(account: Account, token: UserToken): Account | undefined {
  const credentials = withLaterToken(account.credentials, token);
  return credentials === account.credentials ? undefined : { ...account, credentials };
}
