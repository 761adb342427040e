import { Metadata, status } from '@grpc/grpc-js';
import { Failure, type FailureCode, InvalidInput } from '../../domain/errors.ts';
import { StepFailed } from '../../domain/steps.ts';
import type { Any } from './generated/google/protobuf/any.ts';
import { BadRequest, ErrorInfo, RetryInfo } from './generated/google/rpc/error_details.ts';
import { Status } from './generated/google/rpc/status.ts';

/** Gets the truth about what was not foreseen; callers get "internal error". */
export type Report = (unforeseen: unknown) => void;

/** What grpc-js sends as the end of a call. */
export interface CallStatus {
  readonly code: status;
  readonly details: string;
  readonly metadata: Metadata;
}

/**
 * The status that says each failure to whoever called us. `unauthorized` speaks of what X says to
 * our credentials; the caller's own rights are UNAUTHENTICATED, which no failure becomes.
 */
export const failureStatus: Readonly<Record<FailureCode, status>> = {
  rejected: status.FAILED_PRECONDITION,
  unsupported: status.FAILED_PRECONDITION,
  'recipient-closed': status.FAILED_PRECONDITION,
  'too-large': status.OUT_OF_RANGE,
  'media-refused': status.FAILED_PRECONDITION,
  'media-unavailable': status.UNAVAILABLE,
  'media-gone': status.NOT_FOUND,
  'not-found': status.NOT_FOUND,
  conflict: status.ALREADY_EXISTS,
  unauthorized: status.FAILED_PRECONDITION,
  throttled: status.RESOURCE_EXHAUSTED,
  unavailable: status.UNAVAILABLE,
  uncertain: status.UNAVAILABLE,
  expired: status.FAILED_PRECONDITION,
  internal: status.INTERNAL,
};

/**
 * The one place where anything thrown becomes the end of a call, with details of google.rpc in the
 * trailer `grpc-status-details-bin`. What we did not foresee is INTERNAL without a word about it.
 */
export function toStatus(thrown: unknown, report: Report, nowMs = Date.now()): CallStatus {
  if (thrown instanceof InvalidInput) return invalid(thrown.faults);
  if (thrown instanceof StepFailed && thrown.failure.code !== 'internal') {
    const { step, failure, advice } = thrown;
    const said = `The step ${step} failed: ${failure.detail}`;
    return failed(failure, said, { step, advice }, nowMs);
  }
  if (thrown instanceof Failure && thrown.code !== 'internal') {
    return failed(thrown, thrown.detail, {}, nowMs);
  }
  report(thrown);
  return withDetails(status.INTERNAL, 'internal error', []);
}

/** A status without details, for what the server itself refuses. */
export const refusal = (code: status, words: string): CallStatus => withDetails(code, words, []);

function failed(
  failure: Failure,
  words: string,
  more: Readonly<Record<string, string>>,
  nowMs: number,
): CallStatus {
  const detail = brief(failure.detail);
  const details = [errorInfo(failure.code, { detail, ...more })];
  if (failure.retryAtMs !== undefined) details.push(retryInfo(failure.retryAtMs - nowMs));
  return withDetails(failureStatus[failure.code], words, details);
}

/** So many faults are named in one answer; trailers have little room. */
const faultsMax = 30;

function invalid(faults: readonly string[]): CallStatus {
  const fieldViolations = faults.slice(0, faultsMax).map((fault) => ({
    field: /^[a-z][\w.[\]]*/.exec(fault)?.[0] ?? '',
    description: brief(fault, 150),
  }));
  const badRequest = any('BadRequest', BadRequest.encode({ fieldViolations }).finish());
  return withDetails(status.INVALID_ARGUMENT, faults.join('; '), [
    errorInfo('invalid-input', {}),
    badRequest,
  ]);
}

function errorInfo(code: string, metadata: Record<string, string>): Any {
  const reason = code.toUpperCase().replaceAll('-', '_');
  const info = { reason, domain: 'twitter-connector', metadata };
  return any('ErrorInfo', ErrorInfo.encode(info).finish());
}

function retryInfo(delayMs: number): Any {
  const ms = Math.max(0, Math.ceil(delayMs));
  const retryDelay = { seconds: BigInt(Math.floor(ms / 1_000)), nanos: (ms % 1_000) * 1_000_000 };
  return any('RetryInfo', RetryInfo.encode({ retryDelay }).finish());
}

const any = (type: string, value: Uint8Array): Any => ({
  typeUrl: `type.googleapis.com/google.rpc.${type}`,
  value: Buffer.from(value),
});

function withDetails(code: status, words: string, details: Any[]): CallStatus {
  const message = brief(words);
  const metadata = new Metadata();
  if (details.length > 0) {
    const encoded = Status.encode({ code, message, details }).finish();
    metadata.set('grpc-status-details-bin', Buffer.from(encoded));
  }
  return { code, details: message, metadata };
}

/** Half a surrogate pair would break the header that the words are sent in. */
const brief = (words: string, lengthMax = 500): string => words.slice(0, lengthMax).toWellFormed();
