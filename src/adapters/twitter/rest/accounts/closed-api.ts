import type { TwitterAnswer } from '../client/twitter-client.ts';
import { xErrorIn } from '../client/x-error.ts';

/** What X answers where an app may not, or no longer, use an API. */
const closed = [403, 404, 410];

/**
 * X's codes that say something of who calls or of what was asked for, and nothing of the API: users
 * that there are not, suspended accounts, tokens and permissions (X API v1.1, response codes).
 */
const others: readonly (number | undefined)[] = [
  17, 32, 50, 63, 64, 87, 89, 93, 135, 215, 220, 226, 261, 326,
];

/** Problems that say as much of tokens and permissions (X API v2). */
const otherProblems: readonly (string | undefined)[] = [
  'oauth1-permissions',
  'unsupported-authentication',
];

/** Whether X says that an app may not use the API that was called. A page is a gateway's word. */
export function isClosed({ status, body }: TwitterAnswer): boolean {
  if (!closed.includes(status) || (typeof body === 'string' && body.trim() !== '')) return false;
  const error = xErrorIn(body);
  return !others.includes(error?.code) && !otherProblems.includes(error?.problem);
}
