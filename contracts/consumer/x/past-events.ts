import { expect } from '@jest/globals';
import { MatchersV3 } from '@pact-foundation/pact';
import { TwitterPastEvents } from '../../../src/adapters/twitter/rest/messages/twitter-past-events.ts';
import { signing } from '../../../src/adapters/twitter/rest/accounts/user-authentication.ts';
import { messagesInV1 } from '../../../src/adapters/twitter/rest/messages/v1-messages.ts';
import { messagesInV2 } from '../../../src/adapters/twitter/rest/messages/v2-messages.ts';
import { sentAtMsOf } from '../../../src/domain/messaging/cim-id.ts';
import { accountId, customerId, eventId } from '../../people.ts';
import { json } from '../bodies.ts';
import type { Contract } from '../contract.ts';
import { account, withX } from './client.ts';
import { digits } from './direct-messages.ts';
import { asUser } from './requests.ts';
import { withObjects } from './v2-downloads.ts';

const { eachLike, like, regex } = MatchersV3;

const v2 = { messages: 'v2', events: 'v2' } as const;
const sentAtMs = sentAtMsOf(eventId);
const photo =
  'https://ton.twitter.com/1.1/ton/data/dm/1858768838972145665/1856000000000000001/abcDEF12.jpg';
const link = 'https://t.co/abcDEF1234';

const page = (url: string, apis?: typeof v2) =>
  withX(url, (client) => {
    const read = { 'v1.1': messagesInV1(client), v2: messagesInV2(client, signing) };
    return new TwitterPastEvents(read).page({ ...account, ...(apis && { apis }) });
  });

const received = { eventId, accountId, sentAtMs };

/** What X still knows of what customers said. */
export function pastEvents(contract: Contract): void {
  contract.test(
    'lists what a customer chose',
    {
      given: [['the customer has chosen a quick reply', { metadata: 'answer:yes' }]],
      request: {
        method: 'GET',
        path: '/1.1/direct_messages/events/list.json',
        query: { count: '50' },
        headers: asUser,
      },
      response: {
        status: 200,
        body: json({
          events: eachLike({
            type: 'message_create',
            id: digits(eventId),
            created_timestamp: digits(String(sentAtMs)),
            message_create: {
              target: { recipient_id: digits(accountId) },
              sender_id: digits(customerId),
              message_data: {
                text: like('Yes'),
                quick_reply_response: { type: 'options', metadata: 'answer:yes' },
              },
            },
          }),
        }),
      },
    },
    async (url) => {
      const message = {
        ...received,
        customer: { id: customerId },
        text: 'Yes',
        attachments: [],
        choice: 'answer:yes',
      };
      expect(await page(url)).toEqual({
        events: [{ kind: 'message', message }],
        newestMs: sentAtMs,
      });
    },
  );

  const mediaKey = regex('^\\d+_\\d+$', '5_1856000000000000001');
  const said = {
    id: digits(eventId),
    event_type: 'MessageCreate',
    text: regex('^.* ?https://t\\.co/\\w+$', `Look ${link}`),
    sender_id: digits(customerId),
    dm_conversation_id: regex('^\\d+-\\d+$', `${accountId}-${customerId}`),
    attachments: { media_keys: [mediaKey] },
  };
  const person = { id: digits(customerId), name: like('Ada Lovelace'), username: like('ada') };
  contract.test(
    'lists in v2 who sent which photo',
    {
      given: [['the customer has sent a photo in a message', { eventId }]],
      request: {
        method: 'GET',
        path: '/2/dm_events',
        query: { max_results: '100', event_types: 'MessageCreate', ...withObjects },
        headers: asUser,
      },
      response: {
        status: 200,
        body: json({
          data: eachLike(said),
          includes: {
            users: eachLike(person),
            media: [{ media_key: mediaKey, type: 'photo', url: like(photo) }],
          },
          meta: { result_count: like(1) },
        }),
      },
    },
    async (url) => {
      const message = {
        ...received,
        customer: { id: customerId, name: 'Ada Lovelace', screenName: 'ada' },
        text: 'Look',
        attachments: [{ kind: 'photo', urls: [photo] }],
      };
      const found = await page(url, v2);
      expect(found).toEqual({ events: [{ kind: 'message', message }], newestMs: sentAtMs });
    },
  );
}
