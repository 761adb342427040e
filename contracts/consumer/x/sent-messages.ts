import { expect } from '@jest/globals';
import { MatchersV3 } from '@pact-foundation/pact';
import { TwitterV1DirectMessages } from '../../../src/adapters/twitter/rest/messages/twitter-v1-direct-messages.ts';
import { json } from '../bodies.ts';
import type { Contract, Example } from '../contract.ts';
import { accountId, customerId, eventId, sentAtMs } from '../../people.ts';
import { account, withX } from './client.ts';
import { digits } from './direct-messages.ts';
import { asUser } from './requests.ts';

const { regex } = MatchersV3;

const listing = (query: Readonly<Record<string, string>>): Example['request'] => ({
  method: 'GET',
  path: '/1.1/direct_messages/events/list.json',
  query: { count: '50', ...query },
  headers: asUser,
});

const cursor = 'MTg1ODc2ODgzODk3MjE0NTY2NQ';

/** What the account has sent, looked up where it is not known. */
export function sentMessages(contract: Contract): void {
  const event = {
    type: 'message_create',
    id: digits(eventId),
    created_timestamp: digits(String(sentAtMs)),
    message_create: {
      target: { recipient_id: digits(customerId) },
      sender_id: digits(accountId),
      message_data: { text: MatchersV3.like('a &amp; b'), entities: { urls: MatchersV3.like([]) } },
    },
  };
  const events = MatchersV3.eachLike(event);
  const found = { eventId, accountId, customerId, text: 'a & b', media: false, sentAtMs };
  const since = (url: string) =>
    withX(url, (client) => new TwitterV1DirectMessages(client).sentSince(account, sentAtMs));

  contract.test(
    'lists the messages of an account, page by page',
    [
      {
        receiving: 'lists the newest messages of an account, and where the next begin',
        given: [['the account has sent so many messages', { count: 51, cursor }]],
        request: listing({}),
        response: { status: 200, body: json({ events, next_cursor: regex('^\\S+$', cursor) }) },
      },
      {
        receiving: 'lists the older messages of an account',
        given: [['the account has sent so many messages', { count: 51, cursor }]],
        request: listing({ cursor }),
        response: { status: 200, body: json({ events }) },
      },
    ],
    async (url) => expect(await since(url)).toEqual([found, found]),
  );

  contract.test(
    'lists an empty page, after which others follow',
    [
      {
        receiving: 'lists no messages on the first page, and where the next begin',
        given: [['the first page is empty', { cursor }]],
        request: listing({}),
        response: { status: 200, body: json({ events: [], next_cursor: regex('^\\S+$', cursor) }) },
      },
      {
        receiving: 'lists messages after an empty page',
        given: [['the first page is empty', { cursor }]],
        request: listing({ cursor }),
        response: { status: 200, body: json({ events }) },
      },
    ],
    async (url) => expect(await since(url)).toEqual([found]),
  );
}
