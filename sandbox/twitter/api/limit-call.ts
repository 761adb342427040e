import { refusal } from '../http/refusal.ts';
import { type Allowance, DAILY_LIMITS, type RateLimitName } from './rate-limits.ts';
import type { Call } from './route.ts';

/** Counts the call and writes the headers of its limits; refuses with 88 over one of them. */
export function limitCall(
  { world, app, caller: { user } }: Call,
  name: RateLimitName,
  isFree: boolean,
  headers: Record<string, string>,
): void {
  const count = (prefix: string, counted: RateLimitName, holder: string): void => {
    const limit = world.settings.rateLimits[counted];
    const allowance = world.rateLimits.take(counted, holder, limit, world.now(), isFree);
    describe(prefix, allowance, headers);
    if (counted === 'direct_messages/events/new') {
      describe('x-user-limit-24hour', allowance, headers);
    }
    if (allowance.isExceeded) throw refusal(88);
  };
  const ofApp = `app ${app.source.id}`;
  const own = user === undefined ? ofApp : `user ${user.id} ${app.source.id}`;
  count('x-rate-limit', name, own);
  const daily = DAILY_LIMITS[name];
  if (daily?.ofUser !== undefined) count('x-user-limit-24hour', daily.ofUser, own);
  if (daily?.ofApp !== undefined) count('x-app-limit-24hour', daily.ofApp, ofApp);
}

function describe(prefix: string, allowance: Allowance, headers: Record<string, string>): void {
  headers[`${prefix}-limit`] = String(allowance.limit);
  headers[`${prefix}-remaining`] = String(allowance.remaining);
  headers[`${prefix}-reset`] = String(allowance.resetS);
}
