import { MatchersV3 } from '@pact-foundation/pact';
import type { FailureCode } from '../../../src/domain/errors.ts';
import { bytes, json } from '../bodies.ts';
import type { Example, Fact } from '../contract.ts';
import { customerId, sentAtMs } from '../../people.ts';
import { error } from './webhooks.ts';

const { like, regex } = MatchersV3;

/** An answer other than 2xx, and what it means to us. */
export interface Refusal {
  /** Why X refuses. */
  readonly when: string;
  readonly given?: readonly Fact[];
  readonly response: Example['response'];
  readonly means: FailureCode;
  /** What tells: X's code, the type of its problem, its words, or no more than its status. */
  readonly by: 'code' | 'problem' | 'words' | 'status';
  /** It is told until when: by X, or because it takes long. */
  readonly announced?: boolean;
}

export const resets = {
  'x-rate-limit-remaining': '0',
  'x-rate-limit-reset': regex('^\\d+$', String(Math.floor(sentAtMs / 1_000) + 60)),
};

/** A problem document says so, or not. */
export const asProblem = {
  'content-type': regex('^application/(problem\\+)?json.*', 'application/problem+json'),
};

const coded = (
  when: string,
  means: FailureCode,
  [status, code, message]: readonly [status: number, code: number, message: string],
): Refusal => ({ when, response: { status, body: error(code, message) }, means, by: 'code' });

export const worded = (
  when: string,
  means: FailureCode,
  words: string,
  detail: string,
): Refusal => ({
  when,
  response: { status: 403, headers: asProblem, body: json({ detail: regex(words, detail) }) },
  means,
  by: 'words',
  ...(means === 'throttled' && { announced: true }),
});

export const silent = (status: number, means: FailureCode): Refusal => ({
  when: `X answers ${status} without a body`,
  response: { status },
  means,
  by: 'status',
});

/** How long it takes, in whole seconds (RFC 9110). */
export const awayForSeconds = {
  when: 'X says for how long it is away',
  response: { status: 503, headers: { 'retry-after': regex('^\\d+$', '30') } },
} as const;

const paged = (when: string, means: FailureCode, html: string): Refusal => ({
  when,
  response: { status: 503, body: bytes('text/html', Buffer.from(`<html>${html}</html>`)) },
  means,
  by: 'status',
});

export const problem = (
  when: string,
  means: FailureCode,
  status: number,
  type: string,
): Refusal => ({
  when,
  response: {
    status,
    headers: asProblem,
    body: json({
      type: regex(`^https://.+/problems/${type}$`, `https://api.twitter.com/2/problems/${type}`),
      title: like(type),
      detail: like(when),
    }),
  },
  means,
  by: 'problem',
  ...(means === 'throttled' && { announced: true }),
});

const limited = coded('the account has sent too much', 'throttled', [
  429,
  88,
  'Rate limit exceeded.',
]);
const closed = coded('the customer accepts no direct messages', 'recipient-closed', [
  403,
  349,
  'You cannot send messages to this user.',
]);

/** In which words both APIs say that somebody may not be written to, or may not write. */
export const ofPeople: readonly Refusal[] = [
  worded(
    'nobody may write to the customer',
    'recipient-closed',
    '.*do not have permission to DM.*',
    'You do not have permission to DM one or more participants.',
  ),
  worded(
    'the account may not do it at the moment',
    'throttled',
    '^This operation is not permitted.*',
    'This operation is not permitted.',
  ),
  worded('the app may not do it', 'unauthorized', '^Forbidden\\.?$', 'Forbidden'),
];

/** What X says to a direct message that it does not take, or not now. */
export const ofMessages: readonly Refusal[] = [
  coded('the account is locked', 'unauthorized', [403, 326, 'This account is locked.']),
  { ...limited, response: { ...limited.response, headers: resets }, announced: true },
  {
    ...coded('the account looks like a machine', 'throttled', [403, 226, 'It might be automated.']),
    announced: true,
  },
  coded('X is over capacity', 'unavailable', [503, 130, 'Over capacity']),
  coded('X has an internal error', 'uncertain', [500, 131, 'Internal error']),
  { ...closed, given: [[closed.when, { customerId }]] },
  coded('the customer no longer exists', 'not-found', [404, 50, 'User not found.']),
  coded('the media no longer exists', 'media-refused', [400, 325, 'A media id was not found.']),
  coded('the text is too long', 'rejected', [403, 354, 'Over the max character limit.']),
  {
    when: 'the media is not ready',
    response: {
      status: 400,
      body: error(324, 'The validation of media ids failed.', '.*media ids.*'),
    },
    means: 'media-refused',
    by: 'words',
  },
  ...ofPeople,
  silent(401, 'unauthorized'),
  { ...silent(429, 'throttled'), announced: true, response: { status: 429, headers: resets } },
  silent(500, 'uncertain'),
  { ...silent(503, 'unavailable'), ...awayForSeconds, announced: true },
  paged('the gateway does not reach X', 'unavailable', 'upstream connect error'),
  paged('the gateway has lost X', 'uncertain', 'reset reason: connection termination'),
];

/** What API v2 says to a look-up. */
export const ofLookUps: readonly Refusal[] = [
  problem('the request is not valid', 'rejected', 400, 'invalid-request'),
  problem('the user is not there', 'not-found', 404, 'resource-not-found'),
  problem('something else is there', 'conflict', 409, 'conflict'),
  problem('the app is in no project', 'unauthorized', 403, 'client-forbidden'),
  problem('the app has no credits left', 'throttled', 402, 'credits'),
];
