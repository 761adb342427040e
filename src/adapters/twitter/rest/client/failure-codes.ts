import type { FailureCode } from '../../../../domain/errors.ts';

const codes: readonly (readonly [FailureCode, readonly number[]])[] = [
  // Keys, tokens, permissions and the standing of the account or of the app.
  [
    'unauthorized',
    [32, 61, 64, 87, 89, 93, 99, 135, 200, 215, 220, 261, 326, 348, 415, 416, 417, 453],
  ],
  // No more than a pause: limits, and accounts that look automated.
  ['throttled', [88, 185, 226]],
  // X's own trouble, and endpoints that this app cannot reach at all.
  ['unavailable', [67, 68, 92, 130, 131, 251]],
  ['recipient-closed', [150, 349]],
  ['not-found', [17, 34, 50, 63, 108, 144, 421, 422]],
  ['conflict', [139, 327, 355]],
  // A media id that X does not, or no longer, take.
  ['media-refused', [323, 324, 325]],
  [
    'rejected',
    [38, 151, 179, 186, 187, 195, 214, 354, 356, 357, 358, 360, 368, 385, 386, 407, 425, 433],
  ],
];

/** What X's numbers mean (X API v1.1, response codes). */
export const failureByCode: ReadonlyMap<number, FailureCode> = new Map(
  codes.flatMap(([failure, numbers]) => numbers.map((number) => [number, failure] as const)),
);

/**
 * What X's problem types mean (X API v2, response codes and errors), and what the words mean with
 * which a token is refused (RFC 6749, 5.2): X says `invalid_request` of a refresh token that no
 * longer works.
 */
export const failureByProblem: ReadonlyMap<string, FailureCode> = new Map([
  ['invalid-request', 'rejected'],
  ['disallowed-resource', 'rejected'],
  ['not-authorized-for-resource', 'rejected'],
  ['not-authorized-for-field', 'rejected'],
  ['resource-not-found', 'not-found'],
  ['conflict', 'conflict'],
  ['client-forbidden', 'unauthorized'],
  ['unsupported-authentication', 'unauthorized'],
  ['oauth1-permissions', 'unauthorized'],
  ['rate-limit-exceeded', 'throttled'],
  ['usage-capped', 'throttled'],
  ['credits', 'throttled'],
  ['invalid_client', 'unauthorized'],
  ['invalid_grant', 'unauthorized'],
  ['invalid_request', 'unauthorized'],
  ['unauthorized_client', 'unauthorized'],
]);

/** Sentences that say more than the number, the problem type or the status beside them. */
export const failureByWords: readonly (readonly [RegExp, FailureCode])[] = [
  [/^(Too many resources|(Webhook|Subscription)LimitExceeded|ReplayConflict)/i, 'conflict'],
  [/^Duplicate(Subscription|Url)Failed/, 'conflict'],
  [/^(WebhookIdInvalid|SubscriptionNotFound)/, 'not-found'],
  [/do not have permission to DM/i, 'recipient-closed'],
  [/^File size exceeds/i, 'too-large'],
  [/attach this media|\bmedia[ _]ids?\b/i, 'media-refused'],
  [/^This operation is not permitted/i, 'throttled'],
  [/spend cap/i, 'throttled'],
  [/^Forbidden\.?$/i, 'unauthorized'],
];

/** What a status means when no words of X's own come with it. */
export function failureByStatus(status: number): FailureCode {
  return byStatus[status] ?? (status < 400 || status >= 500 ? 'unavailable' : 'rejected');
}

const byStatus: Readonly<Record<number, FailureCode>> = {
  401: 'unauthorized',
  402: 'throttled',
  404: 'not-found',
  407: 'unauthorized',
  408: 'unavailable',
  409: 'conflict',
  410: 'unavailable',
  420: 'throttled',
  425: 'unavailable',
  429: 'throttled',
};
