import { describe, expect, test } from '@jest/globals';
import { Failure, type FailureCode, failureRules, InvalidInput } from '../../domain/errors.ts';
import { StepFailed } from '../../domain/steps.ts';
import { failureStatus } from './failure-status.ts';
import { type Problem, problemOf, RequestRefused } from './problem.ts';

const codes = Object.keys(failureRules) as FailureCode[];

function seen(thrown: unknown): { problem: Problem; reported: readonly unknown[] } {
  const reported: unknown[] = [];
  const problem = problemOf(thrown, (unforeseen) => void reported.push(unforeseen));
  return { problem, reported };
}

describe('what was not foreseen', () => {
  test.each([
    ['an error', new TypeError('s3cret at /srv/app.ts')],
    [
      'an error with members',
      Object.assign(new Error('s3cret'), { detail: 's3cret', status: 500 }),
    ],
    ['an internal failure', new Failure('internal', 's3cret')],
    ['a text', 's3cret'],
    ['an object like a problem', { status: 200, title: 's3cret' }],
    ['nothing', undefined],
    ['null', null],
  ])(
    'is an internal error without a word about it, and the truth is reported: %s',
    (_n, thrown) => {
      const { problem, reported } = seen(thrown);
      expect(problem).toEqual({ status: 500, title: 'Internal error' });
      expect(reported).toEqual([thrown]);
    },
  );
});

describe('what was foreseen', () => {
  test.each(codes.filter((code) => code !== 'internal'))('%s has a status and a title', (code) => {
    const { problem, reported } = seen(new Failure(code, 'why'));
    expect(problem).toEqual({
      status: failureStatus[code],
      title: expect.stringMatching(/^[A-Z][a-z ]+$/),
      detail: 'why',
      code,
    });
    expect(problem.status).toBeGreaterThanOrEqual(400);
    expect(reported).toEqual([]);
  });

  test('names every fault of the input', () => {
    expect(seen(new InvalidInput(['a is missing', 'b is missing'])).problem).toEqual({
      status: 400,
      title: 'The request is not valid',
      detail: 'a is missing; b is missing',
      errors: ['a is missing', 'b is missing'],
    });
  });

  test('names the step of a registration, X’s words and what to do', () => {
    const step = new StepFailed(
      'list-webhooks',
      new Failure('not-found', 'X answered 404'),
      'Check.',
    );
    expect(seen(step).problem).toEqual({
      status: 404,
      title: 'The step list-webhooks failed',
      detail: 'X answered 404',
      code: 'not-found',
      step: 'list-webhooks',
      advice: 'Check.',
    });
  });

  test('in a registration never claims that the caller is not authorized', () => {
    const step = new StepFailed('verify-credentials', new Failure('unauthorized', '32'), 'Check.');
    expect(seen(step).problem.status).toBe(422);
    expect(seen(new Failure('unauthorized', 'the signature is missing')).problem.status).toBe(401);
  });

  test('by the server itself is said as it is', () => {
    expect(seen(new RequestRefused(413, 'Too large')).problem).toEqual({
      status: 413,
      title: 'Too large',
    });
    expect(seen(new RequestRefused(404, 'Nothing here', '/x')).problem.detail).toBe('/x');
  });
});
