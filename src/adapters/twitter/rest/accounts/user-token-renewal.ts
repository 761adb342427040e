import type { Credentials, UserToken } from '../../../../domain/accounts/account.ts';
import { Failure } from '../../../../domain/errors.ts';
import { isObject, textOf } from '../../wire.ts';
import type { TwitterAnswer, TwitterClient, TwitterRequest } from '../client/twitter-client.ts';

/** How long a token lasts where X does not say (X API, OAuth 2.0 authorization code with PKCE). */
const usualSeconds = 7_200;

const connectAgain =
  'the refresh token was used already, or was taken back; connect the account again';

/**
 * Longer than any call waits for a token: once X has begun, its answer is the only token there is.
 */
const answeredWithinMs = 120_000;

/** What X's refusal of a refresh token means (RFC 6749, 5.2); X answers the first of them. */
const refusals: ReadonlyMap<unknown, string> = new Map([
  ['invalid_request', connectAgain],
  ['invalid_grant', connectAgain],
  ['invalid_client', 'X does not know the client; check OAUTH2-CLIENT-ID and OAUTH2-CLIENT-SECRET'],
  ['unauthorized_client', 'the client may not do this; check the settings of the app on X'],
]);

/**
 * The token that follows an account's own; its refresh token is used up from here on, also when X's
 * answer is lost. Fails with `unauthorized` when X does not take it, with `throttled`, and with
 * `unavailable` when X could not do it now.
 */
export async function renewedToken(
  client: TwitterClient,
  credentials: Credentials,
  token: UserToken,
  nowMs: () => number,
): Promise<UserToken> {
  const { clientId, clientSecret, refreshToken } = token;
  if (refreshToken === '') throw new Failure('unauthorized', 'there is no access token that works');
  const request = {
    method: 'POST',
    path: '/2/oauth2/token',
    form: {
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      ...(clientSecret === undefined && { client_id: clientId }),
    },
    auth: { kind: 'client', credentials: { ...credentials, userToken: token } },
    timeoutMs: answeredWithinMs,
  } as const;
  const answer = await client.answer(request);
  if (answer.status >= 300) throw refusalIn(answer, client, request);
  return tokenIn(answer, token, nowMs());
}

/** A refused renewal is never the fault of the message that needed it. */
function refusalIn(answer: TwitterAnswer, client: TwitterClient, request: TwitterRequest): Failure {
  const { body, status } = answer;
  const error = isObject(body) ? body['error'] : undefined;
  const meaning = refusals.get(error);
  if (meaning !== undefined && status < 500) {
    return new Failure('unauthorized', `X answered ${status} ${String(error)}: ${meaning}`);
  }
  const failure = client.failureOf(answer, request);
  return failure.rule.retry === 'held' ? failure : new Failure('unauthorized', failure.detail);
}

/** A later token ends later than the one before, whatever the clocks say. */
function tokenIn({ status, body }: TwitterAnswer, before: UserToken, nowMs: number): UserToken {
  const answer = isObject(body) ? body : {};
  const accessToken = textOf(answer['access_token']);
  if (accessToken === '') {
    throw new Failure('unavailable', `X answered ${status} without an access token`);
  }
  const seconds = Number(answer['expires_in']) || usualSeconds;
  return {
    ...before,
    accessToken,
    refreshToken: textOf(answer['refresh_token']) || before.refreshToken,
    expiresAtMs: Math.max(nowMs + seconds * 1_000, before.expiresAtMs + 1),
  };
}
