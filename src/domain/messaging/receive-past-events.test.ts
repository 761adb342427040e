import { beforeEach, expect, test } from '@jest/globals';
import { InMemoryAccounts } from '../../adapters/in-memory/in-memory-accounts.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import { LastEvents } from '../accounts/last-events.ts';
import type { Arrival } from '../delivery/lane.ts';
import { Failure } from '../errors.ts';
import type { AccountEvent } from './direct-message.ts';
import { ReceiveAccountEvents } from './receive-account-events.ts';

const account = {
  id: '1',
  state: 'active',
  credentials: { consumerKey: '', consumerSecret: '', accessToken: '', accessTokenSecret: '' },
} as const;

const message = (eventId: string): AccountEvent => ({
  kind: 'message',
  message: {
    eventId,
    accountId: '1',
    customer: { id: '2' },
    text: 'hello',
    attachments: [],
    sentAtMs: 5,
  },
});
const echo: AccountEvent = {
  kind: 'echo',
  message: {
    eventId: '20',
    accountId: '1',
    customerId: '2',
    text: 'hi',
    media: false,
    sentAtMs: 5,
  },
};

let kept: Map<string, Arrival>;
let failing: Failure | undefined;
let lastEvents: LastEvents;
let accounts: InMemoryAccounts;
let typed: number;
let ended: string[];
let receive: ReceiveAccountEvents;

beforeEach(async () => {
  kept = new Map();
  failing = undefined;
  lastEvents = new LastEvents();
  accounts = new InMemoryAccounts();
  await accounts.save(account);
  typed = 0;
  ended = [];
  const accept = async (arrivals: readonly Arrival[]) => {
    if (failing !== undefined) throw failing;
    return arrivals.map((arrival) => {
      const outcome = kept.has(arrival.id) ? 'duplicate' : 'accepted';
      kept.set(arrival.id, arrival);
      return outcome;
    });
  };
  receive = new ReceiveAccountEvents(
    { accept },
    accounts,
    new ManualClock(),
    { notice: () => {} },
    async () => void typed++,
    lastEvents,
    (jobId, complete) => void ended.push(`${jobId} ${complete}`),
  );
});

test('events of the past are taken in their order, and those that were not known are counted', async () => {
  await receive.execute([message('10')]);
  expect(await receive.executePast([message('9'), message('10'), echo])).toBe(2);
  expect([...kept.keys()]).toEqual(['x/1/10', 'x/1/9', 'x/1/20']);
  expect(kept.get('x/1/20')?.entry).toMatchObject({ eventId: '20' });
  expect(await receive.executePast([message('9'), echo])).toBe(0);
});

test('events of the past do not say that X tells us what happens now', async () => {
  await receive.executePast([message('9')]);
  expect(lastEvents.of('1')).toBeUndefined();
  await receive.execute([message('10')]);
  expect(lastEvents.of('1')).toBeDefined();
});

test('what was true in the past only is left out', async () => {
  const past: readonly AccountEvent[] = [
    { kind: 'typing', accountId: '1', customerId: '2' },
    { kind: 'revoked', accountId: '1' },
    { kind: 'unknown', name: 'other' },
  ];
  expect(await receive.executePast(past)).toBe(0);
  expect([typed, kept.size, accounts.find('1')?.state]).toEqual([0, 0, 'active']);
});

test('events of the past are not lost in silence when the journal fails', async () => {
  failing = new Failure('unavailable', 'the journal failed');
  await expect(receive.executePast([message('9')])).rejects.toBe(failing);
});

test('the end of a replay is passed on, and nothing of it is journalled', async () => {
  await receive.execute([{ kind: 'replayed', jobId: '7', complete: true }]);
  expect([ended, kept.size, lastEvents.of('1')]).toEqual([['7 true'], 0, undefined]);
});
