import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryAccounts } from '../../adapters/in-memory/in-memory-accounts.ts';
import { InMemoryCustomerMedia } from '../../adapters/in-memory/in-memory-customer-media.ts';
import { InMemoryDeliveryStore } from '../../adapters/in-memory/in-memory-delivery-store.ts';
import { InMemoryDirectMessages } from '../../adapters/in-memory/in-memory-direct-messages.ts';
import { InMemoryFileStore } from '../../adapters/in-memory/in-memory-file-store.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import { SetAccountState } from '../accounts/set-account-state.ts';
import type { Head } from '../delivery/lane.ts';
import { Failure } from '../errors.ts';
import { AttachMedia } from '../media/attach-media.ts';
import type { AgentContent } from './agent-message.ts';
import { FindSent } from './find-sent.ts';
import { towardsCustomer } from './lanes-of.ts';
import { SendToCustomer } from './send-to-customer.ts';

const first = 'a'.repeat(10_000);
const options = [
  { label: 'Tea', payload: 'TEA' },
  { label: 'Coffee', payload: 'COFFEE' },
];
const links = [{ label: 'Shop', url: 'https://example.com' }];
const drinks = { kind: 'choice', text: 'Which?', options } as const;

let clock: ManualClock;
let x: InMemoryDirectMessages;
let store: InMemoryDeliveryStore;
let sendToCustomer: SendToCustomer;

beforeEach(async () => {
  clock = new ManualClock();
  x = new InMemoryDirectMessages(() => clock.now());
  store = new InMemoryDeliveryStore();
  const accounts = new InMemoryAccounts();
  const files = new InMemoryFileStore();
  const observer = { notice: () => {} };
  sendToCustomer = new SendToCustomer({
    directMessages: x,
    attachMedia: new AttachMedia(files, new InMemoryCustomerMedia(), clock, 60_000, observer),
    files,
    findSent: new FindSent(x, store, clock, observer, 2_000),
    accounts,
    setAccountState: new SetAccountState(accounts, observer),
    clock,
    ageMaxMs: 86_400_000,
  });
  const credentials = {
    consumerKey: '',
    consumerSecret: '',
    accessToken: '',
    accessTokenSecret: '',
  };
  await accounts.save({ id: '1', state: 'active', credentials });
  await clock.advance(2_000);
});

const attempt = (content: AgentContent, more: Partial<Head> = {}) =>
  sendToCustomer.execute({
    ...towardsCustomer({ id: 'c1', accountId: '1', customerId: '2', content }),
    laneId: 1,
    epoch: 1,
    seq: 1,
    progress: '',
    acceptedAtMs: clock.now(),
    tries: 0,
    burned: 0,
    failedSinceMs: 0,
    doubtSinceMs: 0,
    leasedAtMs: clock.now(),
    ...more,
  });
const reached = () =>
  x.reached.map(({ text, attachment, options: menu, links: pages }) => ({
    text,
    ...(attachment && { attachment }),
    ...(menu && { options: menu }),
    ...(pages && { links: pages }),
  }));

describe('a choice', () => {
  test('goes with its options, which are kept to understand a typed answer', async () => {
    const step = await attempt(drinks);
    expect(reached()).toEqual([{ text: 'Which?', options }]);
    const menu = JSON.stringify(options);
    expect(step).toMatchObject({ kind: 'done', entry: { cimId: 'c1', menu } });
  });

  test('keeps its options in full, also where X shows them as numbered text or cut', async () => {
    const long = [
      { label: 'y'.repeat(40), description: 'why', payload: 'p'.repeat(1_001) },
      { label: 'y'.repeat(40), payload: '2' },
    ];
    const step = await attempt({ ...drinks, options: long });
    expect(reached()).toEqual([
      { text: `Which?\n1. ${'y'.repeat(40)} (why)\n2. ${'y'.repeat(40)}` },
    ]);
    expect(step).toMatchObject({ entry: { menu: JSON.stringify(long) } });
  });

  test('with a long question offers nothing before its end', async () => {
    const content = { ...drinks, text: `${first} Which?` };
    const begun = await attempt(content);
    expect(begun).toMatchObject({ kind: 'advanced', progress: '{"next":1}' });
    expect('entry' in begun && begun.entry).not.toHaveProperty('menu');
    expect(await attempt(content, { progress: '{"next":1}' })).toMatchObject({
      kind: 'done',
      entry: { menu: JSON.stringify(options) },
    });
    expect(reached()).toEqual([{ text: first }, { text: 'Which?', options }]);
  });

  test('in doubt that is found keeps its options, and the time that X made it', async () => {
    const { eventId, sentAtMs } = x.write('1', '2', 'Which?');
    await clock.advance(60_000);
    const found = await attempt(drinks, { doubtSinceMs: sentAtMs, tries: 1 });
    expect(found).toMatchObject({
      kind: 'done',
      entry: { eventId, sentAtMs, menu: JSON.stringify(options) },
    });
  });

  test('that X refuses is not tried in another form', async () => {
    x.troubles.failNext(new Failure('rejected', '214'));
    await expect(attempt(drinks)).rejects.toEqual(new Failure('rejected', '214'));
    expect(reached()).toEqual([]);
  });
});

test.each<[string, AgentContent, object]>([
  ['links', { kind: 'links', text: 'See', links }, { text: 'See', links }],
  [
    'a location',
    { kind: 'location', latitude: 0, longitude: -13.4, text: '' },
    { text: '', attachment: { kind: 'location', latitude: 0, longitude: -13.4 } },
  ],
  ['a text', { kind: 'text', text: '1. Tea' }, { text: '1. Tea' }],
])(
  '%s go in X’s own form, by one attempt, and leave nothing to choose',
  async (_n, content, sent) => {
    const step = await attempt(content);
    expect(step).toMatchObject({ kind: 'done', follow: [{ id: 'status/c1/DELIVERED' }] });
    expect('entry' in step && step.entry).not.toHaveProperty('menu');
    expect(reached()).toEqual([sent]);
  },
);
