import { expect } from '@jest/globals';
import { MatchersV3 } from '@pact-foundation/pact';
import { accountId, customerId, eventId, sentAtMs } from '../../people.ts';
import { json } from '../bodies.ts';
import type { Contract, Example } from '../contract.ts';
import { fails } from '../fails.ts';
import { account } from './client.ts';
import { digits } from './direct-messages.ts';
import { withMedia } from './media-client.ts';
import { asUser } from './requests.ts';
import { error } from './webhooks.ts';

const { like } = MatchersV3;

const photo =
  'https://ton.twitter.com/1.1/ton/data/dm/1858768838972145665/1856000000000000001/abcDEF12.jpg';
const link = 'https://t.co/abcDEF1234';

/** Where the file of a message is, as v1.1 tells it. */
export function mediaAddresses(contract: Contract): void {
  const find = (url: string) => withMedia(url, (media) => media.addresses(account, eventId));
  const showing: Example['request'] = {
    method: 'GET',
    path: '/1.1/direct_messages/events/show.json',
    query: { id: eventId },
    headers: asUser,
  };
  const media = {
    id_str: digits('1856000000000000001'),
    type: 'photo',
    media_url_https: like(photo),
    url: like(link),
  };
  const event = {
    type: 'message_create',
    id: digits(eventId),
    created_timestamp: digits(String(sentAtMs)),
    message_create: {
      target: { recipient_id: digits(accountId) },
      sender_id: digits(customerId),
      message_data: { text: like(''), attachment: { type: 'media', media } },
    },
  };
  contract.test(
    'shows where the photo of a message is',
    {
      given: [['the customer has sent a photo in a message', { eventId }]],
      request: showing,
      response: { status: 200, body: json({ event }) },
    },
    async (url) => expect(await find(url)).toEqual([photo]),
  );
  contract.test(
    'shows nothing of a message that there is not',
    {
      request: showing,
      response: { status: 404, body: error(34, 'Sorry, that page does not exist.') },
    },
    (url) => fails(find(url), 'not-found'),
  );
}
