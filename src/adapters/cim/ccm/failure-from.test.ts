import { describe, expect, test } from '@jest/globals';
import { failureFrom } from './failure-from.ts';

const nowMs = Date.UTC(2026, 0, 1);
const failure = (status: number, text?: string, said: readonly string[] = []) =>
  failureFrom({ status, retryAfter: undefined, text }, said, nowMs);

describe('whose fault it is', () => {
  test.each([400, 413, 415, 422])('%i is the message’s', (status) => {
    expect(failure(status).code).toBe('rejected');
  });

  test.each([301, 302, 401, 403, 404, 405, 406, 408, 409, 410, 418, 451, 500, 502, 503, 504, 599])(
    '%i is never the message’s',
    (status) => {
      expect(failure(status).code).toBe('unavailable');
      expect(failure(status).rule).toMatchObject({ retry: 'held', fault: 'target' });
    },
  );

  test('429 is a matter of time', () => {
    expect(failure(429).code).toBe('throttled');
  });
});

describe('when to come back', () => {
  test.each([
    [429, '30', nowMs + 30_000],
    [429, ' 0 ', nowMs],
    [503, '2', nowMs + 2_000],
    [429, 'Thu, 01 Jan 2026 00:01:00 GMT', nowMs + 60_000],
    [429, '99999999999999999999999999', nowMs + 86_400_000],
    [429, 'soon', undefined],
    [429, '', undefined],
    [429, undefined, undefined],
    [400, '30', undefined],
    [404, '30', undefined],
  ])('%i with Retry-After %j', (status, retryAfter, retryAtMs) => {
    const made = failureFrom({ status, retryAfter, text: undefined }, [], nowMs);
    expect(made.retryAtMs).toBe(retryAtMs);
  });
});

const spring = (message: string) => JSON.stringify({ status: 400, error: 'Bad Request', message });

describe('what an operator reads', () => {
  test.each([
    [spring('Validation failed:  x: NotBlank\n'), ': Bad Request: Validation failed: x: NotBlank '],
    [JSON.stringify({ status: 'NOT_FOUND', message: 'No channel' }), ': No channel'],
    [JSON.stringify({ error: { code: 1 }, message: '' }), ''],
    ['<html><h1>404 Not Found</h1>nginx</html>', ''],
    ['null', ''],
    [undefined, ''],
  ])('of %j', (text, words) => {
    expect(failure(400, text).detail).toBe(`CCM answered 400${words}`);
  });

  test('is cut at 200 characters, never through one', () => {
    const { detail } = failure(400, spring(`${'x'.repeat(199)}😀`));
    expect(detail).toBe(`CCM answered 400: Bad Request: ${'x'.repeat(199)}\ufffd`);
  });
});

describe('never repeats what we said', () => {
  test.each([
    ['Hello', 'Cannot read "Hello"'],
    ['My card is 4711', 'unexpected 4711'],
    ['My card is 4711', 'unexpected token CARD'],
    ['ring me\nBob', 'at [Source: "ring me\\nBob"]'],
    ['call Bobby tomorrow', 'near "Bob…'],
    ['café', 'bad text caf\\u00e9'],
    ['😀', 'bad \\uD83D\\uDE00'],
    ['hi', 'bad text hi'],
    ['你好世界', 'bad 好世'],
    ['12', 'column 12'],
    ['Ⅳ wins', 'IV wins'],
  ])('%j', (text, message) => {
    expect(failure(400, spring(message), [text]).detail).toBe('CCM answered 400: Bad Request');
  });

  test('and says the rest', () => {
    const { detail } = failure(400, spring('x: NotBlank'), ['Hello', 'Ada Lovelace', '']);
    expect(detail).toBe('CCM answered 400: Bad Request: x: NotBlank');
  });
});
