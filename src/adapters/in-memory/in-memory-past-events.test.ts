import type { Account } from '../../domain/accounts/account.ts';
import { Failure } from '../../domain/errors.ts';
import { pastEventsConformance } from '../../domain/messaging/past-events.conformance.ts';
import { InMemoryPastEvents } from './in-memory-past-events.ts';

const credentials = {
  consumerKey: 'key',
  consumerSecret: 'secret',
  accessToken: 'token',
  accessTokenSecret: 'token secret',
};
const account: Account = { id: '1', credentials, state: 'active' };

pastEventsConformance('in memory', async () => {
  const pastEvents = new InMemoryPastEvents();
  const { happened, troubles } = pastEvents;
  const newMessage = (text: string) => {
    const eventId = String(1_800_000_000_000_000_000n + BigInt(happened.length));
    return { eventId, accountId: account.id, text, sentAtMs: 1_700_000_000_000 + happened.length };
  };
  return {
    pastEvents,
    account,
    customers: ['2', '3'],
    name: 'Ada Lovelace',
    customerWrites: async (id, text, photo) => {
      const customer = { id, name: 'Ada Lovelace' };
      const attachments = photo ? [{ kind: 'photo' as const, urls: ['https://x.example/1'] }] : [];
      const message = { ...newMessage(text), customer, attachments };
      happened.push({ kind: 'message', message });
      return message.eventId;
    },
    accountWrites: async (customerId, text) => {
      const message = { ...newMessage(text), customerId, media: false };
      happened.push({ kind: 'echo', message });
      return message.eventId;
    },
    refuseNext: async (code, retryAtMs) =>
      troubles.failNext(new Failure(code, 'refused', retryAtMs)),
    tearNext: async (how) => troubles.tearNext(how),
    close: async () => {},
  };
});
