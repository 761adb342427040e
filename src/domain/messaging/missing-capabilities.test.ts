import { beforeEach, expect, test } from '@jest/globals';
import { InMemoryAccounts } from '../../adapters/in-memory/in-memory-accounts.ts';
import { InMemoryContactCenter } from '../../adapters/in-memory/in-memory-contact-center.ts';
import { InMemoryCustomerMedia } from '../../adapters/in-memory/in-memory-customer-media.ts';
import { InMemoryDeliveryStore } from '../../adapters/in-memory/in-memory-delivery-store.ts';
import { InMemoryDirectMessages } from '../../adapters/in-memory/in-memory-direct-messages.ts';
import { InMemoryFileStore } from '../../adapters/in-memory/in-memory-file-store.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import { SetAccountState } from '../accounts/set-account-state.ts';
import { defaultBackoff } from '../delivery/backoff.ts';
import { defaultGateLimits } from '../delivery/gate.ts';
import { Lanes } from '../delivery/lanes.ts';
import { AttachMedia } from '../media/attach-media.ts';
import { KeepAttachment } from '../media/keep-attachment.ts';
import type { AgentContent } from './agent-message.ts';
import { arrivalIdOf } from './agent-message.ts';
import { cimIdOf } from './cim-id.ts';
import { DeliverToContactCenter } from './deliver-to-contact-center.ts';
import { FindSent } from './find-sent.ts';
import { towardsCustomer } from './lanes-of.ts';
import { SendToCustomer } from './send-to-customer.ts';
import { receiveRead, ShowRead } from './show-read.ts';
import { Typing } from './typing.ts';

const credentials = {
  consumerKey: 'ck',
  consumerSecret: 'cs',
  accessToken: 'at',
  accessTokenSecret: 'ats',
};
const observer = { notice: () => {} };
const timings = {
  leaseMs: 60_000,
  sendTimeoutMs: 10_000,
  echoWaitMs: 2_000,
  burnedMax: 10,
  backoff: defaultBackoff,
  gate: defaultGateLimits,
};

let clock: ManualClock;
let x: InMemoryDirectMessages;
let contactCenter: InMemoryContactCenter;
let store: InMemoryDeliveryStore;
let lanes: Lanes;
let typing: Typing;

beforeEach(async () => {
  clock = new ManualClock();
  x = new InMemoryDirectMessages(() => clock.now());
  contactCenter = new InMemoryContactCenter();
  store = new InMemoryDeliveryStore();
  const accounts = new InMemoryAccounts();
  const apis = { messages: 'v2', events: 'x-activity' } as const;
  await accounts.save({ id: '1', credentials, state: 'active', apis });
  const [files, media] = [new InMemoryFileStore(), new InMemoryCustomerMedia()];
  const outward = new SendToCustomer({
    directMessages: x,
    attachMedia: new AttachMedia(files, media, clock, 60_000, observer),
    files,
    findSent: new FindSent(x, store, clock, observer, 2_000),
    accounts,
    setAccountState: new SetAccountState(accounts, observer),
    clock,
    ageMaxMs: 86_400_000,
  });
  const inward = new DeliverToContactCenter({
    contactCenter,
    keepAttachment: new KeepAttachment(media, files, clock, 60_000, observer),
    accounts,
    ledger: store,
    clock,
    ageMaxMs: 86_400_000,
    attachmentPatienceMs: 60_000,
  });
  const reads = new ShowRead(x, accounts, clock);
  lanes = new Lanes({
    store,
    clock,
    observer,
    timings,
    random: () => 0.5,
    delivererOf: ({ lane }) =>
      lane.startsWith('in/') ? inward : lane.startsWith('read/') ? reads : outward,
  });
  await lanes.start();
  typing = new Typing({
    contactCenter,
    directMessages: x,
    accounts,
    clock,
    inTrouble: () => false,
    tell: (arrival) => lanes.accept([arrival]),
  });
});

let count = 0;
const says = async (content: AgentContent, customerId = '2', origin?: 'api') => {
  const id = `c${++count}`;
  const message = { id, accountId: '1', customerId, content, ...(origin && { origin }) };
  const arrival = {
    id: arrivalIdOf(message),
    atMs: clock.now(),
    message: towardsCustomer(message),
  };
  await lanes.accept([arrival]);
  await clock.settle();
};
const choice: AgentContent = {
  kind: 'choice',
  text: 'Which?',
  options: [
    { label: 'Yes', payload: 'y' },
    { label: 'No', payload: 'n' },
  ],
};
const place: AgentContent = { kind: 'location', latitude: 52.5, longitude: -13.4, text: 'Here' };
const page = { label: 'Shop', url: 'https://example.com' };
const told = () =>
  contactCenter.messages.map(({ content }) => ('text' in content ? content.text : ''));

test.each<[string, AgentContent, string, RegExp]>([
  ['choices', choice, 'Which?\n1. Yes\n2. No', /choices were sent as a numbered list/],
  [
    'links',
    { kind: 'links', text: 'See', links: [page] },
    'See\n1. Shop: https://example.com',
    /links were sent as text/,
  ],
  ['a location', place, 'Here\nhttps://www.google.com/maps?q=52.5,-13.4', /link to a map/],
])(
  '%s go as text, and the agent is told once in a conversation',
  async (_n, content, text, words) => {
    await says(content);
    await says(content);
    await says(content, '3');

    expect(x.reached.map((sent) => sent.text)).toEqual([text, text, text]);
    for (const sent of x.reached) {
      expect(sent).not.toHaveProperty('options');
      expect(sent).not.toHaveProperty('links');
      expect(sent).not.toHaveProperty('attachment');
    }
    expect(told()).toEqual([expect.stringMatching(words), expect.stringMatching(words)]);
    expect(contactCenter.messages.map(({ customer }) => customer.id)).toEqual(['2', '3']);
  },
);

test('the customer may answer numbered choices with a number', async () => {
  await says(choice);
  const newest = await store.newest('1', '2', clock.now());
  expect(JSON.parse(newest?.menu ?? '')).toEqual(choice.options);
});

test('texts are no reason to tell anything, nor are messages that the contact centre does not know', async () => {
  await says({ kind: 'text', text: 'hello' });
  await says(choice, '2', 'api');
  expect(x.reached).toHaveLength(2);
  expect(told()).toEqual([]);
});

test('typing and reading are not shown on X, and the agent is told once of both', async () => {
  await typing.fromAgent('1', '2');
  await clock.advance(10_000);
  await typing.fromAgent('1', '2');
  await receiveRead(lanes, clock)('1', '2', cimIdOf('1', '1800000000000000001', 0));
  await clock.settle();

  expect([x.typing, x.reads]).toEqual([[], []]);
  expect(told()).toEqual([expect.stringMatching(/neither that somebody is typing nor/)]);
});

test('what was told is nothing that a read receipt could be sent for', async () => {
  await says(choice);
  const [notice] = contactCenter.messages;
  await receiveRead(lanes, clock)('1', '2', cimIdOf('1', notice?.eventId ?? '', 0));
  await clock.settle();
  expect(contactCenter.messages).toHaveLength(1);
});
