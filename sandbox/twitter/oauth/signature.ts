import { createHmac } from 'node:crypto';
import { percentEncode } from './percent-encoding.ts';

/** One decoded request parameter: name and value. */
export type Parameter = readonly [name: string, value: string];

/**
 * The signature base string of RFC 5849 section 3.4.1.
 * `baseUrl` has neither query nor fragment; `parameters` are decoded and leave out `oauth_signature`.
 */
export function signatureBaseString(
  method: string,
  baseUrl: string,
  parameters: readonly Parameter[],
): string {
  return [method.toUpperCase(), baseUrl, normalizedParameters(parameters)]
    .map(percentEncode)
    .join('&');
}

/** The parameter string of RFC 5849 section 3.4.1.3.2: encoded, sorted by name and then by value. */
export function normalizedParameters(parameters: readonly Parameter[]): string {
  return parameters
    .map(([name, value]): Parameter => [percentEncode(name), percentEncode(value)])
    .sort(byNameThenValue)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** HMAC-SHA1 over the base string, in base64 (RFC 5849 section 3.4.2). */
export function hmacSha1Signature(
  baseString: string,
  consumerSecret: string,
  tokenSecret: string,
): string {
  const key = `${percentEncode(consumerSecret)}&${percentEncode(tokenSecret)}`;
  return createHmac('sha1', key).update(baseString).digest('base64');
}

function byNameThenValue(a: Parameter, b: Parameter): number {
  return compare(a[0], b[0]) || compare(a[1], b[1]);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
