import { Failure } from '../../domain/errors.ts';
import { directMessagesConformance } from '../../domain/messaging/direct-messages.conformance.ts';
import { InMemoryDirectMessages } from './in-memory-direct-messages.ts';

const credentials = {
  consumerKey: 'key',
  consumerSecret: 'secret',
  accessToken: 'token',
  accessTokenSecret: 'token secret',
};

directMessagesConformance('in memory', async () => {
  const directMessages = new InMemoryDirectMessages();
  return {
    directMessages,
    account: { id: '1', credentials, state: 'active' },
    customers: ['2', '3'],
    reached: async () =>
      directMessages.reached.map(({ customerId, text, attachment, options, links }) => ({
        customerId,
        text,
        ...(attachment && { attachment }),
        ...(options && { options }),
        ...(links && { links }),
      })),
    signs: async () => [
      ...directMessages.typing.map(({ customerId }) => ({ kind: 'typing' as const, customerId })),
      ...directMessages.reads.map(({ customerId, upToEventId }) => ({
        kind: 'read' as const,
        customerId,
        upToEventId,
      })),
    ],
    uploaded: async () => '1',
    customerWrites: async () => '1',
    staffWrites: async (customerId, text) => void directMessages.write('1', customerId, text),
    refuseNext: async (code, retryAtMs) =>
      directMessages.troubles.failNext(new Failure(code, 'refused', retryAtMs)),
    tearNext: async (how) => directMessages.troubles.tearNext(how),
    close: async () => {},
  };
});
