import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { connectedBy, givenToken, TokenIssuer } from './token-issuer.conformance.ts';
import { TwitterClient } from '../client/twitter-client.ts';
import { renewedToken } from './user-token-renewal.ts';

const sample = (name: string): unknown =>
  JSON.parse(
    readFileSync(
      new URL(`../../../../../test/fixtures/x/auth.${name}.json`, import.meta.url),
      'utf8',
    ),
  );

let x: TokenIssuer;
let client: TwitterClient;
const renew = (token = givenToken) => renewedToken(client, connectedBy(token), token, () => 1_000);
const answering = (status: number, body: unknown, taken = false, times = 1) => {
  x.trouble = { status, body, taken, times };
};

beforeEach(async () => {
  x = await TokenIssuer.start();
  client = new TwitterClient({ baseUrl: x.url, timeoutMs: 5_000 });
});
afterEach(async () => {
  x.close();
  await client.close();
});

test('a public client names itself in the form', async () => {
  expect(await renew()).toEqual({
    ...givenToken,
    accessToken: 'a2',
    refreshToken: 'r2',
    expiresAtMs: 7_201_000,
  });
  const form = 'grant_type=refresh_token&refresh_token=r1&client_id=client%3A1%3Aci';
  expect(x.refreshes).toEqual([{ form, authorization: undefined }]);
});

test('a confidential client proves itself in the header', async () => {
  await renew({ ...givenToken, clientSecret: 's-_:' });
  const authorization = `Basic ${Buffer.from('client%3A1%3Aci:s-_%3A').toString('base64')}`;
  const form = 'grant_type=refresh_token&refresh_token=r1';
  expect(x.refreshes).toEqual([{ form, authorization }]);
});

const spent = {
  code: 'unauthorized',
  detail:
    'X answered 400 invalid_request: the refresh token was used already, or was taken back; connect the account again',
};

test.each([
  ['a token that was used, as X documents it', 400, sample('oauth2_pkce_token.error'), spent],
  ['invalid_grant', 400, { error: 'invalid_grant' }, { code: 'unauthorized' }],
  ['an unknown client', 401, { error: 'invalid_client' }, { code: 'unauthorized' }],
  ['another grant', 400, { error: 'unsupported_grant_type' }, { code: 'unauthorized' }],
  ['refusals without words', 403, {}, { code: 'unauthorized' }],
  ['a page of a gateway', 403, '<html>no</html>', { code: 'unavailable' }],
  ['too many', 429, {}, { code: 'throttled' }],
  ['an outage', 503, { error: 'invalid_request' }, { code: 'unavailable' }],
  ['no answer', 0, {}, { code: 'unavailable' }],
  ['no token', 200, { token_type: 'bearer' }, { code: 'unavailable' }],
])('X answers with %s', async (_, status, body, failure) => {
  answering(status, body);
  const renewing = renew();
  await expect(renewing).rejects.toMatchObject(failure);
  await expect(renewing).rejects.not.toThrow('r1');
});

test('a renewal whose answer was lost is tried again with the same token, and what X says is told', async () => {
  answering(0, {}, true);
  await expect(renew()).rejects.toMatchObject({ code: 'unavailable' });
  await expect(renew()).rejects.toMatchObject(spent);
  expect(new Set(x.refreshes.map(({ form }) => form)).size).toBe(1);
});

test('a renewal is waited for when X answers later than other calls are waited for', async () => {
  const hasty = new TwitterClient({ baseUrl: x.url, timeoutMs: 50 });
  const gate = Promise.withResolvers<void>();
  x.gate = gate.promise;
  const renewing = renewedToken(hasty, connectedBy(), givenToken, () => 1_000);
  const auth = { kind: 'client', credentials: connectedBy() } as const;
  const other = hasty.answer({ method: 'POST', path: '/2/oauth2/token', form: {}, auth });
  await expect(other).rejects.toMatchObject({ code: 'unavailable' });
  gate.resolve();
  expect(await renewing).toMatchObject({ accessToken: 'a2', refreshToken: 'r2' });
  await hasty.close();
});
