import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '../../../../../test/eventually.ts';
import { InMemoryAccounts } from '../../../in-memory/in-memory-accounts.ts';
import { InMemoryDuties } from '../../../in-memory/in-memory-duties.ts';
import { systemClock } from '../../../system/system-clock.ts';
import { TwitterClient } from '../client/twitter-client.ts';
import { connectedBy, TokenIssuer } from './token-issuer.conformance.ts';
import { UserTokens } from './user-tokens.ts';

const caller = { id: '1', credentials: connectedBy() };

let x: TokenIssuer;
let client: TwitterClient;
let accounts: InMemoryAccounts;
let tokens: UserTokens;

beforeEach(async () => {
  x = await TokenIssuer.start();
  client = new TwitterClient({ baseUrl: x.url, timeoutMs: 5_000 });
  accounts = new InMemoryAccounts();
  tokens = new UserTokens({ client, accounts, duties: new InMemoryDuties(), clock: systemClock });
  await accounts.save({ ...caller, state: 'active' });
});
afterEach(async () => {
  x.close();
  await client.close();
});

test('what X renews while we stop is kept before we have stopped', async () => {
  const gate = Promise.withResolvers<void>();
  x.gate = gate.promise;
  const using = tokens.of(caller);
  await eventually(
    () => x.refreshes.length,
    (count) => count > 0,
  );
  const events: string[] = [];
  const stopping = tokens.settled().then(() => events.push('stopped'));
  const auth = { kind: 'user', credentials: caller.credentials } as const;
  await client.answer({ method: 'GET', path: '/2/another', auth });
  events.push('X answers');
  gate.resolve();
  await stopping;

  expect(events).toEqual(['X answers', 'stopped']);
  expect(accounts.find('1')?.credentials.userToken?.refreshToken).toBe('r2');
  await using;
});

test('nothing is waited for where nothing is renewed, or X refuses to', async () => {
  await tokens.settled();
  x.newest = 9;
  const refused = tokens.of(caller);
  await tokens.settled();
  await expect(refused).rejects.toMatchObject({ code: 'unauthorized' });
  await tokens.settled();
});
