import { beforeEach, expect, test } from '@jest/globals';
import { InMemoryAccounts } from '../../adapters/in-memory/in-memory-accounts.ts';
import type { Occurrence } from '../observer.ts';
import { SaveCredentials } from './save-credentials.ts';

const keys = {
  consumerKey: 'ck',
  consumerSecret: 'cs',
  accessToken: 'at',
  accessTokenSecret: 'ats',
};

let accounts: InMemoryAccounts;
let noticed: Occurrence[];
let renewed: string[];
let saveCredentials: SaveCredentials;

beforeEach(() => {
  accounts = new InMemoryAccounts();
  noticed = [];
  renewed = [];
  const observer = { notice: (occurrence: Occurrence) => void noticed.push(occurrence) };
  saveCredentials = new SaveCredentials(accounts, observer, (id) => void renewed.push(id));
});

test('new credentials are kept and noticed', async () => {
  await saveCredentials.execute('1', keys);

  expect(accounts.find('1')).toEqual({ id: '1', credentials: keys, state: 'active' });
  expect(noticed).toEqual([{ kind: 'account', accountId: '1', state: 'added' }]);
});

test('the same credentials again change nothing and are not news', async () => {
  await saveCredentials.execute('1', keys);
  await saveCredentials.execute('1', { ...keys });

  expect(noticed).toHaveLength(1);
  expect(renewed).toEqual(['1']);
});

test.each(['consumerKey', 'consumerSecret', 'accessToken', 'accessTokenSecret'] as const)(
  'another %s gives the account a fresh start',
  async (field) => {
    await saveCredentials.execute('1', keys);
    await saveCredentials.execute('1', { ...keys, [field]: 'new' });

    expect(accounts.find('1')?.credentials).toEqual({ ...keys, [field]: 'new' });
    expect(noticed.at(-1)).toEqual({ kind: 'account', accountId: '1', state: 'changed' });
    expect(renewed).toEqual(['1', '1']);
  },
);

test.each(['unauthorized', 'revoked'] as const)(
  'an account that was %s is active again when somebody gives it credentials',
  async (state) => {
    await accounts.save({ id: '1', credentials: keys, state });
    await saveCredentials.execute('1', keys);

    expect(accounts.find('1')?.state).toBe('active');
    expect(renewed).toEqual(['1']);
  },
);

test('a bearer token that is not given again is kept as long as the app is the same', async () => {
  await saveCredentials.execute('1', { ...keys, bearerToken: 'b' });
  await saveCredentials.execute('1', { ...keys, accessToken: 'new' });
  expect(accounts.find('1')?.credentials.bearerToken).toBe('b');

  await saveCredentials.execute('1', { ...keys, bearerToken: 'newer' });
  expect(accounts.find('1')?.credentials.bearerToken).toBe('newer');
});

test.each(['consumerKey', 'consumerSecret'] as const)(
  'a bearer token goes with its app: with another %s it is forgotten',
  async (field) => {
    await saveCredentials.execute('1', { ...keys, bearerToken: 'b' });
    await saveCredentials.execute('1', { ...keys, [field]: 'new' });

    expect(accounts.find('1')?.credentials).toEqual({ ...keys, [field]: 'new' });
  },
);

test('accounts do not touch each other', async () => {
  await saveCredentials.execute('1', { ...keys, bearerToken: 'b' });
  await saveCredentials.execute('2', keys);

  expect(accounts.find('2')?.credentials).toEqual(keys);
  expect(accounts.find('1')?.credentials.bearerToken).toBe('b');
});

test('nothing is renewed before it is kept, and a journal that fails is named as such', async () => {
  accounts.save = async () => {
    throw new Error('disk full');
  };

  const saving = saveCredentials.execute('1', keys);
  await expect(saving).rejects.toMatchObject({ code: 'unavailable', detail: 'the journal failed' });
  expect(renewed).toEqual([]);
  expect(noticed).toEqual([{ kind: 'journal-failed', reason: 'disk full' }]);
});

test('where its events come from is kept while the app is the same, and goes with it', async () => {
  const registration = { environmentName: 'prod', webhookUrl: 'https://a.example/1' };
  await accounts.save({ id: '1', credentials: keys, state: 'active', registration });

  await saveCredentials.execute('1', { ...keys, consumerSecret: 'new', accessToken: 'new' });
  expect(accounts.find('1')?.registration).toEqual(registration);
  await saveCredentials.execute('1', { ...keys, consumerKey: 'another app' });
  expect(accounts.find('1')?.registration).toBeUndefined();
});
