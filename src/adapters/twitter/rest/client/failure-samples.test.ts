import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { FailureCode } from '../../../../domain/errors.ts';
import { failureFrom } from './failure-from.ts';

const folder = new URL('../../../../../test/fixtures/x/', import.meta.url);
const nowMs = Date.UTC(2026, 0, 1);

/**
 * Until when nothing more is tried: `reset`, the end of the window that the headers tell; `pause`,
 * a time of our own, whatever they tell.
 */
type Until = 'reset' | 'pause';

/** The status X gives with a sample, what we make of both, and how the words begin that are shown. */
const expected: Readonly<
  Record<string, readonly [status: number, code: FailureCode, shown: string, until?: Until]>
> = {
  'auth.error_220_app_only_not_allowed': [403, 'unauthorized', 'code 220: Your credentials do'],
  'auth.error_89_invalid_bearer': [401, 'unauthorized', 'code 89: Invalid or expired token'],
  'auth.error_99_unable_to_verify': [403, 'unauthorized', 'code 99: Unable to verify your'],
  'auth.oauth2_pkce_token.error': [400, 'unauthorized', 'Value passed for the token was invalid.'],
  'v11.dm_error_150': [403, 'recipient-closed', 'code 150: You cannot send messages to users who'],
  'v11.dm_error_151': [403, 'rejected', 'code 151: There was an error sending your message:'],
  'v11.dm_error_349': [403, 'recipient-closed', 'code 349: You cannot send messages to this user.'],
  'v11.error_131': [500, 'unavailable', 'code 131: Internal error'],
  'v11.error_135': [401, 'unauthorized', 'code 135: Could not authenticate you.'],
  'v11.error_187': [403, 'rejected', 'code 187: Status is a duplicate.'],
  'v11.error_200_forbidden': [403, 'unauthorized', 'code 200: Forbidden.'],
  'v11.error_215': [400, 'unauthorized', 'code 215: Bad Authentication data.'],
  'v11.error_226': [403, 'throttled', 'code 226: This request looks like it might be', 'pause'],
  'v11.error_261': [403, 'unauthorized', 'code 261: Application cannot perform write actions.'],
  'v11.error_32': [401, 'unauthorized', 'code 32: Could not authenticate you.'],
  'v11.error_324': [400, 'media-refused', 'code 324: The validation of media ids failed.'],
  'v11.error_325': [400, 'media-refused', 'code 325: A media id was not found.'],
  'v11.error_34_page': [404, 'not-found', 'code 34: Sorry, that page does not exist.'],
  'v11.error_357_url_required': [400, 'rejected', 'code 357: url: queryParam is required'],
  'v11.error_88': [429, 'throttled', 'code 88: Rate limit exceeded.', 'reset'],
  'v11.error_89': [401, 'unauthorized', 'code 89: Invalid or expired token.'],
  'v11.error_93': [403, 'unauthorized', 'code 93: This application is not allowed to access or'],
  'v11.error_99_aaa': [401, 'unauthorized', "code 99: You don't have access to this resource."],
  'v11.replay.error_0': [500, 'unavailable', 'code 0: Internal server error.'],
  'v11.replay.error_200': [403, 'unauthorized', 'code 200: Account Activity API enterprise'],
  'v11.replay.error_214': [400, 'rejected', 'code 214: Webhook is marked invalid and requires a'],
  'v11.replay.error_32': [401, 'unauthorized', 'code 32: Invalid authentication method. Please'],
  'v11.replay.error_34': [404, 'not-found', 'code 34: Webhook does not exist or is associated'],
  'v11.replay.error_355': [409, 'conflict', 'code 355: A replay job is already in progress for'],
  'v11.replay.error_356_order': [400, 'rejected', 'code 356: from_date must be before to_date.'],
  'v11.replay.error_356_range': [400, 'rejected', 'code 356: from_date must be within the past 5'],
  'v11.replay.error_357': [400, 'rejected', 'code 357: from_date: queryParam is required.'],
  'v11.replay.error_368': [400, 'rejected', 'code 368: from_date: […] is not in the past.'],
  'v11.replay.error_61': [401, 'unauthorized', 'code 61: Client is not permitted to request this'],
  'v11.replay.error_67': [503, 'unavailable', 'code 67: Twitter server error. Retry using an'],
  'v11.replay.error_88': [429, 'throttled', 'code 88: Too many requests.', 'reset'],
  'v11.subscription_348': [401, 'unauthorized', 'code 348: Client application is not permitted'],
  'v11.subscription_355': [409, 'conflict', 'code 355: Subscription already exists.'],
  'v11.webhook_214_https': [400, 'rejected', 'code 214: Webhook URL does not meet the'],
  'v11.webhook_214_invalid_crc': [400, 'rejected', 'code 214: Webhook URL does not meet the'],
  'v11.webhook_214_non200': [400, 'rejected', 'code 214: Non-200 response code during CRC GET'],
  'v11.webhook_214_requirements': [400, 'rejected', 'code 214: Webhook URL does not meet the'],
  'v11.webhook_214_too_many': [403, 'conflict', 'code 214: Too many resources already created.'],
  'v11.webhook_214_unable_to_connect': [400, 'rejected', 'code 214: Unable to connect during CRC'],
  'v11.webhook_34_unknown': [404, 'not-found', 'code 34: Webhook does not exist or is associated'],
  'v2.aaa.error_400_duplicate': [400, 'conflict', 'DuplicateSubscriptionFailed: Subscription'],
  'v2.aaa.error_400_limit': [400, 'conflict', 'SubscriptionLimitExceeded'],
  'v2.aaa.error_400_not_found': [400, 'not-found', 'SubscriptionNotFound'],
  'v2.dm.error_403_media': [403, 'media-refused', 'You are not permitted to attach this media to'],
  'v2.dm.error_403_missing_scope': [403, 'unauthorized', 'Forbidden'],
  'v2.dm.error_403_not_permitted': [403, 'recipient-closed', 'You do not have permission to DM'],
  'v2.error_200_partial_not_found': [200, 'not-found', 'Could not find user with id: […].'],
  'v2.error_400_invalid_request': [400, 'rejected', 'The `participant_id` query parameter value'],
  'v2.error_401': [401, 'unauthorized', 'Unauthorized'],
  'v2.error_403_client_forbidden': [403, 'unauthorized', 'This request must be made using an'],
  'v2.error_403_oauth1_permissions': [403, 'unauthorized', 'Your client app is not configured'],
  'v2.error_403_unsupported_authentication': [403, 'unauthorized', 'Authenticating with OAuth'],
  'v2.error_429': [429, 'throttled', 'Too Many Requests', 'reset'],
  'v2.error_429_code88': [429, 'throttled', 'code 88: Rate limit exceeded', 'reset'],
  'v2.error_429_usage_capped': [429, 'throttled', 'Usage cap exceeded: Monthly', 'pause'],
  'v2.error_500': [500, 'unavailable', 'Something is broken. This is usually a temporary error,'],
  'v2.error_503': [503, 'unavailable', 'Service Unavailable'],
  'v2.posts.error_403_duplicate': [403, 'rejected', 'You are not allowed to create a Tweet with'],
  'v2.webhooks.error_400_crc': [400, 'rejected', 'CrcValidationFailed: URL returned bad response'],
  'v2.webhooks.error_400_duplicate_url': [400, 'conflict', 'DuplicateUrlFailed: Webhook URL'],
  'v2.webhooks.error_400_id': [400, 'not-found', 'WebhookIdInvalid'],
  'v2.webhooks.error_400_limit': [400, 'conflict', 'WebhookLimitExceeded'],
  'v2.webhooks.error_400_url': [400, 'rejected', 'UrlValidationFailed: URL does not meet'],
  'xaa.subscription.error_duplicate': [400, 'conflict', 'DuplicateSubscriptionFailed'],
  'xaa.subscription.error_filter_required': [400, 'rejected', '$.filter: is missing but it is'],
};

