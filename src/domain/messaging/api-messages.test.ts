import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryAccounts } from '../../adapters/in-memory/in-memory-accounts.ts';
import { InMemoryChannelDirectory } from '../../adapters/in-memory/in-memory-channel-directory.ts';
import { InMemoryContactCenter } from '../../adapters/in-memory/in-memory-contact-center.ts';
import { InMemoryCustomerMedia } from '../../adapters/in-memory/in-memory-customer-media.ts';
import { InMemoryDeliveryStore } from '../../adapters/in-memory/in-memory-delivery-store.ts';
import { InMemoryDirectMessages } from '../../adapters/in-memory/in-memory-direct-messages.ts';
import { InMemoryFileStore } from '../../adapters/in-memory/in-memory-file-store.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import { FindAccount } from '../accounts/find-account.ts';
import { SaveCredentials } from '../accounts/save-credentials.ts';
import { SetAccountState } from '../accounts/set-account-state.ts';
import { defaultBackoff } from '../delivery/backoff.ts';
import { defaultGateLimits } from '../delivery/gate.ts';
import { Lanes } from '../delivery/lanes.ts';
import { Failure } from '../errors.ts';
import { AttachMedia } from '../media/attach-media.ts';
import { KeepAttachment } from '../media/keep-attachment.ts';
import type { Occurrence } from '../observer.ts';
import type { AgentContent } from './agent-message.ts';
import { sentAtMsOf } from './cim-id.ts';
import { DeliverToContactCenter } from './deliver-to-contact-center.ts';
import { FindSent } from './find-sent.ts';
import { contactCenterTarget } from './lanes-of.ts';
import { ReceiveAccountEvents } from './receive-account-events.ts';
import { ReceiveAgentMessage } from './receive-agent-message.ts';
import { SendMessage } from './send-message.ts';
import { SendToCustomer } from './send-to-customer.ts';

const credentials = { consumerKey: '', consumerSecret: '', accessToken: '', accessTokenSecret: '' };
const timings = {
  leaseMs: 60_000,
  sendTimeoutMs: 10_000,
  echoWaitMs: 2_000,
  burnedMax: 10,
  backoff: defaultBackoff,
  gate: defaultGateLimits,
};

let clock: ManualClock;
let store: InMemoryDeliveryStore;
let x: InMemoryDirectMessages;
let contactCenter: InMemoryContactCenter;
let noticed: Occurrence[];
let events: ReceiveAccountEvents;
let agents: ReceiveAgentMessage;
let sendMessage: SendMessage;

beforeEach(async () => {
  clock = new ManualClock(sentAtMsOf('1800000000000000000') - 60_000);
  store = new InMemoryDeliveryStore();
  x = new InMemoryDirectMessages(() => clock.now());
  contactCenter = new InMemoryContactCenter();
  noticed = [];
  const accounts = new InMemoryAccounts();
  await accounts.save({ id: '1', credentials, state: 'active' });
  const observer = { notice: (occurrence: Occurrence) => void noticed.push(occurrence) };
  const [media, files] = [new InMemoryCustomerMedia(), new InMemoryFileStore()];
  const inward = new DeliverToContactCenter({
    contactCenter,
    keepAttachment: new KeepAttachment(media, files, clock, 10_000, observer),
    accounts,
    ledger: store,
    clock,
    ageMaxMs: 259_200_000,
    attachmentPatienceMs: 900_000,
  });
  const outward = new SendToCustomer({
    directMessages: x,
    attachMedia: new AttachMedia(files, media, clock, 10_000, observer),
    files,
    findSent: new FindSent(x, store, clock, observer, timings.echoWaitMs),
    accounts,
    setAccountState: new SetAccountState(accounts, observer),
    clock,
    ageMaxMs: 86_400_000,
  });
  const lanes = new Lanes({
    store,
    clock,
    observer,
    timings,
    random: () => 0.5,
    delivererOf: ({ target }) => (target === contactCenterTarget ? inward : outward),
  });
  await lanes.start();
  const save = new SaveCredentials(accounts, observer, () => {});
  const findAccount = new FindAccount(accounts, new InMemoryChannelDirectory(), save);
  events = new ReceiveAccountEvents(lanes, accounts, clock, observer, async () => {});
  agents = new ReceiveAgentMessage(lanes, findAccount, clock, observer);
  sendMessage = new SendMessage(agents, store.journal);
});

const conversation = { accountId: '1', customerId: '2' };
const text = (words: string): AgentContent => ({ kind: 'text', text: words });
const send = (id: string, content: AgentContent = text('hello')) =>
  sendMessage.execute({ id, ...conversation, content });
const agentSays = (id: string, words: string) =>
  agents.execute({ id, ...conversation, content: text(words) });
