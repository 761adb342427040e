import type { Answer } from '../http/answer.ts';
import type { ApiRequest } from '../http/api-request.ts';
import { refusedAsProblem } from '../http/problem.ts';
import { Refusal, refusal, refused } from '../http/refusal.ts';
import type { World } from '../world.ts';
import { authenticate } from './authentication.ts';
import { answerMediaFile, isMediaFile } from './media-files.ts';
import { invalidateToken, issueToken } from './oauth2.ts';
import type { Allowance, RateLimitName } from './rate-limits.ts';
import type { Call, Caller, Route } from './route.ts';
import { routeOf } from './routes.ts';

/** Answers a call of X's API. Never rejects: what goes wrong becomes X's error body. */
export async function answerApi(world: World, request: ApiRequest): Promise<Answer> {
  const headers: Record<string, string> = {};
  try {
    const answer = await answered(world, request, headers);
    return { ...answer, headers: { ...headers, ...answer.headers } };
  } catch (error) {
    const known = error instanceof Refusal ? error : unexpected(error);
    const answer = request.path.startsWith('/2/') ? refusedAsProblem(known) : refused(known);
    return { ...answer, headers: { ...headers, ...answer.headers } };
  }
}

function answered(
  world: World,
  request: ApiRequest,
  headers: Record<string, string>,
): Answer | Promise<Answer> {
  if (request.method === 'POST' && request.path === '/oauth2/token') {
    return issueToken(world, request);
  }
  if (request.method === 'POST' && request.path === '/oauth2/invalidate_token') {
    return invalidateToken(world, request);
  }
  if (isMediaFile(request)) return answerMediaFile(world, request);
  const found = routeOf(request.method, request.path);
  if (found === undefined) throw refusal(34);
  const { route, params } = found;
  const caller = authenticate(world, request, route);
  const call = { world, request, app: caller.app, params };
  if (route.auth !== 'user') {
    limit(call, caller, route.limit, false, headers);
    return route.handle(call);
  }
  if (caller.user === undefined) throw refusal(220);
  const userCall = { ...call, user: caller.user };
  limit(call, caller, route.limit, route.isFree?.(userCall) ?? false, headers);
  return route.handle(userCall);
}

/** Counts the call and writes the headers; refuses with 88 over the limit. */
function limit(
  { world, app }: Call,
  { user }: Caller,
  name: Route['limit'],
  isFree: boolean,
  headers: Record<string, string>,
): void {
  const count = (counted: RateLimitName, holder: string): Allowance =>
    world.rateLimits.take(counted, holder, world.settings.rateLimits[counted], world.now(), isFree);
  const own = count(
    name,
    user === undefined ? `app ${app.source.id}` : `user ${user.id} ${app.source.id}`,
  );
  describe('x-rate-limit', own, headers);
  if (own.isExceeded) throw refusal(88);
  if (name !== 'direct_messages/events/new') return;
  describe('x-user-limit-24hour', own, headers);
  const ofApp = count('direct_messages/events/new per app', app.source.id);
  describe('x-app-limit-24hour', ofApp, headers);
  if (ofApp.isExceeded) throw refusal(88);
}

function describe(prefix: string, allowance: Allowance, headers: Record<string, string>): void {
  headers[`${prefix}-limit`] = String(allowance.limit);
  headers[`${prefix}-remaining`] = String(allowance.remaining);
  headers[`${prefix}-reset`] = String(allowance.resetS);
}

function unexpected(error: unknown): Refusal {
  console.error(error);
  return refusal(131);
}
