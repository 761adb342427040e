import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { AccountEvent } from '../../../domain/messaging/direct-message.ts';
import { accountEventsIn } from './account-events-in.ts';

const folder = new URL('../../../../test/fixtures/x/', import.meta.url);
const fixture = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`aaa.${name}.json`, folder), 'utf8')) as Record<string, unknown>;

const account = '4337869213';
const customer = { id: '3001969357', name: 'User 9357', screenName: 'user_9357' };

/** What a customer wrote to the account of most fixtures. */
const message = (eventId: string, sentAtMs: number, text: string, more: object = {}) => ({
  kind: 'message',
  message: { eventId, accountId: account, customer, text, attachments: [], sentAtMs, ...more },
});
const echo = (eventId: string, sentAtMs: number, text: string) => ({
  kind: 'echo',
  message: { eventId, accountId: account, customerId: customer.id, text, media: false, sentAtMs },
});
const unknown = (name: string) => ({ kind: 'unknown', name });
const other = {
  accountId: '7472512',
  customer: { id: '1140620289006551040', name: 'User 1040', screenName: 'user_1040' },
};
const ton = 'https://ton.twitter.com/1.1/ton/data/dm/1218168691763924998/1218168684226711552';
const gif =
  'https://video.twimg.com/dm_gif/1218022642336325632/UF-L2NL0RH3sLnu8V99AR2WbIYKXyy3OhL4E0YEw6cK-LcJ92Q';
const video = 'https://video.twimg.com/dm_video/762671519986319360/vid';

const expected: Readonly<Record<string, object>> = {
  'direct_message_events.text': message('954491830116155396', 1516403560557, 'Hello World!'),
  'direct_message_events.received_no_app': message(
    '954491831968616452',
    1516403560999,
    'Hello World!',
  ),
  'direct_message_events.html_escaped': message(
    '954491840357224452',
    1516403562999,
    'Tom & Jerry <3 a > b',
  ),
  'direct_message_events.link': message(
    '954491844551528452',
    1516403563999,
    'see https://example.com/a?b=1',
  ),
  'direct_message_events.hashtag_mention': message(
    '954491848745832452',
    1516403564999,
    'hi @XDevelopers #help',
  ),
  'direct_message_events.quick_reply_response': message(
    '433032733166424068',
    1392078023603,
    'Blue Bird',
    { choice: 'external_id_2' },
  ),
  'direct_message_events.location_shared_coordinate': message(
    '433032733174812676',
    1392078023605,
    "Here's my location",
    { attachments: [{ kind: 'location', latitude: 37.771718, longitude: -122.443893 }] },
  ),
  'direct_message_events.location_shared_place': message(
    '433032733179006980',
    1392078023606,
    "Here's my location",
    { attachments: [{ kind: 'place', name: '123456' }] },
  ),
  'direct_message_events.photo': message('1218168691763924998', 1579269023253, '', {
    ...other,
    attachments: [{ kind: 'photo', urls: [`${ton}/7WY9gUyS.jpg`] }],
  }),
  'direct_message_events.animated_gif': message('1218022650947260420', 1579234204409, '', {
    ...other,
    attachments: [{ kind: 'gif', urls: [`${gif}.mp4`] }],
  }),
  'direct_message_events.video': message('762671565947494405', 1470670045731, '', {
    attachments: [
      {
        kind: 'video',
        urls: [
          `${video}/720x1280/cVTnZqWOdFPmGS_h9AjvW3m4NqWPkQCDsXc9VOx3kIQ.mp4`,
          `${video}/360x640/XzTytEpKddk7ok2eJc11KOze9a800g6TaSz6fDXsUwg.mp4`,
          `${video}/180x320/Jf8WOAmvNe69JAJ1Kxb18tBTagTN5BbvZjIFBJHQRKE.mp4`,
        ],
      },
    ],
  }),
  'direct_message_events.sent_echo_text': echo('954491852940136452', 1516403565999, 'Hello back'),
  'direct_message_events.sent_echo_quick_reply': echo(
    '954491857134440452',
    1516403566999,
    "What's your favorite type of bird?",
  ),
  'direct_message_events.sent_echo_ctas': echo(
    '954491861328744452',
    1516403567999,
    'Flight SF8020 is ahead of schedule.',
  ),
  'user_event.revoke': { kind: 'revoked', accountId: '63046977', atMs: 1527155292000 },
  direct_message_indicate_typing_events: unknown('for_another_account'),
  'direct_message_indicate_typing_events.realistic': {
    kind: 'typing',
    accountId: account,
    customerId: customer.id,
  },
  direct_message_mark_read_events: unknown('for_another_account'),
  'tweet_create_events.mention': unknown('tweet_create_events'),
  'tweet_create_events.longform': unknown('tweet_create_events'),
  tweet_delete_events: unknown('tweet_delete_events'),
  favorite_events: unknown('favorite_events'),
  'follow_events.follow': unknown('follow_events'),
  'block_events.block': unknown('block_events'),
  'block_events.unblock': unknown('block_events'),
  'mute_events.mute': unknown('mute_events'),
  'mute_events.unmute': unknown('mute_events'),
  'replay_job_status.complete': { kind: 'replayed', jobId: '1095098195724558337', complete: true },
  'replay_job_status.incomplete': {
    kind: 'replayed',
    jobId: '1093226942650736640',
    complete: false,
  },
};

