import { MatchersV3 } from '@pact-foundation/pact';
import { json } from './bodies.ts';
import type { Example, Matcher } from './contract.ts';

/** How to be let in, and when to come again (RFC 9110). */
const toldWith: Readonly<Record<number, Readonly<Record<string, Matcher>>>> = {
  401: { 'www-authenticate': 'Bearer' },
  503: { 'retry-after': MatchersV3.regex('^\\d+$', '1') },
};

/** A problem document (RFC 9457) of this status; with all faults of the request where it has any. */
export const problem = (status: number, faults?: string): Example['response'] => ({
  status,
  headers: { 'content-type': 'application/problem+json', ...toldWith[status] },
  body: json({
    status,
    title: MatchersV3.like('The request is not valid'),
    ...(faults !== undefined && { errors: MatchersV3.eachLike(faults) }),
  }),
});
