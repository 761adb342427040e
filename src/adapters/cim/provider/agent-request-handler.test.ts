import { beforeEach, expect, test } from '@jest/globals';
import { Failure, InvalidInput } from '../../../domain/errors.ts';
import { agentRequestHandler } from './agent-request-handler.ts';

let asked: unknown[];
let trouble: (() => Promise<void>) | undefined;

beforeEach(() => {
  asked = [];
  trouble = undefined;
});

const ask = async (...what: unknown[]): Promise<void> => {
  asked.push(what);
  await trouble?.();
};

const handle = agentRequestHandler({
  receive: async (message) => {
    if (message.accountId === 'nobody') throw new Failure('not-found', 'no account nobody');
    await ask('message', message);
  },
  typing: (...ids) => ask('typing', ...ids),
  read: (...ids) => ask('read', ...ids),
  ignored: (type) => void asked.push(['ignored', type]),
});

const posted = (body: unknown, serviceIdentifier = '902211') => ({
  id: 'cim-1',
  header: { channelData: { serviceIdentifier, channelCustomerIdentifier: '1580011223' } },
  body,
});
const plain = { type: 'PLAIN', markdownText: 'hi' };
const typing = { type: 'NOTIFICATION', notificationType: 'TYPING_STARTED' };
const read = { type: 'DELIVERYNOTIFICATION', status: 'READ', messageId: 'cim-0' };

test('hands a message on', async () => {
  await handle(posted(plain));
  const content = { kind: 'text', text: 'hi' };
  const message = { id: 'cim-1', accountId: '902211', customerId: '1580011223', content };
  expect(asked).toEqual([['message', message]]);
});

test('hands typing and read marks on', async () => {
  await handle(posted(typing));
  await handle(posted(read));
  expect(asked).toEqual([
    ['typing', '902211', '1580011223'],
    ['read', '902211', '1580011223', 'cim-0'],
  ]);
});

test.each([typing, read])('does not wait for what becomes of %j', async (body) => {
  trouble = () => new Promise(() => {});
  await expect(handle(posted(body))).resolves.toBeUndefined();
});

test.each([typing, read])('does not fail when this does: %j', async (body) => {
  trouble = async () => {
    throw new Failure('unavailable', 'as told');
  };
  await expect(handle(posted(body))).resolves.toBeUndefined();
});

test('counts by type what asks for nothing', async () => {
  await handle(posted({ type: 'NOTIFICATION', notificationType: 'INFO' }));
  expect(asked).toEqual([['ignored', 'NOTIFICATION']]);
});

test('fails when a message is refused or cannot be accepted', async () => {
  await expect(handle({})).rejects.toBeInstanceOf(InvalidInput);
  await expect(handle(posted(plain, 'nobody'))).rejects.toMatchObject({ code: 'not-found' });
});
