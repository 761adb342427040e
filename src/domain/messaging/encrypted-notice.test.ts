import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryAccounts } from '../../adapters/in-memory/in-memory-accounts.ts';
import { InMemoryContactCenter } from '../../adapters/in-memory/in-memory-contact-center.ts';
import { InMemoryCustomerMedia } from '../../adapters/in-memory/in-memory-customer-media.ts';
import { InMemoryDeliveryStore } from '../../adapters/in-memory/in-memory-delivery-store.ts';
import { InMemoryDirectMessages } from '../../adapters/in-memory/in-memory-direct-messages.ts';
import { InMemoryFileStore } from '../../adapters/in-memory/in-memory-file-store.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import { defaultBackoff } from '../delivery/backoff.ts';
import { defaultGateLimits } from '../delivery/gate.ts';
import { Lanes } from '../delivery/lanes.ts';
import { KeepAttachment } from '../media/keep-attachment.ts';
import { cimIdOf } from './cim-id.ts';
import { DeliverToContactCenter } from './deliver-to-contact-center.ts';
import type { AccountEvent } from './direct-message.ts';
import { contactCenterTarget } from './lanes-of.ts';
import { ReceiveAccountEvents } from './receive-account-events.ts';
import { receiveRead, ShowRead } from './show-read.ts';

const credentials = { consumerKey: '', consumerSecret: '', accessToken: '', accessTokenSecret: '' };
const timings = {
  leaseMs: 60_000,
  sendTimeoutMs: 10_000,
  echoWaitMs: 2_000,
  burnedMax: 10,
  backoff: defaultBackoff,
  gate: defaultGateLimits,
};
const observer = { notice: () => {} };

let clock: ManualClock;
let contactCenter: InMemoryContactCenter;
let x: InMemoryDirectMessages;
let lanes: Lanes;
let receive: (...events: AccountEvent[]) => Promise<void>;

beforeEach(async () => {
  clock = new ManualClock();
  contactCenter = new InMemoryContactCenter();
  x = new InMemoryDirectMessages();
  const accounts = new InMemoryAccounts();
  for (const id of ['1', '3']) await accounts.save({ id, credentials, state: 'active' });
  const store = new InMemoryDeliveryStore();
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
  const outward = new ShowRead(x, accounts, clock);
  const delivererOf = ({ target }: { target: string }) =>
    target === contactCenterTarget ? inward : outward;
  lanes = new Lanes({ store, clock, observer, timings, random: () => 0.5, delivererOf });
  await lanes.start();
  const events = new ReceiveAccountEvents(lanes, accounts, clock, observer, async () => {});
  receive = async (...all) => {
    await events.execute(all);
    await clock.settle();
  };
});

const encrypted = (accountId = '1', id = '2'): AccountEvent => ({
  kind: 'encrypted',
  accountId,
  customer: { id, name: 'Two' },
});
const text = {
  kind: 'text',
  text: expect.stringContaining("moved to X's encrypted chat"),
};

describe('a conversation that goes on in encrypted chat', () => {
  test('is told of to the agent once, however many events of the chat arrive', async () => {
    await receive(encrypted(), encrypted());
    const atMs = clock.now();
    await clock.advance(60_000);
    await receive(encrypted());
    expect(contactCenter.messages).toEqual([
      {
        eventId: '-2',
        accountId: '1',
        customer: { id: '2', name: 'Two' },
        sentAtMs: atMs,
        part: 0,
        content: text,
      },
    ]);
  });

  test('is told of for each customer and each account', async () => {
    await receive(encrypted('1', '2'), encrypted('1', '4'), encrypted('3', '2'));
    expect(contactCenter.messages).toHaveLength(3);
    const ids = contactCenter.messages.map(({ accountId, eventId, part }) =>
      cimIdOf(accountId, eventId, part),
    );
    expect(new Set(ids).size).toBe(3);
  });

  test('has its place among the messages of the customer', async () => {
    const message = (eventId: string): AccountEvent => ({
      kind: 'message',
      message: {
        eventId,
        accountId: '1',
        customer: { id: '2' },
        text: `text ${eventId}`,
        attachments: [],
        sentAtMs: 5,
      },
    });
    await receive(message('10'), encrypted(), message('11'));
    expect(contactCenter.messages.map(({ content }) => content)).toEqual([
      { kind: 'text', text: 'text 10' },
      text,
      { kind: 'text', text: 'text 11' },
    ]);
  });

  test('gets no read receipt on X when the agent has seen the notice', async () => {
    await receive(encrypted());
    const read = receiveRead(lanes, clock);
    await read('1', '2', cimIdOf('1', '-2', 0));
    await clock.settle();
    expect(x.reads).toEqual([]);
    await read('1', '2', cimIdOf('1', '9223372036854775807', 0));
    await clock.settle();
    expect(x.reads).toMatchObject([{ upToEventId: '9223372036854775807' }]);
  });
});
