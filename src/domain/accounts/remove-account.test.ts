import { beforeEach, expect, test } from '@jest/globals';
import {
  InMemoryAccounts,
  InMemoryChannelTypes,
} from '../../adapters/in-memory/in-memory-accounts.ts';
import { InMemoryChannelDirectory } from '../../adapters/in-memory/in-memory-channel-directory.ts';
import type { Account } from './account.ts';
import { accountOf, accountsWorld } from './administered.model.ts';
import { accountsConformance } from './accounts.conformance.ts';
import { FindAccount } from './find-account.ts';
import { LoadChannels } from './load-channels.ts';
import { ServedAccounts } from './served-accounts.ts';

const attributes = {
  'API-KEY': 'ck',
  'API-KEY-SECRET': 'cs',
  'ACCESS-TOKEN': 'at',
  'ACCESS-TOKEN-SECRET': 'ats',
};

let world: ReturnType<typeof accountsWorld>;
let directory: InMemoryChannelDirectory;

beforeEach(async () => {
  world = accountsWorld();
  await world.accounts.save(accountOf('1'));
  await world.accounts.save(accountOf('2'));
  directory = new InMemoryChannelDirectory();
  directory.put('t', { serviceIdentifier: '1', attributes });
});

const find = ({ accounts, saveCredentials } = world) =>
  new FindAccount(accounts, directory, saveCredentials, accounts).execute('1');

const loadChannels = ({ saveCredentials } = world) =>
  new LoadChannels(directory, types, saveCredentials, { notice: () => {} });

const types = new InMemoryChannelTypes(new Set(['t']));

test('a removed account is gone, with its keys, and its neighbours stay', async () => {
  await world.removeAccount.execute('1');

  expect(world.accounts.find('1')).toBeUndefined();
  expect(world.accounts.all()).toEqual([accountOf('2')]);
  expect(JSON.stringify([...world.kept])).not.toContain('at of 1');
  expect(world.noticed).toEqual([{ kind: 'account', accountId: '1', state: 'removed' }]);
});

test('what waits for it is tried at once, to become dead letters', async () => {
  await world.removeAccount.execute('1');
  expect(world.woken).toEqual(['1']);
});

test('neither a message nor a start brings it back, however often', async () => {
  await world.removeAccount.execute('1');
  for (const process of [world, accountsWorld(world.kept), accountsWorld(world.kept)]) {
    expect(await find(process)).toBeUndefined();
    await loadChannels(process).reload();
    expect(process.accounts.all()).toEqual([accountOf('2')]);
  }
});

test.each([
  ['gives its keys', () => world.saveCredentials.execute('1', accountOf('1').credentials)],
  ['loads its channels', () => loadChannels().execute('t')],
])('it is back, active, when an administrator %s', async (_name, bring) => {
  await world.removeAccount.execute('1');
  await bring();
  expect(world.accounts.find('1')).toMatchObject({ id: '1', state: 'active' });
  expect(await find(accountsWorld(world.kept))).toMatchObject({ id: '1' });
});

test('what was known of it does not come back with it', async () => {
  const registration = { environmentName: 'prod', webhookUrl: 'https://a.example/1' };
  await world.accounts.save(accountOf('1', { registration }));
  world.lastEvents.note('1', 5);
  await world.removeAccount.execute('1');
  await world.saveCredentials.execute('1', accountOf('1').credentials);

  expect(world.accounts.find('1')).toEqual(accountOf('1'));
  expect(world.lastEvents.of('1')).toBeUndefined();
});

test('an unknown account is not found, and neither is one that is removed again', async () => {
  const missing = { code: 'not-found' };
  await expect(world.removeAccount.execute('3')).rejects.toMatchObject(missing);
  await world.removeAccount.execute('1');
  await expect(world.removeAccount.execute('1')).rejects.toMatchObject(missing);
});

test('an account that may be missing is no failure, and leaves no trace', async () => {
  await world.removeAccount.execute('3', true);
  expect([world.noticed, world.woken, world.accounts.wasRemoved('3')]).toEqual([[], [], false]);
});

test('a journal that fails is named, and the account stays', async () => {
  world.stored.save = () => Promise.reject(new Error('disk full'));
  const failure = { code: 'unavailable', detail: 'the journal failed' };
  await expect(world.removeAccount.execute('1')).rejects.toMatchObject(failure);

  expect(world.accounts.find('1')).toEqual(accountOf('1'));
  expect(world.noticed).toEqual([{ kind: 'journal-failed', reason: 'disk full' }]);
  expect(world.woken).toEqual([]);
});

test('it is gone from the first moment, so that nothing that runs at the same time saves it again', async () => {
  const save = world.stored.save.bind(world.stored);
  const disk = Promise.withResolvers<void>();
  world.stored.save = (account) => disk.promise.then(() => save(account));
  const removing = world.removeAccount.execute('1');
  expect(world.stored.find('1')).toEqual(accountOf('1'));
  expect(world.accounts.find('1')).toBeUndefined();
  expect(world.accounts.all()).toEqual([accountOf('2')]);
  expect(await find()).toBeUndefined();
  disk.resolve();
  await removing;
});

test('nothing that is learned of it brings it back, from the first moment', async () => {
  const revoked = (account: Account) => ({ ...account, state: 'revoked' }) as const;
  const removing = world.accounts.retire('1');
  expect(await world.accounts.change('1', revoked)).toBeUndefined();
  await removing;
  expect(await world.accounts.change('1', revoked)).toBeUndefined();
  expect([world.accounts.find('1'), world.accounts.wasRemoved('1')]).toEqual([undefined, true]);
});

accountsConformance('a memory of removed accounts', async () => {
  const kept = new Map();
  const channelTypes = new InMemoryChannelTypes();
  const open = () => ({
    accounts: new ServedAccounts(new InMemoryAccounts(kept)),
    channelTypes,
    reopen: async () => open(),
    close: async () => {},
  });
  return open();
});
