import { describe, expect, test } from '@jest/globals';
import { Failure, type FailureCode, failureOf, failureRules, InvalidInput } from './errors.ts';

const codes: Readonly<Record<FailureCode, true>> = {
  rejected: true,
  unsupported: true,
  'recipient-closed': true,
  'too-large': true,
  'media-refused': true,
  'media-unavailable': true,
  'media-gone': true,
  'not-found': true,
  conflict: true,
  unauthorized: true,
  throttled: true,
  unavailable: true,
  uncertain: true,
  expired: true,
  internal: true,
};

describe('every failure', () => {
  test.each(Object.keys(codes) as FailureCode[])(
    '%s has a rule and words for the agent',
    (code) => {
      const { rule } = new Failure(code, 'detail');
      expect(rule).toBe(failureRules[code]);
      expect(rule.told).toMatch(/^[A-Z].{20,}\.$/);
      expect(['400', '404', '500']).toContain(rule.reasonCode);
    },
  );

  test('that is the target’s is held until it is over, the message’s never tried again', () => {
    for (const { fault, retry } of Object.values(failureRules)) {
      if (fault === 'target') expect(retry).toBe('held');
      if (fault === 'message') expect(retry).toBe('never');
    }
  });

  test('of a file says nothing about X; what may pass is held, what cannot pass is told at once', () => {
    const elsewhere = Object.entries(failureRules).filter(([, { fault }]) => fault === 'elsewhere');
    expect(elsewhere.map(([code, { retry }]) => `${code} ${retry}`)).toEqual([
      'too-large never',
      'media-unavailable held',
      'media-gone never',
      'internal limited',
    ]);
  });

  test('tells the agent something of its own', () => {
    const told = Object.values(failureRules).map((rule) => rule.told);
    expect(new Set(told).size).toBe(told.length);
  });

  test('tells the operator its code, its detail and the announced time', () => {
    const failure = new Failure('throttled', '88 Rate limit exceeded', 1_700_000_000_000);
    expect(failure.message).toBe('throttled: 88 Rate limit exceeded');
    expect(failure).toMatchObject({ code: 'throttled', retryAtMs: 1_700_000_000_000 });
    expect(new Failure('throttled', '').retryAtMs).toBeUndefined();
  });
});

describe('what was not foreseen', () => {
  test.each([
    ['an error', new TypeError('secret of the account: s3cret')],
    ['an error with a cause', new Error('s3cret', { cause: new Error('s3cret') })],
    ['a text', 's3cret'],
    ['an object', { message: 's3cret', code: 'unavailable', toString: (): string => 's3cret' }],
    ['faults in input', new InvalidInput(['s3cret'])],
    ['nothing', undefined],
    ['null', null],
  ])('is internal and never carries a foreign message: %s', (_name, thrown) => {
    const failure = failureOf(thrown);
    expect(failure.code).toBe('internal');
    expect(`${failure.message}${failure.detail}${String(failure.cause)}`).not.toContain('s3cret');
  });

  test('leaves a failure in our words as it is', () => {
    const failure = new Failure('unavailable', 'ECONNREFUSED');
    expect(failureOf(failure)).toBe(failure);
  });
});

test('input that was refused lists every fault and repeats none in its message', () => {
  const refused = new InvalidInput(['a is missing', 'b is missing']);
  expect(refused.faults).toEqual(['a is missing', 'b is missing']);
  expect(refused.message).toBe('2 fault(s) in the input');
});
