import { createHash } from 'node:crypto';
import type { App } from '../directory/app.ts';
import type { CodeTerms, Grant, IssuedTokens } from '../directory/oauth2-tokens.ts';
import { type Answer, ok } from '../http/answer.ts';
import type { ApiRequest } from '../http/api-request.ts';
import type { World } from '../world.ts';
import { basicPair } from './authentication.ts';

const INVALID: Answer = wrong('invalid_request', 'Value passed for the token was invalid.');

/** `POST /2/oauth2/token`: tokens of a user for a code or for a refresh token. */
export function issueUserTokens(world: World, request: ApiRequest): Answer {
  const sent = sentIn(request);
  const app = clientOf(world, request, sent);
  const grantType = sent.get('grant_type');
  if (app === undefined) return unknownClient();
  if (grantType === 'client_credentials') {
    return ok({ token_type: 'bearer', access_token: world.oauth2.issueUnusable() });
  }
  const grant = GRANTS.get(grantType ?? '')?.(world, app, sent);
  if (grant === undefined) return INVALID;
  return ok(tokenAnswer(world.oauth2.issue(grant, world.settings.v2.accessLifeSecs)));
}

/** `POST /2/oauth2/revoke` */
export function revokeUserToken(world: World, request: ApiRequest): Answer {
  const sent = sentIn(request);
  if (clientOf(world, request, sent) === undefined) return unknownClient();
  const token = sent.get('token');
  if (token === null) return wrong('invalid_request', 'Missing required parameter [token].');
  world.oauth2.revoke(token);
  return ok({ revoked: true });
}

/** A pair of tokens in the words of X. */
export function tokenAnswer({ accessToken, refreshToken, expiresInSecs, scopes }: IssuedTokens) {
  return {
    token_type: 'bearer',
    expires_in: expiresInSecs,
    access_token: accessToken,
    scope: scopes.join(' '),
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
  };
}

type FindGrant = (world: World, app: App, form: URLSearchParams) => Grant | undefined;

const GRANTS = new Map<string, FindGrant>([
  ['authorization_code', ofCode],
  ['refresh_token', ofRefreshToken],
]);

function ofCode(world: World, app: App, form: URLSearchParams): Grant | undefined {
  const found = world.oauth2.takeCode(form.get('code') ?? '');
  if (found === undefined || found.grant.app !== app) return undefined;
  return meets(form, found.terms) ? found.grant : undefined;
}

function ofRefreshToken(world: World, app: App, form: URLSearchParams): Grant | undefined {
  return world.oauth2.takeRefreshToken(form.get('refresh_token') ?? '', app);
}

function meets(form: URLSearchParams, terms: CodeTerms): boolean {
  const verifier = form.get('code_verifier') ?? '';
  const challenge =
    terms.codeChallengeMethod === 'plain'
      ? verifier
      : createHash('sha256').update(verifier).digest('base64url');
  return form.get('redirect_uri') === terms.redirectUri && challenge === terms.codeChallenge;
}

/** A confidential client shows its secret in a Basic header or beside its id. */
function clientOf(world: World, request: ApiRequest, sent: URLSearchParams): App | undefined {
  const inHeader = request.headers.authorization !== undefined;
  const [id, secret] = inHeader
    ? basicPair(request)
    : [sent.get('client_id'), sent.get('client_secret')];
  const app = world.directory.apps().find(({ clientId }) => clientId === id);
  const isShown = app?.clientSecret === secret || (!inHeader && secret === null);
  return isShown ? app : undefined;
}

/** The parameters of a form, or of a JSON object, which clients send as well. */
function sentIn({ form, json, contentType }: ApiRequest): URLSearchParams {
  if (contentType !== 'application/json' || typeof json !== 'object' || json === null) return form;
  const texts = Object.entries(json).filter((entry): entry is [string, string] => {
    return typeof entry[1] === 'string';
  });
  return new URLSearchParams(texts);
}

function unknownClient(): Answer {
  const { body } = wrong('unauthorized_client', 'Missing valid authorization header');
  return { status: 401, body };
}

function wrong(error: string, error_description: string): Answer {
  return { status: 400, body: { error, error_description } };
}
