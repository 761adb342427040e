import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { unrenewable } from '../../../../domain/accounts/user-token.ts';
import { InMemoryAccounts } from '../../../in-memory/in-memory-accounts.ts';
import { InMemoryDuties } from '../../../in-memory/in-memory-duties.ts';
import { systemClock } from '../../../system/system-clock.ts';
import { connectedBy, givenToken, TokenIssuer } from './token-issuer.conformance.ts';
import { TwitterClient } from '../client/twitter-client.ts';
import { UserTokens } from './user-tokens.ts';

let x: TokenIssuer;
let client: TwitterClient;
let accounts: InMemoryAccounts;
let tokens: UserTokens;
const call = async (credentials = connectedBy()) => {
  const auth = await tokens.of({ credentials });
  return client.request({ method: 'GET', path: '/2/users/me', auth });
};

beforeEach(async () => {
  x = await TokenIssuer.start();
  client = new TwitterClient({ baseUrl: x.url, timeoutMs: 5_000 });
  accounts = new InMemoryAccounts();
  tokens = new UserTokens({ client, accounts, duties: new InMemoryDuties(), clock: systemClock });
});
afterEach(async () => {
  x.close();
  await client.close();
});

test('a token that somebody gives is tried before it is renewed', async () => {
  await call(connectedBy({ ...givenToken, accessToken: 'a1' }));
  expect([x.calls, x.refreshes]).toEqual([['a1'], []]);
});

test('what was renewed for somebody is in the credentials that are kept for them', async () => {
  const given = connectedBy({ ...givenToken, accessToken: 'a0' });
  await call(given);
  await call(given);
  expect([x.calls, x.refreshes.length]).toEqual([['a0', 'a2', 'a2'], 1]);

  const latest = tokens.latest(given);
  expect(latest).toMatchObject({ userToken: { refreshToken: 'r2', givenRefreshToken: 'r1' } });
  await accounts.save({ id: '1', state: 'active', credentials: latest });
  await call(given);
  expect([x.calls.at(-1), x.refreshes.length]).toEqual(['a2', 1]);
});

test('what was renewed for an account that is forgotten again is not lost at once', async () => {
  await accounts.save({ id: '1', state: 'active', credentials: connectedBy() });
  await call();
  await accounts.remove('1');
  await call();
  expect([x.calls, x.refreshes.length]).toEqual([['a2', 'a2'], 1]);

  await accounts.save({ id: '1', state: 'active', credentials: connectedBy() });
  await call();
  expect(x.refreshes).toHaveLength(1);
  expect(accounts.find('1')).toMatchObject({ credentials: tokens.latest(connectedBy()) });
});

test('what has ended is forgotten with its account', async () => {
  x.lifeSeconds = 1;
  await call();
  await call(connectedBy({ ...givenToken, clientId: 'another', refreshToken: 'r2' }));
  expect(tokens.latest(connectedBy())).toEqual(connectedBy());
});

test('the same connection given again is the one that the account has', async () => {
  const renewed = { ...givenToken, accessToken: 'a7', refreshToken: 'r7' };
  const credentials = connectedBy({ ...renewed, expiresAtMs: systemClock.now() + 7_000_000 });
  await accounts.save({ id: '1', state: 'active', credentials });
  x.newest = 7;
  await call();
  expect([x.calls, x.refreshes]).toEqual([['a7'], []]);
});

test('the connection of another app is another one', async () => {
  const credentials = {
    ...connectedBy({ ...givenToken, accessToken: 'a7' }),
    consumerKey: 'other',
  };
  await accounts.save({ id: '1', state: 'active', credentials });
  await call();
  expect(x.calls).toEqual(['a2']);
  expect(accounts.find('1')).toMatchObject({ credentials });
});

test('a look uses up no refresh token', async () => {
  const looking = call(unrenewable(connectedBy({ ...givenToken, accessToken: 'a0' })));
  await expect(looking).rejects.toMatchObject({ code: 'unauthorized' });
  expect(x.refreshes).toEqual([]);

  await accounts.save({ id: '1', state: 'active', credentials: connectedBy() });
  await call(unrenewable(connectedBy()));
  expect(x.calls.at(-1)).toBe('a2');
});
