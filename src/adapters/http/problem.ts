import type { ServerResponse } from 'node:http';
import { Failure, InvalidInput } from '../../domain/errors.ts';
import { StepFailed } from '../../domain/steps.ts';
import { failureStatus } from './failure-status.ts';

/** A problem document (RFC 9457). Extra members are for programs. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail?: string;
  readonly [member: string]: unknown;
}

/** A request that cannot be taken as it is, with the status that says so. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  readonly problem: Problem;

  constructor(status: number, title: string, detail?: string) {
    super(title);
    this.problem = { status, title, ...(detail !== undefined && { detail }) };
  }
}

/**
 * The one place where anything thrown becomes an answer. What we did not foresee is an internal
 * error without a word about it; `report` gets the truth.
 */
export function problemOf(thrown: unknown, report: (unforeseen: unknown) => void): Problem {
  if (thrown instanceof RequestRefused) return thrown.problem;
  if (thrown instanceof InvalidInput) {
    const detail = thrown.faults.join('; ');
    return { status: 400, title: 'The request is not valid', detail, errors: thrown.faults };
  }
  if (thrown instanceof StepFailed) {
    const { step, failure, advice } = thrown;
    const title = `The step ${step} failed`;
    const status = stepStatus(failure);
    return { status, title, detail: failure.detail, code: failure.code, step, advice };
  }
  if (thrown instanceof Failure && thrown.code !== 'internal') {
    const { code, detail } = thrown;
    return { status: failureStatus[code], title: titles[code], detail, code };
  }
  report(thrown);
  return { status: 500, title: 'Internal error' };
}

/** In a registration `unauthorized` speaks of X's answer, not of the caller's own rights. */
const stepStatus = (failure: Failure): number =>
  failure.code === 'unauthorized' ? 422 : failureStatus[failure.code];

const titles: Readonly<Record<Failure['code'], string>> = {
  rejected: 'Refused',
  unsupported: 'Not supported',
  'recipient-closed': 'The recipient does not accept messages',
  'too-large': 'Too large',
  'media-refused': 'The file was refused',
  'media-unavailable': 'The file is not available at the moment',
  'media-gone': 'The file is gone',
  'not-found': 'Not found',
  conflict: 'Conflict',
  unauthorized: 'Not authorized',
  throttled: 'Too many requests',
  unavailable: 'Not available at the moment',
  uncertain: 'The outcome is not known',
  expired: 'Expired',
  internal: 'Internal error',
};

/** Sends a problem document, unless an answer has begun. */
export function sendProblem(response: ServerResponse, problem: Problem): void {
  if (response.headersSent || response.destroyed) return;
  const body = Buffer.from(JSON.stringify({ type: 'about:blank', ...problem }));
  response.writeHead(problem.status, {
    'content-type': 'application/problem+json',
    'content-length': body.length,
    ...(problem.status === 503 && { 'retry-after': '1' }),
    ...(problem.status === 401 && { 'www-authenticate': 'Bearer' }),
  });
  response.end(body);
}