const names = Object.keys(expected);
const sampleOf = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
const failure = (status: number, body: unknown, headers = {}, sends = false) =>
  failureFrom(status, headers, body, nowMs, sends);

const spent = {
  'x-rate-limit-remaining': '0',
  'x-rate-limit-reset': String(nowMs / 1_000 + 90),
};
const room = { ...spent, 'x-rate-limit-remaining': '9' };

describe('a sample of a failure of X', () => {
  test('has its row, whichever there is', () => {
    const ofFailures = /error|^v11\.(subscription|webhook)_/;
    const files = readdirSync(folder).filter((name) => ofFailures.test(name));
    expect(files.map((name) => name.replace('.json', '')).sort()).toEqual(names.toSorted());
    expect(names.length).toBeGreaterThan(60);
  });

  test.each(names)('is told by its words, codes and status: %s', (name) => {
    const [status = 0, code, shown, until] = expected[name] ?? [];
    const body = sampleOf(name);
    const [begin, pauseMs] = [`X answered ${status}`, nowMs + 900_000];
    const detail = shown?.startsWith('code ') ? `${begin} ${shown}` : `${begin}: ${shown}`;
    const silent = until === 'pause' ? pauseMs : undefined;
    expect(failure(status, body).code).toBe(code);
    expect(failure(status, body).detail.slice(0, detail.length)).toBe(detail);
    expect(failure(status, body).detail).not.toMatch(/[:\s]$/);
    expect(failure(status, body).retryAtMs).toBe(silent);
    for (const headers of [spent, room]) {
      const retryAtMs = until === 'reset' ? nowMs + 90_000 : silent;
      expect(failure(status, body, headers).retryAtMs).toBe(retryAtMs);
    }
  });

  test.each(names)('leaves a message in doubt only where X may have taken it: %s', (name) => {
    const [status = 0, code] = expected[name] ?? [];
    const sent = failure(status, sampleOf(name), {}, true).code;
    expect(sent).toBe(status === 500 ? 'uncertain' : code);
  });

  test.each(names)('is held where it may pass, and final otherwise: %s', (name) => {
    const [status = 0, code = 'internal'] = expected[name] ?? [];
    const held = ['unauthorized', 'throttled', 'unavailable'].includes(code);
    expect(failure(status, sampleOf(name)).rule.retry).toBe(held ? 'held' : 'never');
  });
});

