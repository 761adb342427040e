import { CcmContactCenter } from '../../../src/adapters/cim/ccm/ccm-contact-center.ts';
import type {
  CustomerContent,
  CustomerMessage,
} from '../../../src/domain/messaging/customer-message.ts';
import type { Contract } from '../contract.ts';
import { accountId, customerId, eventId, sentAtMs } from '../../people.ts';
import { withCcm } from './client.ts';
import { firstId, fromCustomer, messagePath, named, received, secondId } from './expected.ts';

/** Hands a message to CCM. */
export const deliver = (url: string, message: CustomerMessage, path = messagePath) =>
  withCcm(url, (client) =>
    new CcmContactCenter(client, { messagePath: path, clock: { now: () => sentAtMs } }).deliver(
      message,
    ),
  );

/** A part of what the customer wrote; the first one, and only text, unless told. */
export const part = (
  content: CustomerContent,
  more: Partial<CustomerMessage> = {},
): CustomerMessage => ({
  eventId,
  accountId,
  customer: { id: customerId, name: 'Ada Lovelace', screenName: 'ada' },
  part: 0,
  content,
  sentAtMs,
  ...more,
});

const text = (words: string): CustomerContent => ({ kind: 'text', text: words });

const plain = (markdownText: string) => ({ type: 'PLAIN', markdownText });

const address = 'http://files.example/api/downloadFileStream?filename=1_photo.jpg';

const file = { name: '1_photo.jpg', url: address, contentType: 'image/jpeg', sizeBytes: 60_184 };

const fileBody = (type: string, name: string, mimeType: string) => ({
  type,
  markdownText: '',
  caption: name,
  attachment: {
    mediaUrl: address,
    thumbnail: '',
    mimeType,
    size: 60_184,
    mediaLabel: name,
    mediaName: name,
  },
  additionalDetails: {},
});

/** What customers say, in each of the bodies that we send. */
export function customerMessages(contract: Contract): void {
  const carried = (what: string, message: CustomerMessage, expected: object) =>
    contract.test(what, received(expected), (url) => deliver(url, message));

  carried('shows what a customer wrote', part(text('Grüße 😀\n<b>"1 & 2"</b>')), {
    id: firstId,
    header: fromCustomer(),
    body: plain('Grüße 😀\n<b>"1 & 2"</b>'),
  });

  carried(
    'shows what a customer chose, with its payload',
    part({ kind: 'text', text: 'Yes', choice: 'answer:yes' }),
    {
      id: firstId,
      header: fromCustomer({ entities: { payload: 'answer:yes' } }),
      body: plain('Yes'),
    },
  );

  const unnamed = part(text('Hi'), {
    customer: { id: customerId },
    initiatedVia: { postId: '1700000000000000001', welcomeMessageId: '1700000000000000002' },
  });
  const via = (key: string, value: string) => ({ key, type: 'String100', value });
  carried('shows a customer without a name, and what led to the message', unnamed, {
    id: firstId,
    header: {
      ...fromCustomer(),
      channelData: {
        ...fromCustomer().channelData,
        customerFirstName: customerId,
        customerLastName: '',
        additionalAttributes: [
          named.additionalAttributes[0],
          via('initiated_via_tweet_id', '1700000000000000001'),
          via('initiated_via_welcome_message_id', '1700000000000000002'),
        ],
      },
    },
    body: plain('Hi'),
  });

  carried('shows a photo', part({ kind: 'image', file }, { part: 1 }), {
    id: secondId,
    header: fromCustomer(),
    body: fileBody('IMAGE', '1_photo.jpg', 'image/jpeg'),
  });

  const video = { ...file, name: '1_film.mp4', contentType: 'video/mp4' };
  carried('shows a video', part({ kind: 'video', file: video }), {
    id: firstId,
    header: fromCustomer(),
    body: fileBody('VIDEO', '1_film.mp4', 'video/mp4'),
  });

  carried('shows a location', part({ kind: 'location', latitude: 46.5, longitude: -6.25 }), {
    id: firstId,
    header: fromCustomer(),
    body: {
      type: 'LOCATION',
      markdownText: '',
      location: { latitude: 46.5, longitude: -6.25 },
      additionalDetails: {},
    },
  });
}
