import { expect } from '@jest/globals';
import { MatchersV3 } from '@pact-foundation/pact';
import { TwitterV1DirectMessages } from '../../../src/adapters/twitter/rest/messages/twitter-v1-direct-messages.ts';
import type { OutgoingMessage } from '../../../src/domain/messaging/direct-messages.ts';
import { form, json } from '../bodies.ts';
import type { Contract, Example, Fact } from '../contract.ts';
import { accountId, customerId, eventId, sentAtMs } from '../../people.ts';
import { account, withX } from './client.ts';
import { withForm, withJson } from './requests.ts';

const { regex } = MatchersV3;

/** An id or a time, as X writes them. */
export const digits = (example: string) => regex('^\\d+$', example);

/** X has taken a message. */
const taken: Example['response'] = {
  status: 200,
  body: json({
    event: { id: digits(eventId), created_timestamp: digits(String(sentAtMs)) },
  }),
};

/** The request that sends this to the customer. */
export const sending = (message_data: object): Example['request'] => ({
  method: 'POST',
  path: '/1.1/direct_messages/events/new.json',
  headers: withJson,
  body: json({
    event: {
      type: 'message_create',
      message_create: { target: { recipient_id: customerId }, message_data },
    },
  }),
});

/** Sends something to the customer. */
export const send = (url: string, message: Omit<OutgoingMessage, 'account' | 'customerId'>) =>
  withX(url, (client) =>
    new TwitterV1DirectMessages(client).send({ account, customerId, ...message }),
  );

const mediaId = '1856000000000000001';

/** What agents say, in each of the forms that X has for it. */
export function directMessages(contract: Contract): void {
  const sends = (
    what: string,
    message: Omit<OutgoingMessage, 'account' | 'customerId'>,
    data: object,
    given: readonly Fact[] = [],
  ) =>
    contract.test(what, { given, request: sending(data), response: taken }, async (url) => {
      const media = message.attachment?.kind === 'media';
      const { text } = message;
      expect(await send(url, message)).toEqual({
        eventId,
        accountId,
        customerId,
        text,
        media,
        sentAtMs,
      });
    });

  const odd = 'Grüße 😀\n<b>"1 & 2"</b> https://example.com/?a=1&b=%20';
  sends('sends a text', { text: odd }, { text: odd });

  const options = [
    { label: 'Yes', description: 'I agree', payload: 'answer:yes' },
    { label: 'No', description: 'I do not', payload: 'answer:no' },
  ];
  const described = options.map(({ label, description, payload: metadata }) => ({
    label,
    description,
    metadata,
  }));
  sends(
    'sends quick replies with descriptions',
    { text: 'Well?', options },
    { text: 'Well?', quick_reply: { type: 'options', options: described } },
  );
  sends(
    'sends quick replies without descriptions, where one of them has none',
    { text: 'Well?', options: [...options, { label: 'Later', payload: 'answer:later' }] },
    {
      text: 'Well?',
      quick_reply: {
        type: 'options',
        options: [
          { label: 'Yes', metadata: 'answer:yes' },
          { label: 'No', metadata: 'answer:no' },
          { label: 'Later', metadata: 'answer:later' },
        ],
      },
    },
  );
  sends(
    'sends buttons that lead to pages',
    { text: 'Pay here', links: [{ label: 'Pay', url: 'https://example.com/pay?a=1' }] },
    {
      text: 'Pay here',
      ctas: [{ type: 'web_url', label: 'Pay', url: 'https://example.com/pay?a=1' }],
    },
  );
  sends(
    'sends a file without a text',
    { text: '', attachment: { kind: 'media', mediaId } },
    { text: '', attachment: { type: 'media', media: { id: mediaId } } },
    [['the account has uploaded a photo', { mediaId }]],
  );
  sends(
    'sends a location',
    { text: 'Here', attachment: { kind: 'location', latitude: 46.5, longitude: -6.25 } },
    {
      text: 'Here',
      attachment: {
        type: 'location',
        location: {
          type: 'shared_coordinate',
          shared_coordinate: { coordinates: { type: 'Point', coordinates: [-6.25, 46.5] } },
        },
      },
    },
  );
}

/** The signs of life of an agent. */
export function signs(contract: Contract): void {
  const signed = (what: string, fields: Readonly<Record<string, string>>): Example => ({
    request: {
      method: 'POST',
      path: `/1.1/direct_messages/${what}.json`,
      headers: withForm,
      body: form(fields),
    },
    response: { status: 204 },
  });
  const show = (act: (messages: TwitterV1DirectMessages) => Promise<void>) => (url: string) =>
    withX(url, (client) => act(new TwitterV1DirectMessages(client)));

  contract.test(
    'shows that an agent is typing',
    signed('indicate_typing', { recipient_id: customerId }),
    show((messages) => messages.indicateTyping(account, customerId)),
  );
  contract.test(
    'shows that the messages of a customer were read',
    signed('mark_read', { last_read_event_id: eventId, recipient_id: customerId }),
    show((messages) => messages.markRead(account, customerId, eventId)),
  );
}
