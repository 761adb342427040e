import { Failure } from '../../../../domain/errors.ts';
import type { Environment } from '../../../../domain/subscription/webhooks.ts';
import { percentEncoded } from '../client/oauth.ts';
import type { TwitterAnswer, TwitterRequest } from '../client/twitter-client.ts';
import { xErrorIn } from '../client/x-error.ts';

/** The path of a call in an environment (X API v1.1, Account Activity, premium). */
export const pathIn = (environment: string, rest: string): string =>
  `/1.1/account_activity/all/${percentEncoded(environment)}/${rest}`;

/** A call in an environment that the account makes itself. */
export function asUser(
  { name, credentials }: Environment,
  method: TwitterRequest['method'],
  rest: string,
): TwitterRequest {
  return { method, path: pathIn(name, rest), auth: { kind: 'user', credentials } };
}

/** An answer of success whose body is not what X answers. */
export const unreadable = (status: number): Failure =>
  new Failure('unavailable', `X answered ${status} with something unreadable`);

/** X does not let this caller do it; another may. */
export const isRefusal = (thrown: unknown): boolean =>
  thrown instanceof Failure && (thrown.code === 'unauthorized' || thrown.code === 'rejected');

export const isMissing = (thrown: unknown): boolean =>
  thrown instanceof Failure && thrown.code === 'not-found';

/** X has this very subscription already, which v2 says with 400 (X API v2, account activity). */
export const isDuplicate = ({ status, body }: TwitterAnswer): boolean =>
  status === 409 ||
  (status === 400 && /^Duplicate|already exists/i.test(xErrorIn(body)?.message ?? ''));
