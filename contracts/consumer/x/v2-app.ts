import { MatchersV3 } from '@pact-foundation/pact';
import type { Environment } from '../../../src/domain/subscription/webhooks.ts';
import { accountId, credentials } from '../../people.ts';
import { json } from '../bodies.ts';
import type { Example, Fact } from '../contract.ts';
import { asProblem } from './answers.ts';
import { asApp, bearerToken } from './requests.ts';
import { hasBearer } from './webhooks.ts';

const { eachLike, like, regex } = MatchersV3;

export const webhookId = '1997712707928100864';
export const webhookUrl = `https://connector.example/webhook/twitter/${accountId}`;

/** An app that has no environments, and the account whose events are meant. */
export const app: Environment = {
  name: '',
  credentials: { ...credentials, bearerToken },
  events: 'v2',
  accountId,
  webhookUrl,
};

export const hasWebhook: Fact = ['the app has the webhook', { webhookId, url: webhookUrl }];

/** A call that the app makes. */
export const byApp = (
  method: Example['request']['method'],
  path: string,
  body?: object,
): Example['request'] => ({
  method,
  path,
  headers: { ...asApp, ...(body && { 'content-type': 'application/json' }) },
  ...(body && { body: json(body) }),
});

/** X's words for a request that is not as it should be. */
export const invalid = (pattern: string, words: string): Example['response'] => ({
  status: 400,
  headers: asProblem,
  body: json({
    type: regex(
      '^https://.+/problems/invalid-request$',
      'https://api.x.com/2/problems/invalid-request',
    ),
    errors: [{ message: regex(pattern, words) }],
  }),
});

/** X's reason for not taking a request, which begins its words. */
export const refused = (reason: string, words = ''): Example['response'] =>
  invalid(`^${reason}: .*$`, `${reason}: ${words}`);

const createdAt = '2025-12-07T17:00:01.000Z';
/** A webhook as X shows it, and as it is read. */
export const webhook = {
  id: regex('^\\d+$', webhookId),
  url: like(webhookUrl),
  valid: like(true),
  created_at: like(createdAt),
};
export const read = { id: webhookId, url: webhookUrl, valid: true, createdAt };

/** The webhooks of the app, which each call about an account begins with. */
export const listing = (before: string): Example => ({
  receiving: `lists the webhooks of an app, before it ${before}`,
  given: [hasBearer, hasWebhook],
  request: byApp('GET', '/2/webhooks'),
  response: {
    status: 200,
    body: json({ data: eachLike({ ...webhook, url: regex('^https://.+$', webhookUrl) }) }),
  },
});
