import type { FailureCode } from '../../domain/errors.ts';

/** The HTTP status that says each failure to whoever called us. */
export const failureStatus: Readonly<Record<FailureCode, number>> = {
  rejected: 422,
  unsupported: 422,
  'recipient-closed': 422,
  'too-large': 413,
  'media-refused': 422,
  'media-unavailable': 503,
  'media-gone': 404,
  'not-found': 404,
  conflict: 409,
  unauthorized: 401,
  throttled: 429,
  unavailable: 503,
  uncertain: 502,
  expired: 410,
  internal: 500,
};