const ownerOf = (body: Readonly<Record<string, unknown>>): string =>
  typeof body['for_user_id'] === 'string' ? body['for_user_id'] : '63046977';

describe('what X delivers', () => {
  test('is known in every form of which there is a sample', () => {
    const samples = readdirSync(folder).filter((name) => name.startsWith('aaa.'));
    expect(samples.map((name) => name.slice(4, -5)).sort()).toEqual(Object.keys(expected).sort());
  });

  test.each(Object.entries(expected))('%s', (name, event) => {
    const body = fixture(name);
    expect(accountEventsIn(body, ownerOf(body))).toEqual([event]);
  });

  test('of public posts is never taken for a direct message', () => {
    const body = fixture('tweet_create_events.mention');
    const events = accountEventsIn(body, ownerOf(body));
    expect(events.map(({ kind }) => kind)).toEqual(['unknown']);
  });

  test('for another account than the one in the path is not this account’s', () => {
    for (const name of Object.keys(expected).filter((key) => key.startsWith('direct_message_'))) {
      expect(accountEventsIn(fixture(name), '99')).toEqual([unknown('for_another_account')]);
    }
    expect(accountEventsIn(fixture('user_event.revoke'), account)).toEqual([
      unknown('for_another_account'),
    ]);
  });

  test('about the same conversation is read from the side of the account in the path', () => {
    const body = { ...fixture('direct_message_events.text'), for_user_id: customer.id };
    const [event] = accountEventsIn(body, customer.id);
    expect(event).toMatchObject({ kind: 'echo', message: { customerId: account } });
  });
});

test.each([null, {}, { job_id: 2 ** 60, job_state: 'Complete' }])(
  'the end of a replay that names no job is not taken for one: %j',
  (status) => {
    const events = accountEventsIn({ replay_job_status: status }, account);
    expect(events).toEqual([unknown('replay_job_status')]);
  },
);

describe('several events in one delivery', () => {
  const texts = ['text', 'html_escaped', 'sent_echo_text', 'photo', 'link'];
  const together = (names: readonly string[]): unknown[] =>
    names.flatMap((name) => fixture(`direct_message_events.${name}`)['direct_message_events']);

  test('are all taken, in their order', () => {
    const body = { for_user_id: account, direct_message_events: together(texts) };
    const events = accountEventsIn(body, account);
    expect(events.map(({ kind }) => kind)).toEqual([
      'message',
      'message',
      'echo',
      'unknown',
      'message',
    ]);
    const ids = events.map((event) => ('message' in event ? event.message.eventId : undefined));
    expect(ids).toEqual([
      '954491830116155396',
      '954491840357224452',
      '954491852940136452',
      undefined,
      '954491844551528452',
    ]);
  });

  test('of different kinds are all taken', () => {
    const body = {
      for_user_id: account,
      favorite_events: [{}, {}],
      direct_message_events: together(['text']),
      user_event: { revoke: { source: { user_id: account } } },
    };
    expect(accountEventsIn(body, account).map(({ kind }) => kind)).toEqual([
      'unknown',
      'unknown',
      'message',
      'revoked',
    ]);
  });

  test('may be as many as fit into a body', () => {
    const many: unknown = Array.from({ length: 500_000 }, () => 0);
    const ofAnyKind = { direct_message_events: many, favorite_events: many };
    const events: readonly AccountEvent[] = accountEventsIn(ofAnyKind, account);
    expect(events).toHaveLength(1_000_000);
  });
});
