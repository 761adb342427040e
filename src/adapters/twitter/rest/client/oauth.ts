import { createHmac, randomBytes } from 'node:crypto';
import OAuth from 'oauth-1.0a';
import type { Credentials } from '../../../../domain/accounts/account.ts';

/** What a signature covers. A JSON or multipart body is not signed, and so is not mentioned. */
export interface SignedRequest {
  readonly method: string;
  /** Exactly as it is sent, without the query. */
  readonly url: string;
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly form?: Readonly<Record<string, string>> | undefined;
}

/** What makes each signature unique. */
export interface Moment {
  readonly nonce: string;
  /** Unix seconds. */
  readonly timestamp: number;
}

/** A moment that was never used before. */
export function momentAt(nowMs: number): Moment {
  return { nonce: randomBytes(16).toString('hex'), timestamp: Math.floor(nowMs / 1000) };
}

/**
 * The `Authorization` header of OAuth 1.0a with HMAC-SHA1 for a request that an account makes
 * (X API, creating a signature).
 */
export function oauthHeader(
  request: SignedRequest,
  credentials: Credentials,
  { nonce, timestamp }: Moment,
): string {
  const oauth = new OAuth({
    consumer: { key: credentials.consumerKey, secret: credentials.consumerSecret },
    signature_method: 'HMAC-SHA1',
    hash_function: (text, key) => createHmac('sha1', key).update(text).digest('base64'),
  });
  oauth.getNonce = () => nonce;
  oauth.getTimeStamp = () => timestamp;
  const { method, url, query, form } = request;
  const token = { key: credentials.accessToken, secret: credentials.accessTokenSecret };
  const signed = oauth.authorize({ method, url, data: { ...query, ...form } }, token);
  return oauth.toHeader(signed).Authorization;
}

/** Parameters as X expects them in a query or a form, and as they are signed (RFC 3986). */
export function encodedParameters(parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${percentEncoded(name)}=${percentEncoded(value)}`)
    .join('&');
}

/** Percent-encoded as RFC 3986 says: only letters, digits and `-._~` stay. */
export function percentEncoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!*'()]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
