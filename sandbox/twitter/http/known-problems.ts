import type { Answer } from './answer.ts';
import { blank, Problem, typed, unsupportedAuthentication } from './problem.ts';

const DAY = 'Daily';

/** X's refusals of API v2 that come from outside the call, by the names faults give them. */
const KNOWN = {
  unauthorized: () => blank(401),
  'credits-depleted': () =>
    typed(402, 'credits', {
      title: 'CreditsDepleted',
      detail:
        'Your enrolled account [1580000001] does not have any credits to fulfill this request.',
      account_id: 1_580_000_001,
    }),
  'spend-cap': () => blank(403, 'Your enrolled account has reached its billing cycle spend cap.'),
  'no-permission-to-message': () =>
    blank(403, 'You do not have permission to DM one or more participants.'),
  'operation-not-permitted': () => blank(403, 'This operation is not permitted.'),
  forbidden: () => blank(403),
  'media-not-permitted': () =>
    blank(403, 'You are not permitted to attach this media to a DM event.'),
  'client-forbidden': () => clientForbidden('12345678'),
  'oauth1-permissions': () =>
    typed(403, 'oauth1-permissions', {
      title: 'Forbidden',
      status: 403,
      detail:
        'Your client app is not configured with the appropriate oauth1 app permissions for this endpoint.',
    }),
  'unsupported-authentication': () =>
    unsupportedAuthentication('OAuth 2.0 Application-Only', [
      'OAuth 1.0a User Context',
      'OAuth 2.0 User Context',
    ]),
  'usage-capped': () => usageCapped('Monthly'),
  'usage-capped-daily': () => usageCapped(DAY),
  'too-many-requests': () => blank(429),
  'too-many-requests-code-88': () =>
    new Problem(429, { errors: [{ code: 88, message: 'Rate limit exceeded' }] }),
  'server-error': () => blank(500),
  unavailable: () => blank(503),
} as const satisfies Record<string, () => Problem>;

/** The name of such a refusal; `too-many-requests-bare` has no body. */
export type ProblemName = keyof typeof KNOWN | 'too-many-requests-bare';

/** All the names. */
export const PROBLEM_NAMES = [
  ...(Object.keys(KNOWN) as (keyof typeof KNOWN)[]),
  'too-many-requests-bare',
] as const satisfies readonly ProblemName[];

/** The answer with this refusal. */
export function knownProblem(name: ProblemName): Answer {
  return name === 'too-many-requests-bare' ? { status: 429 } : KNOWN[name]().answer;
}

/** 403: the app has no access to API v2. */
export function clientForbidden(clientId: string): Problem {
  return typed(403, 'client-forbidden', {
    title: 'Client Forbidden',
    detail:
      'This request must be made using an approved developer account that is enrolled in the requested endpoint. Learn more by visiting our documentation.',
    reason: 'client-not-enrolled',
    registration_url: 'https://developer.twitter.com/en/docs/twitter-api',
    client_id: clientId,
    required_enrollment: 'Appropriate Level of API Access',
  });
}

function usageCapped(period: string): Problem {
  return typed(429, 'usage-capped', {
    title: 'UsageCapExceeded',
    detail: `Usage cap exceeded: ${period} product cap`,
    period,
    scope: 'Product',
  });
}