/** What X is known to say of which it has published no sample. */
const unpublished: readonly (readonly [number, object, FailureCode, string])[] = [
  [
    402,
    {
      title: 'CreditsDepleted',
      detail: 'Your enrolled account [1934210000000000000] does not have any credits.',
      type: 'https://api.twitter.com/2/problems/credits',
      account_id: 1_934_210_000,
    },
    'throttled',
    'X answered 402: Your enrolled account […] does not have any credits.',
  ],
  [
    403,
    { title: 'Forbidden', detail: 'The spend cap was reached.', type: 'about:blank' },
    'throttled',
    'X answered 403: The spend cap was reached.',
  ],
  [
    403,
    { title: 'Forbidden', detail: 'This operation is not permitted.', type: 'about:blank' },
    'throttled',
    'X answered 403: This operation is not permitted.',
  ],
];

describe('what X makes an account wait for without saying until when', () => {
  test.each(unpublished)('is not tried again for long: %d %j', (status, body, code, detail) => {
    for (const headers of [{}, spent, room]) {
      const retryAtMs = nowMs + 900_000;
      expect(failure(status, body, headers, true)).toMatchObject({ code, detail, retryAtMs });
    }
    const retryAtMs = nowMs + 7_000;
    expect(failure(status, body, { 'retry-after': '7' })).toMatchObject({ code, retryAtMs });
  });

  test('is a limit where X says no more than 429', () => {
    for (const body of [undefined, {}, '', '<html>']) {
      const silent = { code: 'throttled', detail: 'X answered 429', retryAtMs: undefined };
      expect(failure(429, body, {}, true)).toMatchObject(silent);
      const announced = { ...silent, retryAtMs: nowMs + 90_000 };
      expect(failure(429, body, spent, true)).toMatchObject(announced);
    }
  });
});
