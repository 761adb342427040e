import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { application } from '../../http/app.ts';
import { InMemoryAccounts } from '../../in-memory/in-memory-accounts.ts';
import { challengeRoutes } from './challenge-routes.ts';
import { signatureOf } from './signature.ts';
import { TwitterWebhook } from './twitter-webhook.ts';

let server: Server;
let base: string;
let reported: unknown[];

beforeEach(async () => {
  reported = [];
  const accounts = new InMemoryAccounts();
  const credentials = {
    consumerKey: 'ck',
    consumerSecret: 's3cret',
    accessToken: 'at',
    accessTokenSecret: 'ats',
  };
  const moving = { consumerKey: 'other', consumerSecret: 'other s3cret', isNext: false };
  await accounts.save({ id: '1', credentials, state: 'active', moving });
  const routes = challengeRoutes(new TwitterWebhook(accounts, async () => {}));
  server = createServer(application([routes], (unforeseen) => void reported.push(unforeseen)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function challenge(path: string, signature = ''): Promise<[number, unknown]> {
  const headers = { 'x-twitter-webhooks-signature': signature };
  const response = await fetch(base + path, { headers });
  return [response.status, await response.json()];
}

test.each([
  ['/webhook/twitter/1?crc_token=foo&nonce=bar', 'foo'],
  ['/webhook/twitter/1/?nonce=bar&crc_token=foo', 'foo'],
  ['/twitter-connector/webhook/twitter/1?crc_token=foo', 'foo'],
  ['/webhook/twitter/1?crc_token=a%2Bb%2Fc%3D%3D', 'a+b/c=='],
])('X’s challenge is answered, its token decoded once: %s', async (path, token) => {
  expect(await challenge(path)).toEqual([200, { response_token: signatureOf('s3cret', token) }]);
});

test('X’s challenge is answered with the secret that its query is signed with, as it was sent', async () => {
  const query = 'crc_token=a%2Bb%3D&nonce=bar';
  for (const secret of ['s3cret', 'other s3cret']) {
    const asked = challenge(
      `/twitter-connector/webhook/twitter/1?${query}`,
      signatureOf(secret, query),
    );
    expect(await asked).toEqual([200, { response_token: signatureOf(secret, 'a+b=') }]);
  }
});

test.each([
  ['no token', ''],
  ['an empty token', '?crc_token='],
  ['two tokens', '?crc_token=foo&crc_token=bar'],
  ['a list of tokens', '?crc_token[]=foo'],
  ['an object of tokens', '?crc_token[a]=foo'],
  ['an event', '?crc_token=%7B%22for_user_id%22%3A%221%22%7D'],
  ['a token encoded twice', '?crc_token=a%252Bb'],
  ['a token that is too long', `?crc_token=${'x'.repeat(257)}`],
  ['a token that cannot be decoded', '?crc_token=%E0%A4%A'],
])('%s is refused and not signed', async (_name, query) => {
  const [status, answer] = await challenge(`/webhook/twitter/1${query}`);
  expect(status).toBe(400);
  expect(JSON.stringify(answer)).not.toContain('sha256');
});

test.each([
  '/webhook/twitter/2',
  '/webhook/twitter/register-and-subscribe',
  '/webhook/twitter/__proto__',
])('nobody is at %s', async (path) => {
  expect((await challenge(`${path}?crc_token=foo`))[0]).toBe(404);
  expect(reported).toEqual([]);
});
