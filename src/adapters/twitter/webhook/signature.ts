import { createHmac, timingSafeEqual } from 'node:crypto';

/** `sha256=` and the base64 HMAC-SHA256 that X puts into `x-twitter-webhooks-signature`. */
export function signatureOf(consumerSecret: string, bytes: string | Uint8Array): string {
  return `sha256=${createHmac('sha256', consumerSecret).update(bytes).digest('base64')}`;
}

/** Whether X signed exactly these bytes; takes the same time whatever the header says. */
export function isSigned(
  consumerSecret: string,
  rawBody: Uint8Array,
  header: string | undefined,
): boolean {
  if (header === undefined) return false;
  const expected = Buffer.from(signatureOf(consumerSecret, rawBody));
  const given = Buffer.from(header);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/**
 * Whether this can be a token of X's challenge. Anything that could be an event body is refused:
 * an endpoint that signs any text would let a stranger have forged events signed.
 */
export function isChallengeToken(token: unknown): token is string {
  return typeof token === 'string' && /^[A-Za-z0-9+/=_-]{1,256}$/.test(token);
}
