import { MatchersV3 } from '@pact-foundation/pact';
import { webhookSignature } from '../../../sandbox/twitter/account-activity/webhook-signature.ts';
import { accountId, credentials } from '../../people.ts';
import { sorted } from '../../pact-files.ts';
import { json } from '../bodies.ts';
import type { Example, Fact } from '../contract.ts';

const { like, regex } = MatchersV3;

/** Where X tells what happens to the account. */
export const webhookPath = `/webhook/twitter/${accountId}`;

export const configured: Fact = ['the account is configured', { accountId }];

/** What is the same in each event of its kind; everything else is an example. */
const fixed: ReadonlySet<string> = new Set(
  (
    'type event_type for_user_id sender_id recipient_id user_id text metadata coordinates ' +
    'content_type last_read_event_id name screen_name username conversation_id'
  ).split(' '),
);

/**
 * The signature that X puts on these bytes: a body in the order of its names, as Pact's verifier
 * sends it.
 */
export const signatureOf = (body: unknown): string =>
  webhookSignature(JSON.stringify(sorted(body)), credentials.consumerSecret);

/** The request with which X tells this, signed; any event of the same form counts. */
export const telling = (body: object): Example['request'] => ({
  method: 'POST',
  path: webhookPath,
  headers: {
    'content-type': 'application/json',
    'x-twitter-webhooks-signature': regex('^sha256=[A-Za-z0-9+/]{43}=$', signatureOf(body)),
  },
  body: json(formOf(body)),
});

/** The body with a matcher for each value that may differ. */
function formOf(value: unknown, name = ''): unknown {
  if (typeof value === 'string' && value.includes(shortLink)) return withAnyLinks(value);
  if (fixed.has(name)) return value;
  if (Array.isArray(value)) return value.map((element) => formOf(element));
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([key, member]) => [key, formOf(member, key)]);
    return Object.fromEntries(members);
  }
  if (typeof value !== 'string') return like(value);
  if (/^-?\d{5,}$/.test(value)) return regex('^-?\\d+$', value);
  return like(value);
}

const shortLink = 'https://t.co/';

/** The same text, with whatever short links. */
function withAnyLinks(text: string) {
  const pattern = text
    .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/https:\/\/t\\\.co\/[A-Za-z0-9]+/g, 'https://t\\.co/[A-Za-z0-9]+');
  return regex(`^${pattern}$`, text);
}
