import { MatchersV3 } from '@pact-foundation/pact';
import { json } from './bodies.ts';
import type { Example } from './contract.ts';

/** A problem document (RFC 9457) of this status; with all faults of the request where it has any. */
export const problem = (status: number, faults?: string): Example['response'] => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  body: json({
    status,
    title: MatchersV3.like('The request is not valid'),
    ...(faults !== undefined && { errors: MatchersV3.eachLike(faults) }),
  }),
});
