import { createHmac } from 'node:crypto';

/** `sha256=` and the base64 HMAC-SHA256 of the bytes, keyed with the app's consumer secret. */
export function webhookSignature(message: string | Buffer, consumerSecret: string): string {
  return `sha256=${createHmac('sha256', consumerSecret).update(message).digest('base64')}`;
}
