import { privateScopeOf } from '../../account-activity/activity-types.ts';
import { blank, unsupportedAuthentication } from '../../http/problem.ts';
import { refusal } from '../../http/refusal.ts';
import type { Call } from '../route.ts';

/** Private events are only for the user they are about, whose token must allow reading them. */
export function requireAccessTo(
  { caller: { user, access, scopes, authentication } }: Call,
  eventType: string,
  userId: string | undefined,
): void {
  const scope = privateScopeOf(eventType);
  if (scope === undefined) return;
  if (user === undefined) {
    const supported = ['OAuth 1.0a User Context', 'OAuth 2.0 User Context'];
    throw unsupportedAuthentication(authentication, supported);
  }
  if (scopes !== undefined && !scopes.includes(scope)) throw blank(403);
  if (scope === 'dm.read' && access !== 'read-write-dm') throw refusal(93);
  if (user.id !== userId) throw blank(403);
}
