import { expect } from '@jest/globals';
import { MatchersV3 } from '@pact-foundation/pact';
import type { Account } from '../../../src/domain/accounts/account.ts';
import { bytes, json } from '../bodies.ts';
import type { Contract } from '../contract.ts';
import { fails } from '../fails.ts';
import { untyped, whole } from '../files.ts';
import { accountId, customerId, eventId } from '../../people.ts';
import { account } from './client.ts';
import { digits } from './direct-messages.ts';
import { withMedia } from './media-client.ts';
import { asUser } from './requests.ts';
import { asConnected, bearing, connected, tokenAlone } from './user-token.ts';
import { eventFields } from './v2-messages.ts';

const { like, regex } = MatchersV3;

const apis = { messages: 'v2', events: 'v2' } as const;
const byToken: Account = { ...account, apis, credentials: tokenAlone };
const names = '1858768838972145665/1856000000000000001/abcDEF12.jpg';
const photo = `https://ton.twitter.com/1.1/ton/data/dm/${names}`;

/** What is asked of a message with what it refers to. */
export const withObjects = {
  'dm_event.fields': eventFields,
  expansions: 'attachments.media_keys,sender_id,participant_ids',
  'user.fields': 'id,name,username',
  'media.fields': 'media_key,type,url,variants',
};

/** Files that customers sent, for accounts that API v2 knows them by. */
export function v2Downloads(contract: Contract): void {
  const request = {
    method: 'GET',
    path: `/2/dm_conversations/media/${names}`,
    headers: {
      accept: '*/*',
      'accept-encoding': 'identity',
      'user-agent': 'twitter-connector',
      authorization: asConnected.authorization,
    },
  } as const;
  const download = (url: string) =>
    withMedia(
      url,
      async (media) => {
        const stream = await media.download(byToken, photo);
        return { file: await whole(stream.bytes), contentType: stream.contentType };
      },
      bearing,
    );
  contract.test(
    'sends a photo to a token of who takes part',
    {
      given: [connected, ['the customer has sent a photo that API v2 names', { names }]],
      request,
      response: { status: 200, body: bytes('application/octet-stream', untyped) },
    },
    async (url) =>
      expect(await download(url)).toEqual({ file: untyped, contentType: 'image/jpeg' }),
  );
  contract.test(
    'sends no photo to a token that has ended',
    { request, response: { status: 401 } },
    (url) => fails(download(url), 'unauthorized'),
  );

  const find = (url: string) =>
    withMedia(url, (media) => media.addresses({ ...account, apis }, eventId));
  const finding = {
    method: 'GET',
    path: `/2/dm_events/${eventId}`,
    query: withObjects,
    headers: asUser,
  } as const;
  const mediaKey = regex('^\\d+_\\d+$', '5_1856000000000000001');
  contract.test(
    'tells where the photo of a message is',
    {
      given: [['the customer has sent a photo in a message', { eventId }]],
      request: finding,
      response: {
        status: 200,
        body: json({
          data: {
            id: digits(eventId),
            event_type: 'MessageCreate',
            text: like('Look'),
            sender_id: digits(customerId),
            dm_conversation_id: regex('^\\d+-\\d+$', `${accountId}-${customerId}`),
            attachments: { media_keys: [mediaKey] },
          },
          includes: { media: [{ media_key: mediaKey, type: 'photo', url: like(photo) }] },
        }),
      },
    },
    async (url) => expect(await find(url)).toEqual([photo]),
  );
  contract.test(
    'tells nothing of a message that there is not',
    {
      request: finding,
      response: { status: 200, body: json({ errors: [{ title: like('Not Found Error') }] }) },
    },
    (url) => fails(find(url), 'not-found'),
  );
}
