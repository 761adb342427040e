import { beforeEach, expect, test } from '@jest/globals';
import {
  InMemoryAccounts,
  InMemoryChannelTypes,
} from '../../adapters/in-memory/in-memory-accounts.ts';
import { InMemoryChannelDirectory } from '../../adapters/in-memory/in-memory-channel-directory.ts';
import { Failure } from '../errors.ts';
import type { Occurrence } from '../observer.ts';
import { credentialsIn } from './credentials-in.ts';
import { LoadChannels } from './load-channels.ts';
import { SaveCredentials } from './save-credentials.ts';

const attributes = (key: string) => ({
  'CONSUMER-KEY': key,
  'CONSUMER-SECRET': 'cs',
  'TOKEN-KEY': 'at',
  'TOKEN-SECRET': 'ats',
});

let accounts: InMemoryAccounts;
let directory: InMemoryChannelDirectory;
let types: InMemoryChannelTypes;
let save: SaveCredentials;
let loadChannels: LoadChannels;
const noticed: Occurrence[] = [];

beforeEach(() => {
  accounts = new InMemoryAccounts();
  directory = new InMemoryChannelDirectory();
  types = new InMemoryChannelTypes();
  noticed.length = 0;
  const observer = { notice: (occurrence: Occurrence) => noticed.push(occurrence) };
  save = new SaveCredentials(accounts, observer, () => {});
  loadChannels = new LoadChannels(directory, types, save, observer);
});

test('all channels of a type are taken over, and the type is remembered', async () => {
  directory.put('t', { serviceIdentifier: '1', attributes: attributes('one') });
  directory.put('t', { serviceIdentifier: '2', attributes: attributes('two') });
  directory.put('other', { serviceIdentifier: '3', attributes: attributes('three') });

  expect(await loadChannels.execute('t')).toEqual({ loaded: ['1', '2'], refused: {} });
  expect(accounts.all().map(({ credentials }) => credentials.consumerKey)).toEqual(['one', 'two']);
  expect(await types.all()).toEqual(['t']);
});

test('a channel that lacks keys is named with all it lacks, and its neighbours survive', async () => {
  directory.put('t', { serviceIdentifier: '1', attributes: { 'CONSUMER-KEY': 's3cret' } });
  directory.put('t', { serviceIdentifier: '2', attributes: attributes('two') });
  directory.put('t', { serviceIdentifier: '3', attributes: {} });

  const { loaded, refused } = await loadChannels.execute('t');
  expect(loaded).toEqual(['2']);
  expect(Object.keys(refused)).toEqual(['1', '3']);
  expect(refused['1']).toHaveLength(3);
  expect(refused['3']).toHaveLength(4);
  expect(JSON.stringify(refused)).not.toContain('s3cret');
});

test('a type without channels is remembered, since channels may be added', async () => {
  expect(await loadChannels.execute('t')).toEqual({ loaded: [], refused: {} });
  expect(await types.all()).toEqual(['t']);
});

test('a type that could not be asked for is not remembered, and the caller is told', async () => {
  directory.fail(new Failure('unavailable', 'ECONNREFUSED'));

  await expect(loadChannels.execute('t')).rejects.toMatchObject({ code: 'unavailable' });
  expect(await types.all()).toEqual([]);
});

test('the remembered types are loaded again, and one that fails does not stop the others', async () => {
  await types.remember('broken');
  await types.remember('t');
  directory.put('t', { serviceIdentifier: '1', attributes: attributes('one') });
  const healthy = directory.channelsOfType.bind(directory);
  directory.channelsOfType = async (type) => {
    if (type === 'broken') throw new Failure('unavailable', 'ECONNREFUSED');
    return healthy(type);
  };

  await loadChannels.reload();
  expect(accounts.find('1')?.credentials.consumerKey).toBe('one');
});

test('loading again takes over what has changed when an administrator asks for it', async () => {
  directory.put('t', { serviceIdentifier: '1', attributes: attributes('old') });
  await loadChannels.execute('t');
  directory.put('t', { serviceIdentifier: '1', attributes: attributes('new') });
  await loadChannels.execute('t');

  expect(accounts.find('1')?.credentials.consumerKey).toBe('new');
});

test('a start never replaces keys that may be newer than those of CCM, but says so', async () => {
  directory.put('t', { serviceIdentifier: '1', attributes: attributes('stale') });
  await loadChannels.execute('t');
  await save.execute('1', credentialsIn(attributes('registered')));
  noticed.length = 0;

  await loadChannels.reload();
  expect(accounts.find('1')?.credentials.consumerKey).toBe('registered');
  expect(noticed).toMatchObject([{ kind: 'account', accountId: '1', state: 'differs' }]);
});

test('loading again at a start does not wake an account that took its access back', async () => {
  directory.put('t', { serviceIdentifier: '1', attributes: attributes('one') });
  await loadChannels.execute('t');
  const account = accounts.find('1');
  await accounts.save({ ...account!, state: 'revoked' });

  await loadChannels.reload();
  expect(accounts.find('1')?.state).toBe('revoked');
  await loadChannels.execute('t');
  expect(accounts.find('1')?.state).toBe('active');
});

test('a type that cannot be loaded at a start is told about, and does not stop the others', async () => {
  directory.put('t', { serviceIdentifier: '1', attributes: attributes('one') });
  await loadChannels.execute('t');
  directory.fail(new Failure('unavailable', 'CCM answered 503'));

  await loadChannels.reload();
  expect(noticed.slice(-1)).toMatchObject([{ kind: 'channels-not-loaded', channelTypeId: 't' }]);
});
