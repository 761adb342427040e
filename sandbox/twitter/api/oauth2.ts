import { type Answer, ok } from '../http/answer.ts';
import type { ApiRequest } from '../http/api-request.ts';
import { refusal } from '../http/refusal.ts';
import type { World } from '../world.ts';
import { appOfBasicHeader } from './authentication.ts';

/** `POST /oauth2/token`: the app's bearer token, the same until it is invalidated. */
export function issueToken(world: World, request: ApiRequest): Answer {
  const app = appOfBasicHeader(world, request);
  if (request.form.get('grant_type') !== 'client_credentials') throw refusal(170);
  return ok({ token_type: 'bearer', access_token: world.directory.bearerTokenOf(app) });
}

/** `POST /oauth2/invalidate_token`: takes back the app's own bearer token. */
export function invalidateToken(world: World, request: ApiRequest): Answer {
  const app = appOfBasicHeader(world, request);
  const token = request.form.get('access_token');
  if (token === null || !isTokenOf(token, app.bearerToken)) {
    throw refusal(89, { message: 'Invalid or expired token' });
  }
  const invalidated = app.bearerToken;
  world.directory.invalidateBearerToken(app);
  return ok({ access_token: invalidated });
}

/** The token's own percent sequences may have been sent as they are or encoded once more. */
function isTokenOf(sent: string, token: string | undefined): boolean {
  return token !== undefined && (sent === token || sent === decodeURIComponent(token));
}
