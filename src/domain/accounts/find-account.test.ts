import { expect, test } from '@jest/globals';
import { InMemoryAccounts } from '../../adapters/in-memory/in-memory-accounts.ts';
import { InMemoryChannelDirectory } from '../../adapters/in-memory/in-memory-channel-directory.ts';
import { Failure } from '../errors.ts';
import { FindAccount } from './find-account.ts';
import { SaveCredentials } from './save-credentials.ts';

const attributes = {
  'API-KEY': 'ck',
  'API-KEY-SECRET': 'cs',
  'ACCESS-TOKEN': 'at',
  'ACCESS-TOKEN-SECRET': 'ats',
};
const credentials = {
  consumerKey: 'ck',
  consumerSecret: 'cs',
  accessToken: 'at',
  accessTokenSecret: 'ats',
};

function world() {
  const accounts = new InMemoryAccounts();
  const directory = new InMemoryChannelDirectory();
  const save = new SaveCredentials(accounts, { notice: () => {} }, () => {});
  return { accounts, directory, findAccount: new FindAccount(accounts, directory, save) };
}

test('an account that we serve is found even while the contact centre is down', async () => {
  const { accounts, directory, findAccount } = world();
  const account = { id: '1', credentials, state: 'revoked' } as const;
  await accounts.save(account);
  directory.fail(new Failure('unavailable', 'ECONNREFUSED'));

  expect(await findAccount.execute('1')).toEqual(account);
});

test('an account that only the contact centre knows is taken over, with its credentials', async () => {
  const { accounts, directory, findAccount } = world();
  directory.put('twitter', { serviceIdentifier: '1', attributes });

  const found = await findAccount.execute('1');
  expect(found).toEqual({ id: '1', credentials, state: 'active' });
  expect(accounts.all()).toEqual([found]);
  directory.fail(new Failure('unavailable', 'ECONNREFUSED'));
  expect(await findAccount.execute('1')).toEqual(found);
});

test('an account is taken over once, however many messages ask for it at the same time', async () => {
  const { accounts, directory, findAccount } = world();
  directory.put('twitter', { serviceIdentifier: '1', attributes });

  const found = await Promise.all(['1', '1', '1'].map((id) => findAccount.execute(id)));
  expect(new Set(found.map((account) => account?.credentials.consumerKey))).toEqual(
    new Set(['ck']),
  );
  expect(accounts.all()).toHaveLength(1);
});

test('an account that nobody knows is not found, and nothing is kept', async () => {
  const { accounts, findAccount } = world();

  expect(await findAccount.execute('1')).toBeUndefined();
  expect(accounts.all()).toEqual([]);
});

test('a contact centre that cannot be asked does not mean that there is no account', async () => {
  const { directory, findAccount } = world();
  directory.fail(new Failure('unavailable', 'ECONNREFUSED'));
  await expect(findAccount.execute('1')).rejects.toMatchObject({ code: 'unavailable' });

  directory.recover();
  directory.put('twitter', { serviceIdentifier: '1', attributes });
  expect(await findAccount.execute('1')).toMatchObject({ id: '1' });
});

test('a channel without keys says what it lacks, and is asked for again once it has them', async () => {
  const { accounts, directory, findAccount } = world();
  directory.put('twitter', { serviceIdentifier: '1', attributes: { 'API-KEY': 'ck' } });

  const asked = findAccount.execute('1');
  await expect(asked).rejects.toMatchObject({ code: 'not-found' });
  await expect(asked).rejects.toThrow(/SECRET.*missing/);
  expect(accounts.all()).toEqual([]);
  directory.put('twitter', { serviceIdentifier: '1', attributes });
  expect(await findAccount.execute('1')).toMatchObject({ id: '1' });
});
