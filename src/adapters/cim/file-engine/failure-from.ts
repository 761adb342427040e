import { Failure, type FailureCode } from '../../../domain/errors.ts';

/** These do not speak of the file, but of the way to it or of a moment. */
const passing: ReadonlySet<number> = new Set([401, 403, 404, 405, 407, 408, 425, 429]);

/** The failure in an answer that is not what was hoped for. */
export function failureFrom(status: number, code: FailureCode = codeOf(status)): Failure {
  return new Failure(code, `the File Engine answered ${status}`);
}

function codeOf(status: number): FailureCode {
  if (status === 413) return 'too-large';
  return status >= 400 && status < 500 && !passing.has(status) ? 'rejected' : 'media-unavailable';
}
