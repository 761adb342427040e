import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DEFAULT_APP } from '../defaults.ts';
import { fixture, shapeOf } from '../testing/fixtures.ts';
import { ADA, BUSINESS, Scene } from '../testing/scene.ts';
import type { Received, SignedClient } from '../testing/signed-client.ts';

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

let scene: Scene;
let client: SignedClient;

beforeEach(async () => {
  scene = await Scene.start();
  client = scene.business;
});

afterEach(() => scene.close());

const PAIR = Buffer.from(`${DEFAULT_APP.clientId}:${DEFAULT_APP.clientSecret}`).toString('base64');
const authorization = `Basic ${PAIR}`;

const ask = (form: Record<string, string>, headers = { authorization }) =>
  client.plain('POST', '/2/oauth2/token', { form, headers });
const issue = (json: object = {}) =>
  client.plain('POST', `/sandbox/users/${BUSINESS}/oauth2-tokens`, { json });
const tokensIn = ({ body }: Received) => body as Tokens;
const refresh = (refresh_token: string) => ask({ grant_type: 'refresh_token', refresh_token });
const me = (token: string) => client.withBearer(token, 'GET', '/2/users/me');

test('tokens without a browser know their user', async () => {
  const issued = await issue();
  expect([issued.status, shapeOf(issued.body)]).toEqual([
    201,
    shapeOf(fixture('auth.oauth2_pkce_token.response')),
  ]);
  expect(await me(tokensIn(issued).access_token)).toMatchObject({
    status: 200,
    body: { data: { id: BUSINESS } },
  });
});

describe('a refresh token', () => {
  test('works once, and brings another one', async () => {
    const first = tokensIn(await issue());
    const second = tokensIn(await refresh(first.refresh_token));
    expect((await me(second.access_token)).status).toBe(200);
    const again = await refresh(first.refresh_token);
    expect([again.status, again.body]).toEqual([400, fixture('auth.oauth2_pkce_token.error')]);
    expect((await refresh(second.refresh_token)).status).toBe(200);
  });

  test('is only there when it was asked for', async () => {
    const { body } = await issue({ scopes: ['tweet.read', 'users.read'] });
    expect(body).not.toHaveProperty('refresh_token');
  });

  test('of another app is refused', async () => {
    const { refresh_token } = tokensIn(await issue());
    const { clientId } = scene.sandbox.control.registrations.addApp({
      name: 'Other',
      access: 'read-write-dm',
      environments: [],
      webhookLimit: 1,
      subscriptionLimit: 1,
    });
    const form = { grant_type: 'refresh_token', refresh_token, client_id: clientId };
    expect((await client.plain('POST', '/2/oauth2/token', { form })).status).toBe(400);
    expect((await refresh(refresh_token)).status).toBe(200);
  });
});

test('an access token is valid for two hours, or for as long as is set', async () => {
  const { access_token } = tokensIn(await issue());
  const short = tokensIn(await issue({ expiresInSecs: 10 })).access_token;
  const pass = (advanceMs: number) => scene.sandbox.control.clock.change({ advanceMs });
  await pass(10_000);
  const expired = await me(short);
  expect([expired.status, expired.body]).toEqual([401, fixture('v2.error_401')]);
  await pass(7_189_000);
  expect((await me(access_token)).status).toBe(200);
  await pass(2_000);
  expect((await me(access_token)).status).toBe(401);
});

describe('a code', () => {
  const verifier = 'v'.repeat(64);
  const redirect_uri = 'https://connector.example/callback';
  const codeChallenge = createHash('sha256').update(verifier).digest('base64url');
  const code = async () => {
    const json = { scopes: ['users.read', 'tweet.read'], redirectUri: redirect_uri, codeChallenge };
    const issued = await client.plain('POST', `/sandbox/users/${ADA}/oauth2-codes`, { json });
    return (issued.body as { code: string }).code;
  };
  const exchange = (form: Record<string, string>) =>
    ask({ grant_type: 'authorization_code', code_verifier: verifier, redirect_uri, ...form });

  test('becomes tokens of its user, once', async () => {
    const sent = { code: await code() };
    const answer = await exchange(sent);
    expect(await me(tokensIn(answer).access_token)).toMatchObject({ body: { data: { id: ADA } } });
    expect((await exchange(sent)).status).toBe(400);
  });

  test.each([{ code_verifier: 'wrong' }, { redirect_uri: 'https://other.example' }])(
    'is refused with %j',
    async (wrong) => {
      expect((await exchange({ code: await code(), ...wrong })).status).toBe(400);
    },
  );

  test('is refused after 30 seconds', async () => {
    const sent = { code: await code() };
    await scene.sandbox.control.clock.change({ advanceMs: 30_000 });
    expect((await exchange(sent)).status).toBe(400);
  });
});

