import { MatchersV3 } from '@pact-foundation/pact';
import { json } from '../bodies.ts';
import { asProblem, ofPeople, problem, type Refusal, resets, silent, worded } from './answers.ts';

const { like } = MatchersV3;

const blank = (status: number, title: string) =>
  json({ title: like(title), type: 'about:blank', status });

/** What API v2 says to a direct message that it does not take, or not now. */
export const ofV2Messages: readonly Refusal[] = [
  ...ofPeople,
  worded(
    'the file may not be attached',
    'media-refused',
    '.*attach this media.*',
    'You are not permitted to attach this media to a DM event.',
  ),
  worded(
    'the app may spend no more',
    'throttled',
    '.*spend cap.*',
    'Your account has reached its spend cap.',
  ),
  problem('the request is not valid', 'rejected', 400, 'invalid-request'),
  problem('the app has no credits left', 'throttled', 402, 'credits'),
  problem('the usage cap is reached', 'throttled', 429, 'usage-capped'),
  problem('the app is in no project', 'unauthorized', 403, 'client-forbidden'),
  problem('the app may not sign for it', 'unauthorized', 403, 'oauth1-permissions'),
  problem('the kind of token does not fit', 'unauthorized', 403, 'unsupported-authentication'),
  {
    when: 'the account is asked to wait',
    response: {
      status: 429,
      headers: { ...resets, ...asProblem },
      body: blank(429, 'Too Many Requests'),
    },
    means: 'throttled',
    by: 'status',
    announced: true,
  },
  {
    when: 'X has broken down',
    response: { status: 500, headers: asProblem, body: blank(500, 'Internal Server Error') },
    means: 'uncertain',
    by: 'status',
  },
  {
    when: 'X is not available',
    response: { status: 503, headers: asProblem, body: blank(503, 'Service Unavailable') },
    means: 'unavailable',
    by: 'status',
  },
  silent(401, 'unauthorized'),
  { ...silent(429, 'throttled'), announced: true, response: { status: 429, headers: resets } },
];
