import { beforeEach, expect, test } from '@jest/globals';
import { InMemoryAccounts } from '../../adapters/in-memory/in-memory-accounts.ts';
import type { Account } from '../accounts/account.ts';
import { keepEnded } from './end-registrations.ts';

const registration = { environmentName: 'prod', webhookUrl: 'https://a.example/1' };
const account: Account = {
  id: '1',
  state: 'active',
  credentials: {
    consumerKey: 'ck',
    consumerSecret: 'cs',
    accessToken: 'at',
    accessTokenSecret: 'ats',
  },
  registration,
};
const ended: Account = { ...account, registration: { ...registration, ended: true } };

let accounts: InMemoryAccounts;

beforeEach(async () => {
  accounts = new InMemoryAccounts();
  await accounts.save(account);
});

test('that it has ended is kept, and that it was begun again', async () => {
  await keepEnded(accounts, [account], true);
  expect(accounts.find('1')).toEqual(ended);
  await keepEnded(accounts, [account], false);
  expect(accounts.find('1')).toEqual(account);
});

test('what was not registered through us has no end', async () => {
  const { registration: _, ...unregistered } = account;
  await accounts.save(unregistered);
  await keepEnded(accounts, [unregistered], true);
  expect(accounts.find('1')).toEqual(unregistered);
});

test.each<[string, Partial<Account>]>([
  ['to another API', { apis: { messages: 'v2', events: 'x-activity' } }],
  ['to another app', { credentials: { ...account.credentials, consumerKey: 'another' } }],
  ['to another address', { registration: { ...registration, webhookUrl: 'https://b.example/1' } }],
])('an account that moved %s meanwhile has not ended', async (_, change) => {
  const moved = { ...account, ...change };
  await accounts.save(moved);
  await keepEnded(accounts, [account], true);
  expect(accounts.find('1')).toEqual(moved);
});

test('an account keeps what else was changed meanwhile, and one that was removed stays away', async () => {
  await accounts.save({ ...account, state: 'revoked' });
  await keepEnded(accounts, [account], true);
  expect(accounts.find('1')).toEqual({ ...ended, state: 'revoked' });

  await accounts.remove('1');
  await keepEnded(accounts, [ended], false);
  expect(accounts.all()).toEqual([]);
});
