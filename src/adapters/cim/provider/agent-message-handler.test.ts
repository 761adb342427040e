import { beforeEach, expect, test } from '@jest/globals';
import { Failure, InvalidInput } from '../../../domain/errors.ts';
import type { AgentMessage } from '../../../domain/messaging/agent-message.ts';
import { agentMessageHandler } from './agent-message-handler.ts';

let accepted: AgentMessage[];
let ignored: string[];

beforeEach(() => {
  accepted = [];
  ignored = [];
});

const handle = agentMessageHandler({
  receive: {
    execute: async (message) => {
      if (message.accountId === 'nobody') throw new Failure('not-found', 'no account nobody');
      accepted.push(message);
    },
  },
  ignored: (type) => ignored.push(type),
});

const posted = (body: unknown, serviceIdentifier = '902211') => ({
  id: 'cim-1',
  header: { channelData: { serviceIdentifier, channelCustomerIdentifier: '1580011223' } },
  body,
});
const plain = { type: 'PLAIN', markdownText: 'hi' };

test('hands a message on', async () => {
  await handle(posted(plain));
  const content = { kind: 'text', text: 'hi' };
  expect(accepted).toEqual([
    { id: 'cim-1', accountId: '902211', customerId: '1580011223', content },
  ]);
  expect(ignored).toEqual([]);
});

test('counts by type what asks for nothing', async () => {
  await handle(posted({ type: 'NOTIFICATION', notificationType: 'TYPING_STARTED' }));
  expect([accepted, ignored]).toEqual([[], ['NOTIFICATION']]);
});

test('fails when a message is refused or cannot be accepted', async () => {
  await expect(handle({})).rejects.toBeInstanceOf(InvalidInput);
  await expect(handle(posted(plain, 'nobody'))).rejects.toMatchObject({ code: 'not-found' });
});
