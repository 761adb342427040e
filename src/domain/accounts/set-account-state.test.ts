import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryAccounts } from '../../adapters/in-memory/in-memory-accounts.ts';
import type { Occurrence } from '../observer.ts';
import type { Account } from './account.ts';
import { SetAccountState } from './set-account-state.ts';

const account: Account = {
  id: '1',
  state: 'active',
  credentials: {
    consumerKey: 'ck',
    consumerSecret: 'cs',
    accessToken: 'at',
    accessTokenSecret: 'ats',
  },
};

const others = { ...account.credentials, accessToken: 'new' };
const second = { messages: 'v2', events: 'x-activity' } as const;

let accounts: InMemoryAccounts;
let noticed: Occurrence[];
let setAccountState: SetAccountState;

beforeEach(async () => {
  accounts = new InMemoryAccounts();
  noticed = [];
  const observer = { notice: (occurrence: Occurrence) => void noticed.push(occurrence) };
  setAccountState = new SetAccountState(accounts, observer);
  await accounts.save(account);
});

test('what a call has shown about an account is kept and noticed once', async () => {
  await setAccountState.execute(account, 'unauthorized');
  await setAccountState.execute(account, 'unauthorized');
  expect(accounts.find('1')).toEqual({ ...account, state: 'unauthorized' });

  await setAccountState.execute(account, 'active');
  expect(accounts.find('1')).toEqual(account);
  expect(noticed).toEqual([
    { kind: 'account', accountId: '1', state: 'unauthorized' },
    { kind: 'account', accountId: '1', state: 'active' },
  ]);
});

test('a call with old credentials says nothing about the new ones', async () => {
  const renewed = { ...account.credentials, accessToken: 'new' };
  await accounts.save({ ...account, credentials: renewed });
  await setAccountState.execute(account, 'unauthorized');

  expect(accounts.find('1')).toEqual({ ...account, credentials: renewed });
});

test('only new credentials bring a revoked account back', async () => {
  await accounts.save({ ...account, state: 'revoked' });
  await setAccountState.execute(account, 'active');
  await setAccountState.execute(account, 'unauthorized');

  expect(accounts.find('1')?.state).toBe('revoked');
});

test('a removed account does not come back', async () => {
  await accounts.remove('1');
  await setAccountState.execute(account, 'unauthorized');

  expect(accounts.all()).toEqual([]);
  expect(noticed).toEqual([]);
});

test('a state that cannot be kept is noticed and does not change what the call has done', async () => {
  accounts.save = async () => {
    throw new Error('disk full');
  };

  await setAccountState.execute(account, 'unauthorized');
  expect(accounts.find('1')).toEqual(account);
  expect(noticed).toEqual([{ kind: 'journal-failed', reason: 'disk full' }]);
});

/** The accounts of a process that has not heard of what another one has changed. */
const unaware = () => Object.assign(accounts, { find: () => account });

test.each([
  ['removed', async () => accounts.remove('1'), undefined],
  [
    'moved to another API',
    async () => accounts.save({ ...account, apis: second }),
    { ...account, apis: second, state: 'unauthorized' },
  ],
  [
    'given other credentials',
    async () => accounts.save({ ...account, credentials: others }),
    { ...account, credentials: others },
  ],
  [
    'revoked',
    async () => accounts.save({ ...account, state: 'revoked' }),
    { ...account, state: 'revoked' },
  ],
] as const)('an account that another process has %s stays so', async (_, change, now) => {
  await change();
  setAccountState = new SetAccountState(unaware(), { notice: () => {} });
  await setAccountState.execute(account, 'unauthorized');

  expect(accounts.all()).toEqual(now === undefined ? [] : [now]);
});

describe('that X takes the credentials', () => {
  let nowMs: number;
  const provenAtMs = () => accounts.find('1')?.provenAtMs;

  beforeEach(() => {
    nowMs = 5;
    const observer = { notice: (occurrence: Occurrence) => void noticed.push(occurrence) };
    const refused = () => {};
    setAccountState = new SetAccountState(accounts, observer, refused, { now: () => nowMs });
  });

  test('is proven by the first call that works, which is no news', async () => {
    await setAccountState.execute(account, 'active');
    nowMs = 6;
    await setAccountState.execute(account, 'active');

    expect(accounts.find('1')).toEqual({ ...account, provenAtMs: 5 });
    expect(noticed).toEqual([]);
  });

  test('is proven anew by the first call that works after one that was refused', async () => {
    await accounts.save({ ...account, state: 'unauthorized', provenAtMs: 1 });
    await setAccountState.execute(account, 'active');

    expect(accounts.find('1')).toEqual({ ...account, provenAtMs: 5 });
  });

  test('is not proven by a call that is refused, or that was made with others', async () => {
    await setAccountState.execute({ ...account, credentials: others }, 'active');
    expect(provenAtMs()).toBeUndefined();
    await setAccountState.execute(account, 'unauthorized');
    expect(provenAtMs()).toBeUndefined();
  });
});
