import { describe, expect, test } from '@jest/globals';
import type { Account, MessagesApi } from '../../../../domain/accounts/account.ts';
import { Failure } from '../../../../domain/errors.ts';
import { AppBearer } from './app-bearer.ts';
import { cannedX, sample } from './canned-x.model.ts';
import { MediaAddresses } from '../media/media-addresses.ts';
import type { TwitterClient } from './twitter-client.ts';
import { TwitterPastEvents } from '../messages/twitter-past-events.ts';
import { TwitterV1DirectMessages } from '../messages/twitter-v1-direct-messages.ts';
import { TwitterProfiles } from '../accounts/twitter-profiles.ts';
import { TwitterV1Subscribers } from '../activity/twitter-v1-subscribers.ts';
import { TwitterV1Webhooks } from '../activity/twitter-v1-webhooks.ts';
import { TwitterV2DirectMessages } from '../messages/twitter-v2-direct-messages.ts';
import { signing, type UserAuthentication } from '../accounts/user-authentication.ts';
import { messagesInV1 } from '../messages/v1-messages.ts';
import { messagesInV2 } from '../messages/v2-messages.ts';

const credentials = {
  consumerKey: 'key',
  consumerSecret: 'secret',
  accessToken: 'token',
  accessTokenSecret: 'token secret',
};
const accountOf = (id: string, messages: MessagesApi): Account => {
  return { id, credentials, state: 'active', apis: { messages, events: 'v1.1' } };
};
const environment = {
  name: 'prod',
  events: 'v1.1',
  accountId: '1',
  webhookUrl: '',
  credentials: { ...credentials, bearerToken: 'bearer' },
} as const;

/** Of an account that is connected by OAuth 2.0 alone, which v1.1 does not take. */
const byToken: UserAuthentication = {
  of: async (caller) => ({ kind: 'user-token', token: 'token', credentials: caller.credentials }),
};

type Act = (client: TwitterClient) => Promise<unknown>;

const send = (api: MessagesApi): Act => {
  const message = { account: accountOf('1', api), customerId: '2', text: 'hello' };
  return (client) => {
    if (api === 'v1.1') return new TwitterV1DirectMessages(client).send(message);
    return new TwitterV2DirectMessages(client, signing).send(message);
  };
};
const past =
  (id: string, api: MessagesApi): Act =>
  (client) => {
    const read = { 'v1.1': messagesInV1(client), v2: messagesInV2(client, signing) };
    return new TwitterPastEvents(read).page(accountOf(id, api));
  };
const addresses =
  (id: string, api: MessagesApi): Act =>
  (client) =>
    new MediaAddresses(client, signing).of(accountOf(id, api), api, '1');
const named: Act = (client) =>
  new TwitterProfiles(client, byToken).named(accountOf('1', 'v2'), 'user_4945');
const owner: Act = (client) => new TwitterProfiles(client, byToken).owner(credentials);
const bearer: Act = async (client) => {
  const auth = await new AppBearer(client).of(credentials);
  return 'token' in auth && auth.token;
};
const webhooks: Act = (client) => new TwitterV1Webhooks(client).list(environment);
const register: Act = (client) =>
  new TwitterV1Webhooks(client).register(environment, 'https://your_domain.com/webhook/twitter/0');
const subscribers: Act = (client) => new TwitterV1Subscribers(client).list(environment);
const count: Act = (client) => new TwitterV1Subscribers(client).count(environment);

const sentAtMs: unknown = expect.any(Number);
const sent = (eventId: string) => {
  return { eventId, accountId: '1', customerId: '2', text: 'hello', media: false, sentAtMs };
};
const echo = (eventId: string, text: string) => {
  const people = { accountId: '51378538', customerId: '3340250004' };
  return { kind: 'echo', message: { eventId, ...people, text, media: false, sentAtMs } };
};
const event2 = 'GET /2/dm_events/1';
const inGroup = { kind: 'unknown', name: 'direct_message.group_message' };
const webhook = {
  id: '1234567890',
  url: 'https://your_domain.com/webhook/twitter/0',
  valid: true,
  createdAt: '2016-06-02T23:54:02Z',
};
const other = { id: '2468013579', url: expect.any(String), createdAt: '2016-06-04T22:31:29Z' };
const refused = (code: string) => ({ name: 'Failure', code });

