import { type Account, type Credentials, sameConnection, type UserToken } from './account.ts';
import type { AccountChange } from './accounts.ts';

/** Of two tokens of one connection the one that was renewed later; else the one that is given. */
export function laterToken(
  given: UserToken | undefined,
  known: UserToken | undefined,
): UserToken | undefined {
  if (given === undefined || known === undefined || !sameConnection(given, known)) return given;
  return known.expiresAtMs > given.expiresAtMs ? known : given;
}

/** The credentials with the later one of their own token and of this one. */
export function withLaterToken(given: Credentials, known: UserToken | undefined): Credentials {
  const userToken = laterToken(given.userToken, known);
  return userToken === undefined || userToken === given.userToken ? given : { ...given, userToken };
}

/** What is to be kept of an account that is saved while `known` is there: see `Accounts.save`. */
export const keptAccount = (given: Account, known: Account | undefined): Account => {
  const credentials = withLaterToken(given.credentials, known?.credentials.userToken);
  return credentials === given.credentials ? given : { ...given, credentials };
};

/** What comes of a change of an account as it is kept now; undefined: nothing is to be kept. */
export function changeOf(
  before: Account | undefined,
  changed: (kept: Account) => Account | undefined,
): AccountChange | undefined {
  const wanted = before && changed(before);
  if (before === undefined || wanted === undefined) return undefined;
  return { before, now: keptAccount(wanted, before) };
}

/** For a look that changes nothing: it must not use up the refresh token, which works once. */
export function unrenewable(credentials: Credentials): Credentials {
  const { userToken } = credentials;
  if (userToken === undefined) return credentials;
  return { ...credentials, userToken: { ...userToken, refreshToken: '' } };
}
