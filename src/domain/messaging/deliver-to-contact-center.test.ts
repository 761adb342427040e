import { beforeEach, expect, test } from '@jest/globals';
import { InMemoryContactCenter } from '../../adapters/in-memory/in-memory-contact-center.ts';
import type { Head } from '../delivery/lane.ts';
import { Failure } from '../errors.ts';
import { DeliverToContactCenter } from './deliver-to-contact-center.ts';
import { type ForContactCenter, towardsContactCenter } from './lanes-of.ts';

const message = {
  eventId: '954491830116155396',
  accountId: '1',
  customer: { id: '2', name: 'Two' },
  text: 'hello “you” 👋',
  attachments: [{ kind: 'photo' as const }],
  sentAtMs: 1,
};
const report = {
  messageId: 'c1',
  accountId: '1',
  customerId: '2',
  status: 'FAILED' as const,
  reasonCode: '400',
  told: 'The message was refused.',
  atMs: 2,
};

let contactCenter: InMemoryContactCenter;
let deliver: DeliverToContactCenter;

beforeEach(() => {
  contactCenter = new InMemoryContactCenter();
  deliver = new DeliverToContactCenter(contactCenter, 259_200_000);
});

/** A head that carries this, as it was journalled. */
const head = (content: ForContactCenter): Head => ({
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

test('a message reaches the contact centre as it was journalled', async () => {
  expect(await deliver.execute(head({ kind: 'message', message }))).toEqual({ kind: 'done' });
  expect(contactCenter.messages).toEqual([message]);
  expect(contactCenter.reports).toEqual([]);
});

test('a report reaches the contact centre as it was journalled', async () => {
  expect(await deliver.execute(head({ kind: 'report', report }))).toEqual({ kind: 'done' });
  expect(contactCenter.reports).toEqual([report]);
  expect(contactCenter.messages).toEqual([]);
});

test('a message in doubt is delivered again, since it is shown once however often it comes', async () => {
  contactCenter.fail(new Failure('unavailable', 'time-out'), 'answer-lost');
  const lost = deliver.execute(head({ kind: 'message', message }));
  await expect(lost).rejects.toMatchObject({ code: 'unavailable' });

  contactCenter.recover();
  await deliver.execute({ ...head({ kind: 'message', message }), doubtSinceMs: 1 });
  expect(contactCenter.messages).toEqual([message]);
});

test('a failure of the contact centre is passed on as it is', async () => {
  const failure = new Failure('throttled', '429', 5);
  contactCenter.fail(failure);
  await expect(deliver.execute(head({ kind: 'report', report }))).rejects.toBe(failure);
});

test('there is nobody to tell when something is given up', () => {
  expect(deliver.buried()).toEqual([]);
});