const [new11, list11, show11] = ['POST new', 'GET list', 'GET show'].map((call) => {
  const [method = '', name = ''] = call.split(' ');
  return `${method} /1.1/direct_messages/events/${name}.json`;
});
const new2 = 'POST /2/dm_conversations/with/2/messages';
const environment11 = '/1.1/account_activity/all/prod';
const subscriptions11 = `GET ${environment11}/subscriptions/list.json`;
const photo =
  'https://ton.twitter.com/1.1/ton/data/dm/1583157130000000001/1583157113245011970/abcDEF12.jpg';
const written = {
  eventId: '1583157130000000001',
  customer: { id: '944480690', name: 'User 0690', screenName: 'user_0690' },
  text: 'Check out this image!',
  attachments: [{ kind: 'photo', urls: [photo] }],
  accountId: '17200003',
  sentAtMs: 1_666_289_048_086,
};

/** What each sample answers to, what is asked for, and what comes of it. */
const expected: Readonly<
  Record<string, readonly [call: string | undefined, act: Act, outcome: unknown]>
> = {
  'auth.oauth2_token.response': ['POST /oauth2/token', bearer, expect.stringMatching(/^AAAAAA/)],
  'v11.dm.events_new.text.response': [new11, send('v1.1'), sent('1226014113735880708')],
  'v11.dm.events_new.ctas.response': [new11, send('v1.1'), sent('1226014117928652809')],
  'v11.dm.events_new.media.response': [new11, send('v1.1'), sent('1218168691763924998')],
  'v11.dm.events_list.response': [
    list11,
    past('51378538', 'v1.1'),
    {
      events: [echo('867807494898188291', 'World'), echo('854103000570187779', 'Hello')],
      newestMs: 1_495_736_404_524,
      next: 'AB345dkfC',
    },
  ],
  'v11.dm.events_list.empty_page.response': [
    list11,
    past('1', 'v1.1'),
    { events: [], next: 'MTIzNDU2Nzg' },
  ],
  'v11.dm.events_show.response': [show11, addresses('51378538', 'v1.1'), []],
  'v11.webhooks.create.response': [`POST ${environment11}/webhooks.json`, register, webhook],
  'v11.webhooks.list.response': [
    `GET ${environment11}/webhooks.json`,
    webhooks,
    [webhook, { ...webhook, ...other }],
  ],
  'v11.webhooks.list_all_environments.response': [
    `GET ${environment11}/webhooks.json`,
    webhooks,
    [webhook],
  ],
  'v11.subscriptions.list_premium.response': [subscriptions11, subscribers, ['20212306']],
  'v11.subscriptions.list_enterprise.response': [subscriptions11, subscribers, ['20212306']],
  'v11.subscriptions.count.response': [
    'GET /1.1/account_activity/all/subscriptions/count.json',
    count,
    { used: 1, provisioned: 50 },
  ],
  'v2.dm.send.response': [new2, send('v2'), sent('1582103724607971332')],
  'v2.dm.events_list.response': [
    'GET /2/dm_events',
    past('17200003', 'v2'),
    {
      events: [inGroup, { kind: 'message', message: written }],
      newestMs: 1_666_289_048_086,
      next: '18LAA581J5II7LA00C00ZZZZ',
    },
  ],
  'v2.dm.events_list.empty.response': ['GET /2/dm_events', past('1', 'v2'), { events: [] }],
  'v2.dm.event.message_create': [event2, addresses('1', 'v2'), refused('not-found')],
  'v2.dm.event.participants_join': [event2, addresses('1', 'v2'), refused('not-found')],
  'v2.dm.event.participants_leave': [event2, addresses('1', 'v2'), refused('not-found')],
  'v2.error_200_partial_not_found': [event2, addresses('1', 'v2'), refused('not-found')],
  'v2.users.by_username.response': [
    'GET /2/users/by/username/user_4945',
    named,
    { id: '2244994945', screenName: 'user_4945' },
  ],
  'v2.users.me.response': ['GET /2/users/me', owner, { id: '2244994945', screenName: 'user_4945' }],
};

describe('a sample of an answer of X', () => {
  test.each(Object.keys(expected))('is understood: %s', async (name) => {
    const [call = '', act, outcome] = expected[name] ?? [];
    const body = name.startsWith('v2.dm.event.') ? { data: sample(name) } : sample(name);
    const x = await cannedX({ [call]: [[200, body]] });
    try {
      const made = await act?.(x.client).catch((thrown: unknown) => thrown);
      if (made instanceof Failure) expect(made).toMatchObject(outcome as object);
      else expect(made).toEqual(outcome);
      expect(x.asked.at(-1)?.call.split('?')[0]).toBe(call);
    } finally {
      await x.close();
    }
  });
});
