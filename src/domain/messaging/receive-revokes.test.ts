import { beforeEach, expect, test } from '@jest/globals';
import { InMemoryAccounts } from '../../adapters/in-memory/in-memory-accounts.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import { accountOf } from '../accounts/administered.model.ts';
import type { Occurrence } from '../observer.ts';
import { ReceiveAccountEvents } from './receive-account-events.ts';

const clock = new ManualClock();
const provenAtMs = clock.now() - 3_600_000;
const connected = accountOf('1', { provenAtMs });

let accounts: InMemoryAccounts;
let noticed: Occurrence[];
const told = (...atMs: readonly number[]) => {
  const observer = { notice: (occurrence: Occurrence) => void noticed.push(occurrence) };
  const lanes = { accept: async () => [] };
  const receive = new ReceiveAccountEvents(lanes, accounts, clock, observer, async () => {});
  return receive.execute(atMs.map((at) => ({ kind: 'revoked', accountId: '1', atMs: at })));
};
const state = () => accounts.find('1')?.state;

beforeEach(async () => {
  accounts = new InMemoryAccounts();
  noticed = [];
  await accounts.save(connected);
});

test('what X tells late does not end an account that was connected again since', async () => {
  await told(provenAtMs - 3_600_000);
  expect(accounts.find('1')).toEqual(connected);
  expect(noticed).toEqual([{ kind: 'ignored', from: 'x', type: 'outdated_revoke' }]);
});

test('what X tells late of an account that was not connected since ends it', async () => {
  await told(provenAtMs + 1);
  expect(state()).toBe('revoked');
});

test('what may have been before or after leaves it to the next call, and is told once', async () => {
  await told(provenAtMs - 1, provenAtMs - 1);
  expect(state()).toBe('unauthorized');
  expect(noticed).toEqual([{ kind: 'account', accountId: '1', state: 'unauthorized' }]);
});

test('an account that another process has connected again goes on, though nobody told us', async () => {
  await accounts.save(accountOf('1', { provenAtMs: clock.now() }));
  const find = accounts.find.bind(accounts);
  accounts.find = () => connected;
  await told(provenAtMs + 1);
  expect(find('1')?.state).toBe('active');
});

test('an account that another process has removed stays away', async () => {
  await accounts.remove('1');
  accounts.find = () => connected;
  await told(clock.now());
  expect(accounts.all()).toEqual([]);
});
