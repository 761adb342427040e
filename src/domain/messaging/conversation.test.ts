import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryAccounts } from '../../adapters/in-memory/in-memory-accounts.ts';
import { InMemoryChannelDirectory } from '../../adapters/in-memory/in-memory-channel-directory.ts';
import { InMemoryContactCenter } from '../../adapters/in-memory/in-memory-contact-center.ts';
import { InMemoryCustomerMedia } from '../../adapters/in-memory/in-memory-customer-media.ts';
import { InMemoryDeliveryStore } from '../../adapters/in-memory/in-memory-delivery-store.ts';
import { InMemoryDirectMessages } from '../../adapters/in-memory/in-memory-direct-messages.ts';
import { InMemoryFileStore } from '../../adapters/in-memory/in-memory-file-store.ts';
import { InMemoryJournal } from '../../adapters/in-memory/in-memory-journal.ts';
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
import { DeliverToContactCenter } from './deliver-to-contact-center.ts';
import type { SentMessage } from './direct-message.ts';
import type { OutgoingMessage } from './direct-messages.ts';
import { FindSent } from './find-sent.ts';
import { contactCenterTarget } from './lanes-of.ts';
import { ReceiveAccountEvents } from './receive-account-events.ts';
import { ReceiveAgentMessage } from './receive-agent-message.ts';
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

/** An X that can fall silent: it takes or does not take a text, and never answers. */
class X extends InMemoryDirectMessages {
  silent: 'takes it' | 'does not take it' | undefined;
  onSent: (sent: SentMessage) => Promise<void> = async () => {};

  override async send(message: OutgoingMessage): Promise<SentMessage> {
    if (this.silent === 'does not take it') return new Promise(() => {});
    const sent = await super.send(message);
    await this.onSent(sent);
    return this.silent === undefined ? sent : new Promise(() => {});
  }
}

const clock = new ManualClock();
let journal: InMemoryJournal;
let running: InMemoryDeliveryStore | undefined;
let accounts: InMemoryAccounts;
let x: X;
let contactCenter: InMemoryContactCenter;
let connector: Awaited<ReturnType<typeof started>>;

beforeEach(async () => {
  journal = new InMemoryJournal();
  accounts = new InMemoryAccounts();
  x = new X(() => clock.now());
  contactCenter = new InMemoryContactCenter();
  await accounts.save({ id: '1', credentials, state: 'active' });
  connector = await started();
});

/** A process on the journal; the one before it is killed: nothing of it is written any more. */
async function started() {
  const observer = { notice: () => {} };
  running?.failAll(new Error('killed'));
  const store = new InMemoryDeliveryStore(journal);
  running = store;
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
  return {
    events: new ReceiveAccountEvents(lanes, accounts, clock, observer, async () => {}),
    messages: new ReceiveAgentMessage(lanes, findAccount, clock, observer),
  };
}

const agentSays = (id: string, text: string, customerId = '2') =>
  connector.messages.execute({ id, accountId: '1', customerId, content: { kind: 'text', text } });
const customerSays = (eventId: string, text = `text ${eventId}`) => ({
  kind: 'message' as const,
  message: {
    eventId,
    accountId: '1',
    customer: { id: '2' },
    text,
    attachments: [],
    sentAtMs: clock.now(),
  },
});
const echoOf = (message: SentMessage) => ({ kind: 'echo' as const, message });
const shown = () =>
  contactCenter.messages.map(({ content }) => content.kind === 'text' && content.text);
const reached = () => x.reached.map(({ text }) => text);
const reports = () =>
  contactCenter.reports.map(({ messageId, status }) => `${messageId} ${status}`);

describe('a customer’s messages', () => {
  test('are shown once and in order, however often they are delivered', async () => {
    await connector.events.execute([customerSays('10'), customerSays('11')]);
    await connector.events.execute([customerSays('11'), customerSays('12'), customerSays('10')]);
    await clock.settle();
    expect(shown()).toEqual(['text 10', 'text 11', 'text 12']);
  });

  test('wait for a contact centre that is down, and are shown once it is back', async () => {
    contactCenter.fail(new Failure('unavailable', 'time-out'), 'answer-lost');
    await connector.events.execute([customerSays('10'), customerSays('11')]);
    await clock.advance(20_000);
    contactCenter.recover();
    await clock.advance(10_000);
    expect(shown()).toEqual(['text 10', 'text 11']);
  });
});

