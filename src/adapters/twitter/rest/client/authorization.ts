import type { Credentials } from '../../../../domain/accounts/account.ts';
import { momentAt, oauthHeader, percentEncoded, type SignedRequest } from './oauth.ts';

interface BearerToken {
  readonly token: string;
  /** The token to use in place of one that X does not take; undefined: there is none. */
  readonly renewed?: () => Promise<string | undefined>;
}

/** In whose name a call is made: an account, an app, or an app that asks for its bearer token. */
export type Authentication =
  | { readonly kind: 'user'; readonly credentials: Credentials }
  /** An account again, by OAuth 2.0. */
  | ({ readonly kind: 'user-token'; readonly credentials: Credentials } & BearerToken)
  /** Which app it is, for what X says of its limits. */
  | ({ readonly kind: 'app'; readonly consumerKey?: string } & BearerToken)
  | { readonly kind: 'basic'; readonly credentials: Credentials }
  /** The client of OAuth 2.0 that the account's tokens belong to; a public one has no secret. */
  | { readonly kind: 'client'; readonly credentials: Credentials };

/** The `Authorization` header of a call; undefined: it has none. */
export function authorizationOf(
  auth: Authentication,
  request: SignedRequest,
  nowMs: number,
): string | undefined {
  return (headers[auth.kind] as HeaderOf<Authentication>)(auth, request, nowMs);
}

type HeaderOf<A> = (auth: A, request: SignedRequest, nowMs: number) => string | undefined;

const headers: {
  readonly [K in Authentication['kind']]: HeaderOf<Extract<Authentication, { kind: K }>>;
} = {
  user: ({ credentials }, request, nowMs) => oauthHeader(request, credentials, momentAt(nowMs)),
  'user-token': ({ token }) => `Bearer ${token}`,
  app: ({ token }) => `Bearer ${token}`,
  basic: ({ credentials }) => basic(credentials.consumerKey, credentials.consumerSecret),
  client: ({ credentials: { userToken } }) =>
    userToken?.clientSecret === undefined
      ? undefined
      : basic(userToken.clientId, userToken.clientSecret),
};

const basic = (name: string, secret: string): string =>
  `Basic ${Buffer.from(`${percentEncoded(name)}:${percentEncoded(secret)}`).toString('base64')}`;
