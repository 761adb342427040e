import type { Answer } from '../http/answer.ts';
import type { ApiRequest } from '../http/api-request.ts';
import { Problem, problemOf } from '../http/problem.ts';
import { Refusal, refusal, refused } from '../http/refusal.ts';
import type { World } from '../world.ts';
import { authenticate } from './authentication.ts';
import { authorize, isAuthorizePage } from './authorize.ts';
import { refuseGeneration } from './generations.ts';
import { limitCall } from './limit-call.ts';
import { answerMediaFile, isMediaFile } from './media-files.ts';
import { invalidateToken, issueToken } from './oauth2.ts';
import { issueUserTokens, revokeUserToken } from './oauth2-users.ts';
import { routeOf } from './routes.ts';

type Open = (world: World, request: ApiRequest) => Answer;

/** The calls that no token opens. */
const OPEN: Readonly<Record<string, Open>> = {
  'POST /oauth2/token': issueToken,
  'POST /oauth2/invalidate_token': invalidateToken,
  'POST /2/oauth2/token': issueUserTokens,
  'POST /2/oauth2/revoke': revokeUserToken,
};

/** Answers a call of X's API. Never rejects: what goes wrong becomes X's error body. */
export async function answerApi(world: World, request: ApiRequest): Promise<Answer> {
  const headers: Record<string, string> = {};
  try {
    const answer = await answered(world, request, headers);
    return { ...answer, headers: { ...headers, ...answer.headers } };
  } catch (error) {
    const answer = refusalAnswer(request, error);
    return { ...answer, headers: { ...headers, ...answer.headers } };
  }
}

function answered(
  world: World,
  request: ApiRequest,
  headers: Record<string, string>,
): Answer | Promise<Answer> {
  const open = OPEN[`${request.method} ${request.path}`];
  if (open !== undefined) return open(world, request);
  if (isAuthorizePage(request)) return authorize(world, request);
  if (isMediaFile(request)) return answerMediaFile(world, request);
  const found = routeOf(request.method, request.path);
  if (found === undefined) throw refusal(34);
  const { route, params } = found;
  const caller = authenticate(world, request, route);
  refuseGeneration(caller.app, request.path);
  const call = { world, request, app: caller.app, caller, params };
  if (route.auth !== 'user') {
    limitCall(call, route.limit, false, headers);
    return route.handle(call);
  }
  if (caller.user === undefined) throw refusal(220);
  const userCall = { ...call, user: caller.user };
  limitCall(userCall, route.limit, route.isFree?.(userCall) ?? false, headers);
  return route.handle(userCall);
}

function refusalAnswer({ path }: ApiRequest, error: unknown): Answer {
  if (error instanceof Problem) return error.answer;
  const known = error instanceof Refusal ? error : unexpected(error);
  return path.startsWith('/2/') ? problemOf(known).answer : refused(known);
}

function unexpected(error: unknown): Refusal {
  console.error(error);
  return refusal(131);
}
