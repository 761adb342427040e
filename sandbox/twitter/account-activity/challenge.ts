import { randomBytes, randomUUID } from 'node:crypto';
import type { WebhookClient, WebhookResponse } from './webhook-client.ts';
import { webhookSignature } from './webhook-signature.ts';

/** How a webhook answered its challenge (CRC). */
export type ChallengeResult = 'passed' | 'wrong-token' | 'non-200' | 'timeout' | 'unreachable';

const STATUS_IS_TRANSIENT = /^[45]/;

/** The outcome of a challenge. */
export interface ChallengeOutcome {
  readonly result: ChallengeResult;
  /** True when one such answer makes the webhook invalid at once. */
  readonly isFatal: boolean;
}

/** Sends the webhook a challenge, signed over its query string, and checks the response token. */
export async function challenge(
  client: WebhookClient,
  url: string,
  consumerSecret: string,
  timeoutMs: number,
): Promise<ChallengeOutcome> {
  const token = Buffer.from(randomUUID()).toString('base64');
  const nonce = randomBytes(16).toString('base64url');
  const query = `crc_token=${encodeURIComponent(token)}&nonce=${nonce}`;
  const response = await client.call(`${url}${url.includes('?') ? '&' : '?'}${query}`, {
    method: 'GET',
    headers: { 'x-twitter-webhooks-signature': webhookSignature(query, consumerSecret) },
    timeoutMs,
  });
  return outcomeOf(response, webhookSignature(token, consumerSecret));
}

function outcomeOf(response: WebhookResponse, expected: string): ChallengeOutcome {
  if ('failure' in response) return { result: response.failure, isFatal: false };
  if (response.status !== 200) {
    return { result: 'non-200', isFatal: !STATUS_IS_TRANSIENT.test(String(response.status)) };
  }
  if (responseToken(response.body) === expected) return { result: 'passed', isFatal: false };
  return { result: 'wrong-token', isFatal: true };
}

function responseToken(body: string): unknown {
  try {
    return (JSON.parse(body) as { response_token?: unknown } | null)?.response_token;
  } catch {
    return undefined;
  }
}
