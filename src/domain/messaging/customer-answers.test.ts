import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryAccounts } from '../../adapters/in-memory/in-memory-accounts.ts';
import { InMemoryContactCenter } from '../../adapters/in-memory/in-memory-contact-center.ts';
import { InMemoryCustomerMedia } from '../../adapters/in-memory/in-memory-customer-media.ts';
import { InMemoryDeliveryStore } from '../../adapters/in-memory/in-memory-delivery-store.ts';
import { InMemoryFileStore } from '../../adapters/in-memory/in-memory-file-store.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import { Failure } from '../errors.ts';
import { KeepAttachment } from '../media/keep-attachment.ts';
import { DeliverToContactCenter } from './deliver-to-contact-center.ts';
import type { DirectMessage } from './direct-message.ts';
import { type ForContactCenter, towardsContactCenter } from './lanes-of.ts';

const options = [
  { label: 'Tea', payload: 'TEA' },
  { label: 'Coffee', payload: 'COFFEE' },
];

let contactCenter: InMemoryContactCenter;
let ledger: InMemoryDeliveryStore;
let deliver: DeliverToContactCenter;

beforeEach(() => {
  const clock = new ManualClock();
  const media = new InMemoryCustomerMedia();
  contactCenter = new InMemoryContactCenter();
  ledger = new InMemoryDeliveryStore();
  deliver = new DeliverToContactCenter({
    contactCenter,
    keepAttachment: new KeepAttachment(media, new InMemoryFileStore(), clock, 60_000, {
      notice: () => {},
    }),
    accounts: new InMemoryAccounts(),
    ledger,
    clock,
    ageMaxMs: 259_200_000,
    attachmentPatienceMs: 900_000,
  });
});

const execute = (content: ForContactCenter) =>
  deliver.execute({
    ...towardsContactCenter('1', '2', content),
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

/** What the customer writes at 100, as it is shown. */
async function shown(text: string, more: Partial<DirectMessage> = {}) {
  const [accountId, customer, attachments] = ['1', { id: '2' }, []] as const;
  const said = { eventId: '7', accountId, customer, text, attachments, sentAtMs: 100 };
  await execute({ kind: 'message', message: { ...said, ...more } });
  return contactCenter.messages[0]?.content;
}
/** A message to the customer, sent at this time. */
const sent = (cimId: string, sentAtMs: number, menu?: typeof options, more: object = {}) =>
  ledger.journal.keep({
    accountId: '1',
    customerId: '2',
    eventId: cimId,
    cimId,
    fingerprint: '',
    sentAtMs,
    ...(menu && { menu: JSON.stringify(menu) }),
    ...more,
  });
const text = (words: string) => ({ kind: 'text', text: words });
const coffee = { kind: 'text', text: 'Coffee', choice: 'COFFEE' };

describe('a tapped answer', () => {
  test('says what it stands for, whatever was sent meanwhile', async () => {
    sent('c1', 50, [{ label: 'Coffee', payload: 'of another menu' }]);
    expect(await shown('Coffee', { choice: 'COFFEE' })).toEqual(coffee);
  });

  test('that stands for nothing is its text, and is not looked up', async () => {
    sent('c1', 50, options);
    expect(await shown('Coffee', { choice: '' })).toEqual(text('Coffee'));
  });
});

describe('a typed answer', () => {
  test.each(['2', ' 2. ', '2)', 'coffee', 'COFFEE'])('is understood: %j', async (typed) => {
    sent('c1', 50, options);
    expect(await shown(typed)).toEqual(coffee);
  });

  test.each(['0', '3', '21', '2 please', 'milk', '2\n2'])('is left as it is: %j', async (typed) => {
    sent('c1', 50, options);
    expect(await shown(typed)).toEqual(text(typed));
  });

  test('means the newest menu', async () => {
    sent('c1', 50, options.toReversed());
    sent('c2', 60, options);
    expect(await shown('2')).toEqual(coffee);
  });

  test('means nothing when something else was said after the menu', async () => {
    sent('c1', 50, options);
    sent('c2', 60);
    expect(await shown('2')).toEqual(text('2'));
  });

  test('means the menu that the customer had seen, also when it is delivered late', async () => {
    sent('c1', 100, options);
    sent('c2', 101);
    expect(await shown('2')).toEqual(coffee);
  });

  test.each([
    ['came after it', 101, {}],
    ['another customer got', 50, { customerId: '3' }],
    ['another account sent', 50, { accountId: '9' }],
    ['is no message of ours', 50, { cimId: undefined }],
  ])('means no menu that %s', async (_name, sentAtMs, more) => {
    sent('c1', sentAtMs, options, more);
    expect(await shown('2')).toEqual(text('2'));
  });

  test('without any message to the customer is left as it is', async () => {
    expect(await shown('2')).toEqual(text('2'));
  });

  test('to options that are all the payload there is comes back exactly', async () => {
    const payload = '{"é": "\\"👋"}';
    sent('c1', 50, [{ label: '☕', payload }]);
    expect(await shown('☕')).toEqual({ kind: 'text', text: '☕', choice: payload });
  });
});

describe('that the customer has read', () => {
  const read = (upToMs: number) =>
    execute({ kind: 'read', read: { accountId: '1', customerId: '2', upToMs, atMs: 5 } });
  const reports = () => contactCenter.reports;

  test('is told of the newest message up to then', async () => {
    for (const [id, atMs] of [
      ['c1', 50],
      ['c2', 60],
      ['c3', 61],
    ] as const)
      sent(id, atMs);
    expect(await read(60)).toEqual({ kind: 'done' });
    expect(reports()).toEqual([
      {
        messageId: 'c2',
        accountId: '1',
        customerId: '2',
        status: 'READ',
        reasonCode: '200',
        told: '',
        atMs: 5,
      },
    ]);
  });

  test('is told to nobody when there is no message of ours that it could mean', async () => {
    expect(await read(60)).toEqual({ kind: 'done' });
    sent('c1', 61);
    sent('c2', 50, undefined, { cimId: undefined });
    sent('c3', 50, undefined, { customerId: '3' });
    expect(await read(60)).toEqual({ kind: 'done' });
    expect(reports()).toEqual([]);
  });

  test('is tried again when the contact centre is down', async () => {
    sent('c1', 50);
    const failure = new Failure('unavailable', 'ECONNREFUSED');
    contactCenter.fail(failure);
    await expect(read(60)).rejects.toBe(failure);
  });
});
