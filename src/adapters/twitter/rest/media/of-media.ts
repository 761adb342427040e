import { Failure, type FailureCode } from '../../../../domain/errors.ts';

/** What a failure of X means for a file: no more than the file waits, or is refused. */
const codes: Partial<Record<FailureCode, FailureCode>> = {
  throttled: 'media-unavailable',
  unavailable: 'media-unavailable',
  uncertain: 'media-unavailable',
  'not-found': 'rejected',
  conflict: 'rejected',
  'recipient-closed': 'rejected',
};

/** Throws what was thrown, as trouble of a file. */
export function ofMedia(thrown: unknown): never {
  if (!(thrown instanceof Failure)) throw thrown;
  const { code, detail, retryAtMs } = thrown;
  throw new Failure(codes[code] ?? code, detail, retryAtMs);
}
