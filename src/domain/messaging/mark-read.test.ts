import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryAccounts } from '../../adapters/in-memory/in-memory-accounts.ts';
import { InMemoryChannelDirectory } from '../../adapters/in-memory/in-memory-channel-directory.ts';
import { InMemoryContactCenter } from '../../adapters/in-memory/in-memory-contact-center.ts';
import { InMemoryDirectMessages } from '../../adapters/in-memory/in-memory-direct-messages.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import { FindAccount } from '../accounts/find-account.ts';
import { SaveCredentials } from '../accounts/save-credentials.ts';
import type { Arrival } from '../delivery/lane.ts';
import { Failure } from '../errors.ts';
import { IndicateTyping } from './indicate-typing.ts';
import { MarkRead } from './mark-read.ts';
import { Typing } from './typing.ts';

const credentials = { consumerKey: '', consumerSecret: '', accessToken: '', accessTokenSecret: '' };
const read = { accountId: '1', customerId: '2', upToEventId: '954491830116155396' };
const unknown = new Failure('not-found', 'no account 9');

let x: InMemoryDirectMessages;
let journalled: Arrival[];
let markRead: MarkRead;
let indicateTyping: IndicateTyping;
let inTrouble: boolean;

beforeEach(async () => {
  const clock = new ManualClock(7);
  const accounts = new InMemoryAccounts();
  await accounts.save({ id: '1', credentials, state: 'active' });
  const save = new SaveCredentials(accounts, { notice: () => {} }, () => {});
  const findAccount = new FindAccount(accounts, new InMemoryChannelDirectory(), save);
  x = new InMemoryDirectMessages();
  inTrouble = false;
  const typing = new Typing({
    contactCenter: new InMemoryContactCenter(),
    directMessages: x,
    accounts,
    clock,
    inTrouble: () => inTrouble,
    tell: async () => {},
  });
  indicateTyping = new IndicateTyping(findAccount, typing);
  journalled = [];
  const lanes = {
    accept: async (arrivals: readonly Arrival[]) => {
      journalled.push(...arrivals);
      return arrivals.map(() => 'accepted' as const);
    },
  };
  markRead = new MarkRead(lanes, findAccount, clock);
});

describe('for an internal service, the customer is shown', () => {
  test('that messages were read, as when an agent has read them', async () => {
    await markRead.execute(read);
    const message = { lane: 'read/1/2', target: 'x/1/read', body: JSON.stringify(read) };
    expect(journalled).toEqual([{ id: 'seen/1/954491830116155396', atMs: 7, message }]);
  });

  test('that somebody is typing', async () => {
    await indicateTyping.execute('1', '2');
    expect(x.typing).toEqual([{ accountId: '1', customerId: '2' }]);
  });

  test('no typing that cannot be shown now, and nobody is told of it', async () => {
    inTrouble = true;
    await indicateTyping.execute('1', '2');
    expect(x.typing).toEqual([]);
  });

  test('nothing by an account that nobody knows', async () => {
    await expect(markRead.execute({ ...read, accountId: '9' })).rejects.toEqual(unknown);
    await expect(indicateTyping.execute('9', '2')).rejects.toEqual(unknown);
    expect([journalled, x.typing]).toEqual([[], []]);
  });
});