const customerReads = async (eventId = x.reached.at(-1)?.eventId ?? '') => {
  await events.execute([
    { kind: 'read', ...conversation, upToEventId: eventId, atMs: clock.now() },
  ]);
  await clock.settle();
};
const customerSays = async (eventId: string, words: string) => {
  const about = { eventId, accountId: '1', customer: { id: '2' }, attachments: [] };
  await events.execute([
    { kind: 'message', message: { ...about, text: words, sentAtMs: clock.now() } },
  ]);
  await clock.settle();
};
const reached = () => x.reached.map((message) => message.text);
const reports = () =>
  contactCenter.reports.map(({ messageId, status }) => `${messageId} ${status}`);
const stateOf = async (id: string) => (await store.journal.find(id))?.state;

describe('a message of an internal service', () => {
  test('is accepted, and reaches the customer in its turn among those of agents', async () => {
    await agentSays('c1', 'first');
    expect(await send('r1', text('second'))).toEqual({
      id: 'api/r1',
      lane: 'out/1/2',
      target: 'x/1',
      state: 'waiting',
      acceptedAtMs: clock.now(),
    });
    await agentSays('c2', 'third');
    await clock.settle();

    expect(reached()).toEqual(['first', 'second', 'third']);
    expect(await store.journal.find('api/r1')).toMatchObject({
      state: 'delivered',
      eventId: x.reached[1]?.eventId,
    });
    const from = noticed.flatMap((notice) => (notice.kind === 'accepted' ? [notice.from] : []));
    expect(from).toEqual(['cim', 'api', 'cim']);
  });

  test('with the same id is sent once, and answered the same, whatever it says', async () => {
    const first = await send('r1');
    await clock.advance(60_000);
    expect(await send('r1')).toEqual(first);
    const other = { id: 'r1', accountId: '1', customerId: '3', content: text('other') };
    expect(await sendMessage.execute(other)).toEqual(first);
    await clock.settle();
    expect(reached()).toEqual(['hello']);
  });

  test('is another one than an agent’s with the same id', async () => {
    await agentSays('same', 'of the agent');
    await send('same', text('of the service'));
    await clock.settle();
    expect(reached()).toEqual(['of the agent', 'of the service']);
    expect(reports()).toEqual(['same DELIVERED']);
  });

  test('is answered by its own request when its record is no longer kept', async () => {
    await send('r1');
    store.journal.messages.delete('api/r1');
    expect(await send('r1')).toMatchObject({ id: 'api/r1', lane: 'out/1/2', state: 'waiting' });
  });

  test('of an account that nobody knows is refused', async () => {
    const sending = sendMessage.execute({
      id: 'r',
      accountId: '9',
      customerId: '2',
      content: text('hi'),
    });
    await expect(sending).rejects.toEqual(new Failure('not-found', 'no account 9'));
  });
});

describe('the contact centre', () => {
  test('is told nothing of a message that it does not know, delivered or given up', async () => {
    await send('r1');
    await clock.settle();
    x.troubles.failNext(new Failure('recipient-closed', '349'));
    await send('r2');
    await clock.settle();
    expect([await stateOf('api/r1'), await stateOf('api/r2')]).toEqual(['delivered', 'dead']);
    expect(reports()).toEqual([]);
  });

  test('is not told that the customer has read one, and is told of its own as ever', async () => {
    await agentSays('c1', 'of the agent');
    await clock.settle();
    await customerReads();
    expect(reports()).toEqual(['c1 DELIVERED', 'c1 READ']);

    await clock.advance(1_000);
    await send('r1');
    await clock.settle();
    await customerReads();
    expect(contactCenter.reports).toHaveLength(2);
    expect(await stateOf(`read/1/2/${x.reached[1]?.eventId}`)).toBe('delivered');
  });

  test('is told what a typed answer to its menu means', async () => {
    const options = [{ label: 'Cards', payload: 'topic:cards' }];
    await send('r1', { kind: 'choice', text: 'Which?', options });
    await clock.settle();
    await clock.advance(1_000);
    await customerSays('77', '1');
    expect(contactCenter.messages).toMatchObject([
      { content: { text: 'Cards', choice: 'topic:cards' } },
    ]);
  });
});

test('a message in doubt is recognised by its echo, and not sent again', async () => {
  x.troubles.failNext(new Failure('uncertain', 'timed out'));
  await send('r1');
  await clock.settle();
  const echo = x.write('1', '2', 'hello');
  await events.execute([{ kind: 'echo', message: echo }]);
  await clock.advance(5_000);
  expect(reached()).toEqual(['hello']);
  expect(await store.journal.find('api/r1')).toMatchObject({
    state: 'delivered',
    eventId: echo.eventId,
  });
  expect(reports()).toEqual([]);
});