test('the page of consent leads back with a code for the user it is told', async () => {
  const redirectUri = 'https://connector.example/callback';
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: DEFAULT_APP.clientId,
    redirect_uri: redirectUri,
    scope: 'tweet.read users.read',
    state: 'kept as it is',
    code_challenge: 'plainly',
    code_challenge_method: 'plain',
    sandbox_user: ADA,
  });
  const page = `${scene.sandbox.url}/i/oauth2/authorize?${query.toString()}`;
  const answer = await fetch(page, { redirect: 'manual' });
  const { origin, pathname, searchParams } = new URL(answer.headers.get('location') ?? '');
  expect([answer.status, `${origin}${pathname}`]).toEqual([302, redirectUri]);
  expect(searchParams.get('state')).toBe('kept as it is');
  const form = {
    grant_type: 'authorization_code',
    code: searchParams.get('code') ?? '',
    redirect_uri: redirectUri,
    code_verifier: 'plainly',
  };
  const { access_token } = tokensIn(await ask(form));
  expect(await me(access_token)).toMatchObject({ body: { data: { id: ADA } } });
  const broken = await fetch(page.replace('client_id', 'x'), { redirect: 'manual' });
  expect(broken.status).toBe(400);
});

test('an unknown client is refused', async () => {
  const headers = { authorization: `Basic ${Buffer.from('a:b').toString('base64')}` };
  expect((await ask({ grant_type: 'refresh_token' }, headers)).status).toBe(401);
});

test('revoking a refresh token ends its access tokens, revoking the permission all', async () => {
  const first = tokensIn(await issue());
  const form = { token: first.refresh_token };
  const revoked = await client.plain('POST', '/2/oauth2/revoke', {
    form,
    headers: { authorization },
  });
  expect([revoked.status, revoked.body]).toEqual([200, { revoked: true }]);
  expect((await me(first.access_token)).status).toBe(401);
  const second = tokensIn(await issue());
  await client.plain('POST', `/sandbox/users/${BUSINESS}/revoke`, { json: {} });
  expect((await me(second.access_token)).status).toBe(401);
  expect((await refresh(second.refresh_token)).status).toBe(400);
});

describe('which token a call takes', () => {
  const SEND = `/2/dm_conversations/with/${ADA}/messages`;
  const json = { text: 'hi' };

  test('a missing scope is forbidden', async () => {
    const { access_token } = tokensIn(await issue({ scopes: ['dm.read', 'tweet.read'] }));
    const sent = await client.withBearer(access_token, 'POST', SEND, { json });
    expect([sent.status, sent.body]).toEqual([403, fixture('v2.dm.error_403_missing_scope')]);
    const all = tokensIn(await issue()).access_token;
    expect((await client.withBearer(all, 'POST', SEND, { json })).status).toBe(201);
  });

  test('the app alone is unsupported on a user call, a user on an app call', async () => {
    const asApp = await client.asApp('POST', SEND, { json });
    expect([asApp.status, asApp.body]).toEqual([
      403,
      fixture('v2.error_403_unsupported_authentication'),
    ]);
    const { access_token } = tokensIn(await issue());
    for (const call of [
      client.signed('GET', '/2/webhooks'),
      client.withBearer(access_token, 'GET', '/2/webhooks'),
    ]) {
      expect(await call).toMatchObject({
        status: 403,
        body: { detail: expect.stringContaining('[OAuth 2.0 Application-Only]') },
      });
    }
  });

  test('credentials of the app at the endpoint of users make a token that opens nothing', async () => {
    const answer = await ask({ grant_type: 'client_credentials' });
    expect(answer.status).toBe(200);
    const { access_token } = tokensIn(answer);
    const used = await client.withBearer(access_token, 'GET', '/2/webhooks');
    expect(used).toMatchObject({ status: 403, body: { title: 'Unsupported Authentication' } });
  });

  test('v1.1 takes no OAuth 2.0 token of a user', async () => {
    const { access_token } = tokensIn(await issue());
    const path = '/1.1/account/verify_credentials.json';
    expect((await client.withBearer(access_token, 'GET', path)).status).toBe(403);
  });
});
