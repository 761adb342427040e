import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryAccounts } from '../../adapters/in-memory/in-memory-accounts.ts';
import type { Occurrence } from '../observer.ts';
import type { Credentials } from './account.ts';
import { SaveCredentials } from './save-credentials.ts';
import { withLaterToken } from './user-token.ts';

const given = {
  clientId: 'c',
  accessToken: 'a1',
  refreshToken: 'r1',
  expiresAtMs: 0,
  givenRefreshToken: 'r1',
};
const renewed = { ...given, accessToken: 'a2', refreshToken: 'r2', expiresAtMs: 7 };
const app = { consumerKey: 'ck', consumerSecret: 'cs' };
const connected = { ...app, accessToken: '', accessTokenSecret: '', userToken: given };
const signed = { ...app, accessToken: 'at', accessTokenSecret: 'ats' };
const first = { messages: 'v1.1', events: 'v1.1' } as const;
const second = { messages: 'v2', events: 'x-activity' } as const;

let accounts: InMemoryAccounts;
let noticed: Occurrence[];
const save = (latest?: (credentials: Credentials) => Credentials) =>
  new SaveCredentials(
    accounts,
    { notice: (occurrence) => void noticed.push(occurrence) },
    () => {},
    undefined,
    latest,
  );

beforeEach(() => {
  accounts = new InMemoryAccounts();
  noticed = [];
});

test('the refresh token that was given before is no news, and what it became is kept', async () => {
  const account = { id: '1', credentials: { ...connected, userToken: renewed } } as const;
  await accounts.save({ ...account, state: 'active' });
  await save().execute('1', connected);
  expect([accounts.find('1')?.credentials.userToken, noticed]).toEqual([renewed, []]);

  await accounts.save({ ...account, state: 'unauthorized' });
  await save().execute('1', connected);
  expect(accounts.find('1')).toEqual({ ...account, state: 'active' });
});

test('another refresh token is another connection', async () => {
  await accounts.save({
    id: '1',
    state: 'active',
    credentials: { ...connected, userToken: renewed },
  });
  const another = { ...given, refreshToken: 's1', givenRefreshToken: 's1' };
  await save().execute('1', { ...connected, userToken: another });
  expect(accounts.find('1')?.credentials.userToken).toEqual(another);
});

test('what the given token has become while it was checked is kept in its place', async () => {
  await save((credentials) => withLaterToken(credentials, renewed)).execute('1', connected);
  expect(accounts.find('1')?.credentials.userToken).toEqual(renewed);
});

test('other APIs alone are a change, which is told', async () => {
  await save().execute('1', signed, { apis: first });
  noticed.length = 0;
  await save().execute('1', signed, { apis: second });
  expect(accounts.find('1')?.apis).toEqual(second);
  expect(noticed).toEqual([
    { kind: 'account', accountId: '1', state: 'changed' },
    { kind: 'apis', accountId: '1', apis: second },
  ]);
  await save().execute('1', signed, { apis: second });
  expect(noticed).toHaveLength(2);
});

test('the APIs stay while nobody says otherwise and the app is the same, and go with it', async () => {
  await save().execute('1', signed, { apis: second });
  await save().execute('1', { ...signed, accessToken: 'new' });
  expect(accounts.find('1')?.apis).toEqual(second);
  await save().execute('1', { ...signed, consumerKey: 'another' });
  expect(accounts.find('1')?.apis).toBeUndefined();
});

test('v1.1 goes with the tokens that it needs', async () => {
  await save().execute('1', signed, { apis: first });
  await save().execute('1', connected);
  expect(accounts.find('1')).toEqual({ id: '1', state: 'active', credentials: connected });
});

test('a start changes no APIs either, and says that CCM has others', async () => {
  await save().execute('1', signed, { apis: first });
  await save().execute('1', signed, { by: 'start', apis: second });
  expect(accounts.find('1')?.apis).toEqual(first);
  expect(noticed.at(-1)).toEqual({ kind: 'account', accountId: '1', state: 'differs' });
});

test('keys of the same app alone do not throw away its connection by OAuth 2.0', async () => {
  const both = { ...signed, userToken: renewed };
  await accounts.save({ id: '1', state: 'active', credentials: both });
  await save().execute('1', signed);
  expect([accounts.find('1')?.credentials, noticed]).toEqual([both, []]);

  const newer = { ...signed, consumerSecret: 'new', accessToken: 'new' };
  await save().execute('1', newer);
  expect(accounts.find('1')?.credentials).toEqual({ ...newer, userToken: renewed });
  const another = { ...signed, consumerKey: 'another app' };
  await save().execute('1', another);
  expect(accounts.find('1')?.credentials).toEqual(another);
});

describe('that X takes the credentials', () => {
  let nowMs: number;
  const timed = () => {
    const observer = { notice: () => {} };
    const clock = { now: () => nowMs };
    return new SaveCredentials(accounts, observer, () => {}, undefined, undefined, clock);
  };
  const provenAtMs = () => accounts.find('1')?.provenAtMs;
  const renewedKeys = { ...signed, accessToken: 'new' };

  beforeEach(() => {
    nowMs = 5;
  });

  test('is known when an administrator gives them', async () => {
    await timed().execute('1', signed);
    expect(provenAtMs()).toBe(5);
    nowMs = 6;
    await timed().execute('1', renewedKeys, { by: 'administrator' });
    expect(provenAtMs()).toBe(6);
  });

  test.each(['channel', 'start'] as const)('is not known of what CCM says: %s', async (by) => {
    await timed().execute('1', signed, { by });
    expect(accounts.find('1')).toEqual({ id: '1', state: 'active', credentials: signed });
  });

  test('is known no more of others that CCM has, or that it gives once more', async () => {
    await timed().execute('1', signed);
    await timed().execute('1', signed, { by: 'channel', apis: first });
    expect(provenAtMs()).toBe(5);
    await timed().execute('1', renewedKeys, { by: 'channel' });
    expect(provenAtMs()).toBeUndefined();
    await accounts.save({ id: '1', state: 'revoked', credentials: signed, provenAtMs: 5 });
    await timed().execute('1', signed, { by: 'channel' });
    expect(provenAtMs()).toBeUndefined();
  });
});

test('what another process has changed is known before it is built upon', async () => {
  const registration = { environmentName: 'prod', webhookUrl: 'https://a.example/1' };
  const kept = accounts.find.bind(accounts);
  await accounts.save({ id: '1', state: 'active', credentials: signed, registration });
  let isCurrent = false;
  Object.assign(accounts, {
    current: async () => void (isCurrent = true),
    find: (id: string) => (isCurrent ? kept(id) : undefined),
  });
  await save().execute('1', { ...signed, accessToken: 'new' });
  expect(kept('1')?.registration).toEqual(registration);
});
