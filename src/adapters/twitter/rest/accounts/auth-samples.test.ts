import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { DEFAULT_APP, DEFAULT_BUSINESS } from '../../../../../sandbox/twitter/defaults.ts';
import { startTwitterSandbox } from '../../../../../sandbox/twitter/twitter-sandbox.ts';
import { AppBearer } from '../client/app-bearer.ts';
import { connectedBy, givenToken } from './token-issuer.conformance.ts';
import { TwitterClient } from '../client/twitter-client.ts';
import { accountOf } from '../messages/twitter-sandboxed.conformance.ts';
import { renewedToken } from './user-token-renewal.ts';

const sample = (name: string): Readonly<Record<string, string>> =>
  JSON.parse(
    readFileSync(
      new URL(`../../../../../test/fixtures/x/auth.${name}.json`, import.meta.url),
      'utf8',
    ),
  ) as Record<string, string>;

const bearerBy = (client: TwitterClient) => new AppBearer(client).of(connectedBy());
const renewedBy = (client: TwitterClient) =>
  renewedToken(client, connectedBy(), givenToken, () => 1_000);

const token = sample('oauth2_token.response');
const pair = sample('oauth2_pkce_token.response');

test.each([
  [
    'the bearer token of an app, sent back as it is',
    token,
    bearerBy,
    {
      kind: 'app',
      token: token['access_token'],
      consumerKey: 'ck',
      renewed: expect.any(Function),
    },
  ],
  [
    'the pair of tokens of an account',
    pair,
    renewedBy,
    {
      ...givenToken,
      accessToken: pair['access_token'],
      refreshToken: pair['refresh_token'],
      expiresAtMs: 7_201_000,
    },
  ],
])('X gives, as it documents it, %s', async (_, body, ask, expected) => {
  const server = createServer((_request, response) => response.end(JSON.stringify(body)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const client = new TwitterClient({ baseUrl: `http://127.0.0.1:${port}` });
  expect(await ask(client)).toEqual(expected);
  server.close().closeAllConnections();
  await client.close();
});

test('a bearer token that was invalidated, as X documents it, is obtained anew', async () => {
  const sandbox = await startTwitterSandbox();
  const client = new TwitterClient({ baseUrl: sandbox.url });
  const { credentials } = accountOf(DEFAULT_APP, DEFAULT_BUSINESS);
  const bearers = new AppBearer(client);
  const path = '/1.1/account_activity/all/webhooks.json';
  const list = () => bearers.request(credentials, { method: 'GET', path });
  const auth = await bearers.of(credentials);
  const bearer = auth.kind === 'app' ? auth.token : '';
  const { body } = await client.request({
    method: 'POST',
    path: '/oauth2/invalidate_token',
    form: { access_token: bearer },
    auth: { kind: 'basic', credentials },
  });
  const documented = sample('oauth2_invalidate_token.response');
  expect(Object.keys(body as object)).toEqual(Object.keys(documented));
  expect(body).toEqual({ access_token: bearer });
  expect(await list()).toMatchObject({ status: 200 });
  await client.close();
  await sandbox.close();
});