describe('an own message', () => {
  test.each(['before', 'after'])(
    'is never shown as the customer’s: echo %s the answer',
    async (when) => {
      if (when === 'before') x.onSent = (sent) => connector.events.execute([echoOf(sent)]);
      await agentSays('c1', 'hello');
      await clock.settle();
      for (const sent of x.reached) await connector.events.execute([echoOf(sent)]);
      await clock.advance(60_000);

      expect([reached(), shown(), reports()]).toEqual([['hello'], [], ['c1 DELIVERED']]);
      const entries = [...journal.ledger.values()].map(({ cimId }) => cimId);
      expect(entries).toEqual(['c1']);
    },
  );

  test('of the staff in X’s app is never shown as the customer’s', async () => {
    await connector.events.execute([echoOf(x.write('1', '2', 'hello'))]);
    await clock.settle();
    expect([shown(), reports()]).toEqual([[], []]);
  });
});
const [first, second] = ['a'.repeat(10_000), 'b'.repeat(10_000)];

describe('a crash in the middle of a send', () => {
  test.each(['takes it', 'does not take it'] as const)(
    'between the parts of a text leaves each part once, when X %s',
    async (silent) => {
      const outBefore = silent === 'takes it' ? 2 : 1;
      x.onSent = async () => {
        if (x.reached.length === outBefore) x.silent = silent;
      };
      await agentSays('c1', `${first} ${second} last`);
      await clock.settle();
      x.silent = undefined;
      x.onSent = async () => {};
      connector = await started();
      await clock.advance(10_000);

      expect(reached()).toEqual([first, second, 'last']);
      expect(reports()).toEqual(['c1 DELIVERED']);
      expect(contactCenter.reports[0]?.eventId).toBe(x.reached[2]?.eventId);
    },
  );

  test.each(['takes it', 'does not take it'] as const)(
    'of two identical texts leaves both, once each, when X %s',
    async (silent) => {
      await agentSays('c1', 'hello');
      await clock.settle();
      x.silent = silent;
      await agentSays('c2', 'hello');
      await clock.settle();
      x.silent = undefined;
      connector = await started();
      await clock.advance(10_000);

      expect(reached()).toEqual(['hello', 'hello']);
      expect(reports()).toEqual(['c1 DELIVERED', 'c2 DELIVERED']);
    },
  );

  test('is settled by the echo, which may have come before the crash', async () => {
    x.onSent = async (sent) => {
      await connector.events.execute([echoOf(sent)]);
      x.silent = 'takes it';
    };
    await agentSays('c1', 'hello');
    await clock.settle();
    x.silent = undefined;
    x.sentSince = () => Promise.reject(new Failure('throttled', '88'));
    connector = await started();
    await clock.advance(2_000);
    expect([reached(), reports()]).toEqual([['hello'], ['c1 DELIVERED']]);
  });
});

describe('a reply that fails', () => {
  test('reaches the agent with a reason, and the conversation goes on', async () => {
    x.troubles.failNext(new Failure('recipient-closed', '349'));
    await agentSays('c1', 'hello');
    await agentSays('c2', 'are you there?');
    await clock.settle();
    expect(reports()).toEqual(['c1 FAILED', 'c2 DELIVERED']);
    expect(contactCenter.reports[0]).toMatchObject({
      reasonCode: '400',
      told: 'The customer does not accept direct messages from this account.',
    });
  });

  test('is reported also when the contact centre is down at first, after a restart as well', async () => {
    contactCenter.fail(new Failure('unavailable', 'time-out'));
    x.troubles.failNext(new Failure('rejected', '151'));
    await agentSays('c1', 'hello');
    await clock.advance(5_000);
    connector = await started();
    contactCenter.recover();
    await clock.advance(10_000);
    expect(reports()).toEqual(['c1 FAILED']);
  });
});
