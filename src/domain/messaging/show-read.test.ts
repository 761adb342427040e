import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryAccounts } from '../../adapters/in-memory/in-memory-accounts.ts';
import { InMemoryDirectMessages } from '../../adapters/in-memory/in-memory-direct-messages.ts';
import type { Account } from '../accounts/account.ts';
import type { Arrival, Head } from '../delivery/lane.ts';
import { Failure } from '../errors.ts';
import { cimIdOf } from './cim-id.ts';
import { readTowardsCustomer } from './lanes-of.ts';
import { receiveRead, ShowRead } from './show-read.ts';

const eventId = '954491830116155396';
const read = { accountId: '1', customerId: '2', upToEventId: eventId };
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
const head = (): Head => ({
  ...readTowardsCustomer(read),
  laneId: 1,
  epoch: 1,
  seq: 1,
  progress: '',
  acceptedAtMs: 0,
  tries: 0,
  burned: 0,
  failedSinceMs: 0,
  doubtSinceMs: 0,
  leasedAtMs: 0,
});

let x: InMemoryDirectMessages;
let accounts: InMemoryAccounts;
let showRead: ShowRead;

beforeEach(async () => {
  x = new InMemoryDirectMessages();
  accounts = new InMemoryAccounts();
  showRead = new ShowRead(x, accounts, { now: () => 5 });
  await accounts.save(account);
});

describe('a message that the agent has read', () => {
  test('is shown to the customer as read', async () => {
    expect(await showRead.execute(head())).toEqual({ kind: 'done' });
    expect(x.reads).toEqual([read]);
  });

  test('in doubt is shown again, since that changes nothing', async () => {
    expect(await showRead.execute({ ...head(), doubtSinceMs: 1 })).toEqual({ kind: 'done' });
    expect(x.reads).toEqual([read]);
  });

  test.each(['unauthorized', 'revoked'] as const)(
    'is not shown by an account that is %s',
    async (state) => {
      await accounts.save({ ...account, state });
      expect(await showRead.execute(head())).toEqual({ kind: 'done' });
      expect(x.reads).toEqual([]);
    },
  );

  test('is not shown by an account that was removed', async () => {
    await accounts.remove('1');
    expect(await showRead.execute(head())).toEqual({ kind: 'done' });
    expect(x.reads).toEqual([]);
  });

  test.each(['throttled', 'unavailable', 'rejected'] as const)(
    'is left to the lane when X fails with %s',
    async (code) => {
      const failure = new Failure(code, 'no', 5);
      x.troubles.failNext(failure);
      await expect(showRead.execute(head())).rejects.toBe(failure);
      expect(accounts.find('1')?.state).toBe('active');
    },
  );

  test('is given up after an hour, and nobody is told', () => {
    expect(showRead.ageMaxMs).toBe(3_600_000);
    expect(showRead.buried()).toEqual([]);
  });
});

describe('the contact centre’s word that a message was read', () => {
  let arrivals: Arrival[];
  const journal = {
    accept: async (all: readonly Arrival[]) => {
      arrivals.push(...all);
      return all.map(() => 'accepted' as const);
    },
  };
  const clock = { now: () => 5, after: () => () => {}, soon: () => {} };
  const receive = (messageId: string) => receiveRead(journal, clock)('1', '2', messageId);

  beforeEach(() => {
    arrivals = [];
  });

  test.each([0, 1, 255])(
    'is journalled for the direct message of which it is part %i',
    async (part) => {
      await receive(cimIdOf('1', eventId, part));
      expect(arrivals).toEqual([
        {
          id: `seen/1/${eventId}`,
          atMs: 5,
          message: { lane: 'read/1/2', target: 'x/1/read', body: JSON.stringify(read) },
        },
      ]);
    },
  );

  test.each(['', 'c1', '6400000000000000000000a1', '6f1f5b4e-0b1a-4c53-9d5e-0d3f09432b16'])(
    'is passed over for an id that is not ours: %j',
    async (messageId) => {
      await receive(messageId);
      expect(arrivals).toEqual([]);
    },
  );

  test('is not acknowledged when it could not be journalled', async () => {
    const failure = new Failure('unavailable', 'the journal failed');
    const broken = { accept: () => Promise.reject(failure) };
    const received = receiveRead(broken, clock)('1', '2', cimIdOf('1', eventId, 0));
    await expect(received).rejects.toBe(failure);
  });
});
