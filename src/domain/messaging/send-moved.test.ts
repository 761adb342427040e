import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryAccounts } from '../../adapters/in-memory/in-memory-accounts.ts';
import { InMemoryCustomerMedia } from '../../adapters/in-memory/in-memory-customer-media.ts';
import { InMemoryDeliveryStore } from '../../adapters/in-memory/in-memory-delivery-store.ts';
import { InMemoryDirectMessages } from '../../adapters/in-memory/in-memory-direct-messages.ts';
import { InMemoryFileStore } from '../../adapters/in-memory/in-memory-file-store.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import type { MessagesApi } from '../accounts/account.ts';
import { SetAccountState } from '../accounts/set-account-state.ts';
import type { Step } from '../delivery/deliverer.ts';
import type { Head } from '../delivery/lane.ts';
import { AttachMedia } from '../media/attach-media.ts';
import type { AgentContent } from './agent-message.ts';
import { FindSent } from './find-sent.ts';
import { towardsCustomer } from './lanes-of.ts';
import { SendToCustomer } from './send-to-customer.ts';

const options = [
  { label: 'Tea', payload: 'TEA' },
  { label: 'Coffee', payload: 'COFFEE' },
];
const drinks = { kind: 'choice', text: 'Which?', options } as const;
const numbered = '1. Tea\n2. Coffee';
const links = [{ label: 'Shop', url: 'https://example.com' }];
const place = { kind: 'location', latitude: 52.5, longitude: 13.4, text: 'Here' } as const;

let clock: ManualClock;
let x: InMemoryDirectMessages;
let accounts: InMemoryAccounts;
let sendToCustomer: SendToCustomer;

beforeEach(async () => {
  clock = new ManualClock();
  x = new InMemoryDirectMessages(() => clock.now());
  accounts = new InMemoryAccounts();
  const store = new InMemoryDeliveryStore();
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
  await clock.advance(2_000);
});

const credentials = {
  consumerKey: 'ck',
  consumerSecret: 'cs',
  accessToken: 'at',
  accessTokenSecret: 'ats',
};
/** The account goes over to this API. */
const moveTo = (messages: MessagesApi) =>
  accounts.save({ id: '1', state: 'active', credentials, apis: { messages, events: 'v1.1' } });
const attempt = (content: AgentContent, more: Partial<Head> = {}): Promise<Step> =>
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
const inDoubt = () => ({ doubtSinceMs: clock.now(), tries: 1 });
const reached = () => x.reached.map(({ text }) => text);
const toldOf = (step: Step): readonly string[] =>
  step.kind === 'done' ? (step.follow ?? []).map(({ message }) => message?.body ?? '') : [];

describe('a message in doubt whose account goes over to another API', () => {
  test.each<[string, AgentContent]>([
    ['a choice', drinks],
    ['links', { kind: 'links', text: 'See', links }],
    ['a location', place],
  ])('is found as it was sent, and not sent again: %s', async (_what, content) => {
    for (const [from, to] of [
      ['v1.1', 'v2'],
      ['v2', 'v1.1'],
    ] as const) {
      x.reached.length = 0;
      await moveTo(from);
      await attempt(content);
      const [sent] = x.reached;
      await clock.advance(60_000);
      await moveTo(to);
      const found = await attempt(content, { doubtSinceMs: sent?.sentAtMs ?? 0, tries: 1 });
      expect(found).toMatchObject({ kind: 'done', entry: { eventId: sent?.eventId } });
      expect(x.reached).toHaveLength(1);
      const notices = toldOf(found).filter((body) => body.includes('"text":"['));
      expect(notices).toHaveLength(from === 'v2' ? 1 : 0);
    }
  });

  test('is sent as the account sends now when X has it in no form', async () => {
    await moveTo('v2');
    expect(await attempt(drinks, inDoubt())).toEqual({ kind: 'advanced', progress: '' });
    await attempt(drinks);
    expect(reached()).toEqual([`Which?\n${numbered}`]);
  });
});

describe('a choice of more than one direct message whose account goes over to another API', () => {
  const long = { ...drinks, text: 'a'.repeat(10_000) };

  test('after the part that only v2 parts there goes on with what is left, and its menu', async () => {
    await moveTo('v2');
    const begun = await attempt(long);
    await moveTo('v1.1');
    expect(begun).toMatchObject({ kind: 'advanced', progress: '{"next":1}' });
    expect(await attempt(long, { progress: '{"next":1}' })).toMatchObject({
      kind: 'done',
      entry: { menu: JSON.stringify(options) },
    });
    expect(reached()).toEqual([long.text, numbered]);
  });

  test('with its last part in doubt is found as it was begun', async () => {
    await moveTo('v1.1');
    const { eventId } = x.write('1', '2', numbered);
    const found = await attempt(long, { ...inDoubt(), progress: '{"next":1}' });
    expect(found).toMatchObject({ kind: 'done', entry: { eventId } });
    expect(reached()).toEqual([numbered]);
  });

  test('goes on as the account sends now where both forms part at the same place', async () => {
    const longer = { ...drinks, text: `${long.text} Which?` };
    await moveTo('v1.1');
    await attempt(longer);
    await moveTo('v2');
    await attempt(longer, { progress: '{"next":1}' });
    expect(reached()).toEqual([long.text, `Which?\n${numbered}`]);
    expect(x.reached[1]).not.toHaveProperty('options');
  });
});
