import { describe, expect, test } from '@jest/globals';
import type { FailureCode } from '../../../../domain/errors.ts';
import { failureFrom } from './failure-from.ts';

const nowMs = Date.UTC(2026, 0, 1);

const coded = (code: number, message = 'words') => ({ errors: [{ code, message }] });
const problem = (type: string, detail = 'words') => ({ type, title: 'title', detail });
const x = 'https://api.twitter.com/2/problems/';

const failure = (status: number, body: unknown, headers = {}, sends = false) =>
  failureFrom(status, headers, body, nowMs, sends);

describe('a failure of X', () => {
  test.each<[number, unknown, FailureCode]>([
    [403, coded(64), 'unauthorized'],
    [403, coded(326), 'unauthorized'],
    [403, coded(453), 'unauthorized'],
    [403, coded(63), 'not-found'],
    [404, coded(50), 'not-found'],
    [403, coded(354), 'rejected'],
    [403, coded(38), 'rejected'],
    [403, coded(185), 'throttled'],
    [503, coded(130), 'unavailable'],
    [410, coded(251), 'unavailable'],
    [403, coded(214, 'Owner must allow dms from anyone.'), 'rejected'],
    [403, coded(99_999), 'rejected'],
    [401, coded(99_999), 'unauthorized'],
    [
      403,
      { errors: [{ message: 'no code' }, { code: '349', message: 'text' }] },
      'recipient-closed',
    ],
    [429, { code: 88, message: 'OpenAPI form' }, 'throttled'],
    [401, { error: 'old form' }, 'unauthorized'],
    [400, problem(`${x}invalid-request`), 'rejected'],
    [404, problem(`${x}resource-not-found`), 'not-found'],
    [403, problem(`${x}client-forbidden`), 'unauthorized'],
    [403, problem(`${x}unsupported-authentication`), 'unauthorized'],
    [403, problem('https://api.x.com/2/problems/oauth1-permissions'), 'unauthorized'],
    [402, problem(`${x}credits`), 'throttled'],
    [429, problem(`${x}usage-capped`), 'throttled'],
    [409, problem(`${x}conflict`), 'conflict'],
    [403, problem('about:blank', 'Forbidden'), 'unauthorized'],
    [403, problem('about:blank', 'This operation is not permitted.'), 'throttled'],
    [403, problem('about:blank', 'The spend cap was reached.'), 'throttled'],
    [
      403,
      problem('about:blank', 'You do not have permission to DM one or more participants.'),
      'recipient-closed',
    ],
    [403, { errors: [problem(`${x}client-forbidden`)] }, 'unauthorized'],
    [400, { error: 'invalid_grant', error_description: 'words' }, 'unauthorized'],
    [400, { error: 'invalid_scope', error_description: 'words' }, 'rejected'],
    [
      403,
      problem('about:blank', 'You are not permitted to attach this media to a DM event.'),
      'media-refused',
    ],
    [503, problem('about:blank', 'Service Unavailable'), 'unavailable'],
  ])('is told by %d %j', (status, body, code) => {
    expect(failure(status, body).code).toBe(code);
  });

  test.each<[number, FailureCode]>([
    [301, 'unavailable'],
    [400, 'rejected'],
    [401, 'unauthorized'],
    [402, 'throttled'],
    [403, 'rejected'],
    [404, 'not-found'],
    [408, 'unavailable'],
    [409, 'conflict'],
    [410, 'unavailable'],
    [413, 'rejected'],
    [429, 'throttled'],
    [500, 'unavailable'],
    [502, 'unavailable'],
    [503, 'unavailable'],
  ])('is told by the status when nothing else says anything: %d', (status, code) => {
    for (const body of [undefined, null, {}, [], { errors: [] }, { errors: 'none' }]) {
      expect(failure(status, body)).toMatchObject({ code, detail: `X answered ${status}` });
    }
  });

  test.each([400, 403, 404])('is a gateway’s, not the message’s, with a page and %d', (status) => {
    const { code, detail } = failure(status, '<html>Access denied</html>');
    expect([code, detail]).toEqual(['unavailable', `X answered ${status}`]);
  });

  test.each<[number, unknown, FailureCode]>([
    [500, undefined, 'uncertain'],
    [500, coded(131), 'uncertain'],
    [502, '<html>', 'uncertain'],
    [504, undefined, 'uncertain'],
    [503, undefined, 'unavailable'],
    [503, coded(130), 'unavailable'],
    [500, coded(130), 'unavailable'],
    [503, 'upstream connect error. reset reason: connection failure', 'unavailable'],
    [503, 'upstream connect error. reset reason: connection termination', 'uncertain'],
    [403, coded(349), 'recipient-closed'],
    [429, coded(88), 'throttled'],
  ])('leaves a send open only where X may have taken it: %d %j', (status, body, code) => {
    expect(failure(status, body, {}, true).code).toBe(code);
  });
});

describe('what a failure of X shows', () => {
  test('is never longer than a sentence, and never what we asked', () => {
    const key = 'SandboxConsumerKey0000001';
    const detail = `Could not find user with username: [secret\nname]. ${key} ${'x '.repeat(300)}`;
    const shown = failure(400, problem(`${x}invalid-request`, detail)).detail;
    expect(shown).toMatch(
      /^X answered 400: Could not find user with username: \[…\]\. \[…\][ x]+$/,
    );
    expect(shown).toHaveLength('X answered 400: '.length + 200);
  });
});

describe('when a failure of X may be over', () => {
  const inS = (seconds: number) => String(nowMs / 1_000 + seconds);

  test.each<[string, object, number | undefined]>([
    ['the window', { 'x-rate-limit-reset': inS(90) }, 90],
    ['retry-after in seconds', { 'retry-after': '7' }, 7],
    ['retry-after as a date', { 'retry-after': new Date(nowMs + 8_000).toUTCString() }, 8],
    [
      'the day of the account, when that is used up',
      {
        'x-rate-limit-remaining': '3',
        'x-rate-limit-reset': inS(90),
        'x-user-limit-24hour-remaining': '0',
        'x-user-limit-24hour-reset': inS(5_000),
        'x-app-limit-24hour-remaining': '7',
        'x-app-limit-24hour-reset': inS(9_000),
      },
      5_000,
    ],
    [
      'the last window that is used up',
      {
        'x-rate-limit-remaining': '0',
        'x-rate-limit-reset': inS(90),
        'x-app-limit-24hour-remaining': '0',
        'x-app-limit-24hour-reset': [inS(9_000)],
      },
      9_000,
    ],
    ['nothing', {}, undefined],
    ['nonsense', { 'x-rate-limit-reset': 'soon', 'retry-after': 'later' }, undefined],
    ['a year', { 'x-rate-limit-reset': inS(31_536_000), 'retry-after': '31536000' }, undefined],
  ])('is announced by %s', (_, headers, seconds) => {
    const retryAtMs = seconds === undefined ? undefined : nowMs + seconds * 1_000;
    expect(failure(429, coded(88), headers).retryAtMs).toBe(retryAtMs);
  });

  test('is not announced by a window that has room left', () => {
    const headers = { 'x-rate-limit-remaining': '9', 'x-rate-limit-reset': inS(90) };
    expect(failure(403, coded(349), headers).retryAtMs).toBeUndefined();
    expect(failure(503, undefined, headers).retryAtMs).toBeUndefined();
  });

  test('is announced by retry-after when X is out of order', () => {
    expect(failure(503, undefined, { 'retry-after': '7' }).retryAtMs).toBe(nowMs + 7_000);
  });
});
