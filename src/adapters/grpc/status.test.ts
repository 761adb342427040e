import { describe, expect, test } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import { Failure, type FailureCode, failureRules, InvalidInput } from '../../domain/errors.ts';
import { StepFailed } from '../../domain/steps.ts';
import { BadRequest, ErrorInfo, RetryInfo } from './generated/google/rpc/error_details.ts';
import { failureStatus, toStatus } from './status.ts';
import { detailsOf } from './test-server.ts';

const codes = Object.keys(failureRules) as FailureCode[];
const nowMs = 1_700_000_000_000;

function seen(thrown: unknown) {
  const reported: unknown[] = [];
  const ended = toStatus(thrown, (unforeseen) => void reported.push(unforeseen), nowMs);
  return { ...ended, reported };
}

/** The details by the name of their type. */
function detailsIn(thrown: unknown): Readonly<Record<string, unknown>> {
  const types = { BadRequest, ErrorInfo, RetryInfo } as const;
  const found: Record<string, unknown> = {};
  for (const { typeUrl, value } of detailsOf(seen(thrown)).details) {
    const name = typeUrl.replace('type.googleapis.com/google.rpc.', '') as keyof typeof types;
    found[name] = types[name].decode(value);
  }
  return found;
}

describe('what was not foreseen', () => {
  test.each([
    ['an error', new TypeError('s3cret')],
    ['what looks like a status', { code: status.OK, details: 's3cret' }],
    ['an internal failure', new Failure('internal', 's3cret')],
    [
      'a step that failed so',
      new StepFailed('subscribe-account', new Failure('internal', 's'), ''),
    ],
    ['a text', 's3cret'],
    ['null', null],
    ['nothing', undefined],
  ])('is INTERNAL without a word about it, and the truth is reported: %s', (_name, thrown) => {
    const { code, details, metadata, reported } = seen(thrown);
    expect({ code, details }).toEqual({ code: status.INTERNAL, details: 'internal error' });
    expect(metadata.getMap()).toEqual({});
    expect(reported).toEqual([thrown]);
  });
});

describe('what was foreseen', () => {
  test.each(codes.filter((code) => code !== 'internal'))('%s has a status and a reason', (code) => {
    const thrown = new Failure(code, 'X answered 403');
    const { code: found, details, reported } = seen(thrown);
    expect({ found, details }).toEqual({ found: failureStatus[code], details: 'X answered 403' });
    expect([status.OK, status.UNKNOWN, status.UNAUTHENTICATED]).not.toContain(found);
    expect(reported).toEqual([]);
    expect(detailsOf(seen(thrown))).toMatchObject({ code: found, message: 'X answered 403' });
    expect(detailsIn(thrown)).toEqual({
      ErrorInfo: {
        reason: code.toUpperCase().replaceAll('-', '_'),
        domain: 'twitter-connector',
        metadata: { detail: 'X answered 403' },
      },
    });
  });

  test.each([
    [nowMs + 1_500, { seconds: 1n, nanos: 500_000_000 }],
    [nowMs - 1, { seconds: 0n, nanos: 0 }],
    [nowMs + 900_000, { seconds: 900n, nanos: 0 }],
  ])('tells when to try again: at %d', (retryAtMs, retryDelay) => {
    const { RetryInfo: info } = detailsIn(new Failure('throttled', '429', retryAtMs));
    expect(info).toEqual({ retryDelay });
  });

  test('names every fault of the input and its field', () => {
    const faults = ['account is required', 'page_size must be at most 1000', 'Nothing to send'];
    const { code, details } = seen(new InvalidInput(faults));
    expect({ code, details }).toEqual({
      code: status.INVALID_ARGUMENT,
      details: 'account is required; page_size must be at most 1000; Nothing to send',
    });
    expect(detailsIn(new InvalidInput(faults))).toEqual({
      ErrorInfo: { reason: 'INVALID_INPUT', domain: 'twitter-connector', metadata: {} },
      BadRequest: {
        fieldViolations: [
          { field: 'account', description: faults[0] },
          { field: 'page_size', description: faults[1] },
          { field: '', description: faults[2] },
        ],
      },
    });
  });

  test('names the step of a registration and what to do', () => {
    const thrown = new StepFailed(
      'create-webhook',
      new Failure('conflict', 'no room'),
      'Delete it.',
    );
    expect(seen(thrown)).toMatchObject({
      code: status.ALREADY_EXISTS,
      details: 'The step create-webhook failed: no room',
    });
    expect(detailsIn(thrown)['ErrorInfo']).toMatchObject({
      reason: 'CONFLICT',
      metadata: { step: 'create-webhook', advice: 'Delete it.', detail: 'no room' },
    });
  });
});

test('a status always fits into the trailers that clients accept, and into a header', () => {
  const long = Array.from({ length: 1_000 }, (_, n) => `field${n} ${'é'.repeat(1_000)}`);
  for (const thrown of [
    new InvalidInput(long),
    new Failure('rejected', 'x'.repeat(100_000)),
    new Failure('rejected', `${'y'.repeat(499)}✈️`),
    new StepFailed('list-webhooks', new Failure('rejected', '\ud800 half'), 'z'.repeat(9_000)),
  ]) {
    const { details, metadata } = seen(thrown);
    expect(encodeURI(details).length).toBeLessThan(5_000);
    const [trailer] = metadata.get('grpc-status-details-bin');
    expect(trailer?.length).toBeLessThan(12_000);
  }
});
