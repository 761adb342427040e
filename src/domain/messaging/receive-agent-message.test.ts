import { beforeEach, expect, test } from '@jest/globals';
import { InMemoryAccounts } from '../../adapters/in-memory/in-memory-accounts.ts';
import { InMemoryChannelDirectory } from '../../adapters/in-memory/in-memory-channel-directory.ts';
import { FindAccount } from '../accounts/find-account.ts';
import { SaveCredentials } from '../accounts/save-credentials.ts';
import type { Arrival } from '../delivery/lane.ts';
import { Failure } from '../errors.ts';
import type { Occurrence } from '../observer.ts';
import { ReceiveAgentMessage } from './receive-agent-message.ts';

const message = {
  id: 'c1',
  accountId: '1',
  customerId: '2',
  content: { kind: 'text', text: 'hello “you” 👋' },
} as const;
const attributes = {
  'API-KEY': 'ck',
  'API-KEY-SECRET': 'cs',
  'ACCESS-TOKEN': 'at',
  'ACCESS-TOKEN-SECRET': 'ats',
};

let directory: InMemoryChannelDirectory;
let accepted: Arrival[];
let noticed: Occurrence[];
let failure: Failure | undefined;
let receive: ReceiveAgentMessage;

beforeEach(() => {
  directory = new InMemoryChannelDirectory();
  accepted = [];
  noticed = [];
  failure = undefined;
  const accounts = new InMemoryAccounts();
  const observer = {
    notice: (occurrence: Occurrence) => {
      if (occurrence.kind === 'accepted') noticed.push(occurrence);
    },
  };
  const journal = {
    accept: async (arrivals: readonly Arrival[]) => {
      if (failure !== undefined) throw failure;
      return arrivals.map((arrival) => {
        if (accepted.some(({ id }) => id === arrival.id)) return 'duplicate' as const;
        accepted.push(arrival);
        return 'accepted' as const;
      });
    },
  };
  const save = new SaveCredentials(accounts, observer, () => {});
  const findAccount = new FindAccount(accounts, directory, save);
  const clock = { now: () => 7, after: () => () => {}, soon: () => {} };
  receive = new ReceiveAgentMessage(journal, findAccount, clock, observer);
  directory.put('twitter', { serviceIdentifier: '1', attributes });
});

test('an agent’s message is journalled for its conversation, as it was written', async () => {
  await receive.execute(message);
  expect(accepted).toEqual([
    {
      id: 'cim/c1',
      atMs: 7,
      message: { lane: 'out/1/2', target: 'x/1', body: JSON.stringify(message) },
    },
  ]);
  const about = { from: 'cim', accountId: '1', what: 'message' };
  expect(noticed).toEqual([{ kind: 'accepted', ...about, duplicate: false }]);
});

test('the same id again is a duplicate and changes nothing', async () => {
  await receive.execute(message);
  await receive.execute({ ...message, content: { kind: 'text', text: 'changed' } });
  expect(accepted).toHaveLength(1);
  expect(noticed[1]).toMatchObject({ kind: 'accepted', accountId: '1', duplicate: true });
});

test('a message that cannot be carried is taken too, so that the agent can be told', async () => {
  await receive.execute({ ...message, content: { kind: 'unsupported', type: 'CAROUSEL' } });
  expect(accepted).toHaveLength(1);
});

test('a message of an account that nobody knows is refused, and nothing is kept', async () => {
  const unknown = receive.execute({ ...message, accountId: '9' });
  await expect(unknown).rejects.toEqual(new Failure('not-found', 'no account 9'));
  expect([accepted, noticed]).toEqual([[], []]);
});

test('a message that could not be journalled is not acknowledged', async () => {
  failure = new Failure('unavailable', 'the journal failed');
  await expect(receive.execute(message)).rejects.toBe(failure);
  expect(noticed).toEqual([]);
});

test('a contact centre that cannot be asked for the account makes the message come again', async () => {
  directory.fail(new Failure('unavailable', 'ECONNREFUSED'));
  await expect(receive.execute(message)).rejects.toMatchObject({ code: 'unavailable' });
  expect(accepted).toEqual([]);
});
