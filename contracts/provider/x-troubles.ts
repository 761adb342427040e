import type { Control } from '../../sandbox/twitter/control/control.ts';
import type { FaultRule } from '../../sandbox/twitter/control/faults.ts';
import type { Facts } from './verification.ts';

const problem = (status: number, type: string): Partial<FaultRule> => ({
  path: '/2/',
  status,
  body: {
    type: `https://api.twitter.com/2/problems/${type}`,
    title: type,
    detail: 'What is wrong.',
    status,
  },
});

const words = (status: number, detail: string): Partial<FaultRule> => ({
  status,
  body: { title: 'Forbidden', detail, type: 'about:blank', status },
});

const page = (html: string): Partial<FaultRule> => ({ status: 503, body: `<html>${html}</html>` });

/**
 * What the sandbox does not come to by itself. The bodies of codes are its own; those of API v2
 * and of gateways it is told to send.
 */
const faults: Readonly<Record<string, Partial<FaultRule>>> = {
  'the account is locked': { code: 326 },
  'the account has sent too much': { code: 88, retryAfterReset: 60 },
  'the account looks like a machine': { code: 226 },
  'X is over capacity': { code: 130 },
  'X has an internal error': { code: 131 },
  'the customer no longer exists': { code: 50 },
  'the media no longer exists': { code: 325 },
  'the text is too long': { code: 354 },
  'the media is not ready': { code: 324 },
  'v1.1 is closed to the app': { path: '/1.1/', code: 251 },
  'nobody may write to the customer': words(
    403,
    'You do not have permission to DM one or more participants.',
  ),
  'the account may not do it at the moment': words(403, 'This operation is not permitted.'),
  'the app may not do it': words(403, 'Forbidden'),
  'X answers 401 without a body': { status: 401 },
  'X answers 413 without a body': { status: 413 },
  'X answers 429 without a body': { status: 429, retryAfterReset: 60 },
  'X answers 500 without a body': { status: 500 },
  'X says for how long it is away': { status: 503, headers: { 'retry-after': '30' } },
  'the gateway does not reach X': page('upstream connect error'),
  'the gateway has lost X': page('reset reason: connection termination'),
  'the request is not valid': problem(400, 'invalid-request'),
  'the user is not there': problem(404, 'resource-not-found'),
  'something else is there': problem(409, 'conflict'),
  'the app is in no project': problem(403, 'client-forbidden'),
  'the app has no credits left': problem(402, 'credits'),
  'X calls webhooks invalid still': {
    path: '/2/webhooks/',
    status: 200,
    body: { data: { valid: false } },
  },
  'X knows no such subscription': {
    path: '/2/account_activity/',
    status: 400,
    body: {
      errors: [{ message: 'SubscriptionNotFound: ' }],
      title: 'Invalid Request',
      detail: 'One or more parameters to your request was invalid.',
      type: 'https://api.twitter.com/2/problems/invalid-request',
    },
  },
  'X says nothing of what it has made': {
    path: '/2/activity/subscriptions',
    when: 'after',
    status: 204,
  },
  'the file may not be attached': { problem: 'media-not-permitted' },
  'the app may spend no more': { problem: 'spend-cap' },
  'the usage cap is reached': { problem: 'usage-capped' },
  'the app may not sign for it': { problem: 'oauth1-permissions' },
  'the kind of token does not fit': { problem: 'unsupported-authentication' },
  'the account is asked to wait': { problem: 'too-many-requests', retryAfterReset: 60 },
  'X has broken down': { problem: 'server-error' },
  'X is not available': { problem: 'unavailable' },
};

/** The facts that are faults of the sandbox. */
export function troubles(control: () => Control): Facts {
  return Object.fromEntries(
    Object.entries(faults).map(([fact, fault]) => [
      fact,
      () => control().addFault({ path: '/', when: 'before', ...fault }),
    ]),
  );
}
