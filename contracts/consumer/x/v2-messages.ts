import { expect } from '@jest/globals';
import { MatchersV3 } from '@pact-foundation/pact';
import { TwitterV2DirectMessages } from '../../../src/adapters/twitter/rest/messages/twitter-v2-direct-messages.ts';
import { signing } from '../../../src/adapters/twitter/rest/accounts/user-authentication.ts';
import { sentAtMsOf } from '../../../src/domain/messaging/cim-id.ts';
import type { OutgoingMessage } from '../../../src/domain/messaging/direct-messages.ts';
import { json } from '../bodies.ts';
import type { Contract, Example, Fact } from '../contract.ts';
import { fails } from '../fails.ts';
import { accountId, customerId, eventId } from '../../people.ts';
import { account, withX } from './client.ts';
import { digits } from './direct-messages.ts';
import { asUser, withJson } from './requests.ts';
import { ofV2Messages } from './v2-answers.ts';

const { eachLike, like, regex } = MatchersV3;

const mediaId = '1856000000000000001';
const token = 'b2xkZXIgMTg1ODc2ODgzODk3MjE0NTY2NQ';
const sentAtMs = sentAtMsOf(eventId);
const conversation = regex('^\\d+-\\d+$', `${accountId}-${customerId}`);

/** What is asked of each message. */
export const eventFields =
  'id,event_type,text,created_at,dm_conversation_id,sender_id,attachments,entities';

const sending = (message: object): Example['request'] => ({
  method: 'POST',
  path: `/2/dm_conversations/with/${customerId}/messages`,
  headers: withJson,
  body: json(message),
});

const taken: Example['response'] = {
  status: 201,
  body: json({ data: { dm_event_id: digits(eventId) } }),
};

type Said = Omit<OutgoingMessage, 'account' | 'customerId'>;

const send = (url: string, message: Said) =>
  withX(url, (client) =>
    new TwitterV2DirectMessages(client, signing).send({ account, customerId, ...message }),
  );

/** What agents say in API v2, and how it is refused. */
export function v2Messages(contract: Contract): void {
  const sends = (what: string, message: Said, sent: object, given: readonly Fact[] = []) =>
    contract.test(what, { given, request: sending(sent), response: taken }, async (url) => {
      const { text, attachment } = message;
      const media = attachment !== undefined;
      const said = { eventId, accountId, customerId, text, media, sentAtMs };
      expect(await send(url, message)).toEqual(said);
    });
  const odd = 'Grüße 😀\n<b>"1 & 2"</b> https://example.com/?a=1&b=%20';
  sends('sends a text in v2', { text: odd }, { text: odd });
  const attachment = { kind: 'media', mediaId } as const;
  const uploaded: readonly Fact[] = [['the account has uploaded a photo', { mediaId }]];
  const attachments = [{ media_id: mediaId }];
  sends(
    'sends a file in v2',
    { text: 'Look', attachment },
    { text: 'Look', attachments },
    uploaded,
  );
  sends('sends a file without a text in v2', { text: '', attachment }, { attachments }, uploaded);

  for (const { when, given = [when], response, means, announced } of ofV2Messages) {
    contract.test(
      `answers a message in v2 when ${when}`,
      { given, request: sending({ text: 'Hi' }), response },
      (url) => fails(send(url, { text: 'Hi' }), means, announced),
    );
  }
}

const listing = (query: Readonly<Record<string, string>> = {}): Example['request'] => ({
  method: 'GET',
  path: '/2/dm_events',
  query: {
    max_results: '100',
    event_types: 'MessageCreate',
    'dm_event.fields': eventFields,
    ...query,
  },
  headers: asUser,
});

/** What the account has sent, looked up in API v2 where it is not known. */
export function v2SentMessages(contract: Contract): void {
  const data = eachLike({
    id: digits(eventId),
    event_type: 'MessageCreate',
    text: like('a & b'),
    sender_id: digits(accountId),
    dm_conversation_id: conversation,
  });
  const found = { eventId, accountId, customerId, text: 'a & b', media: false, sentAtMs };
  const since = (url: string) =>
    withX(url, (client) =>
      new TwitterV2DirectMessages(client, signing).sentSince(account, sentAtMs),
    );
  const given: readonly Fact[] = [
    ['the account has sent more than a page of API v2', { count: 101, token }],
  ];

  contract.test(
    'lists the messages of an account in v2, page by page',
    [
      {
        receiving: 'lists the newest messages of an account in v2, and where the next begin',
        given,
        request: listing(),
        response: { status: 200, body: json({ data, meta: { next_token: like(token) } }) },
      },
      {
        receiving: 'lists the older messages of an account in v2',
        given,
        request: listing({ pagination_token: token }),
        response: { status: 200, body: json({ data, meta: { result_count: like(1) } }) },
      },
    ],
    async (url) => expect(await since(url)).toEqual([found, found]),
  );

  contract.test(
    'lists no messages in v2 where there are none',
    { request: listing(), response: { status: 200, body: json({ meta: { result_count: 0 } }) } },
    async (url) => expect(await since(url)).toEqual([]),
  );
}
