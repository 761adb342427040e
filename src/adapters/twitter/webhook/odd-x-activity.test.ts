import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { accountEventsIn } from './account-events-in.ts';

/** An envelope for account 1. */
const envelope = (event_type: string, payload: unknown, more: object = {}) => ({
  event_uuid: '-8917909039855612786',
  filter: { user_id: '1' },
  event_type,
  payload,
  ...more,
});
const read = (event_type: string, payload: unknown, more: object = {}) =>
  accountEventsIn({ data: envelope(event_type, payload, more) }, '1');
const message = (changes: object = {}) => ({
  type: 'message_create',
  id: '954491830116155396',
  created_timestamp: '1516403560587',
  message_create: {
    target: { recipient_id: '1' },
    sender_id: '2',
    message_data: { text: 'hello', ...changes },
  },
});
const messages = (...direct_message_events: unknown[]) => ({ direct_message_events });
const unknown = (name: string) => ({ kind: 'unknown', name });
const encrypted = { kind: 'encrypted', accountId: '1', customer: { id: '2' } };

describe('an event of X Activity', () => {
  test.each(['dm.received', 'dm_received', 'DmReceived', 'DM.RECEIVED', 'dm.sent', 'dm_sent'])(
    'is a message under the name %s',
    (type) => {
      expect(read(type, messages(message()))).toMatchObject([{ kind: 'message' }]);
    },
  );

  test('that was written by the account is its own, also as `dm.received`', () => {
    const own = message();
    own.message_create.sender_id = '1';
    own.message_create.target.recipient_id = '2';
    expect(read('dm.received', messages(own))).toMatchObject([{ kind: 'echo' }]);
  });

  test('is the same message as in Account Activity, whenever X says that it was sent', () => {
    const users = { '2': { data: { id: '2', name: 'Two', username: 'two' } } };
    const v11 = {
      for_user_id: '1',
      direct_message_events: [{ ...message(), created_timestamp: '1516403560557' }],
      users: { '2': { id: '2', name: 'Two', screen_name: 'two' } },
    };
    expect(read('dm.received', { ...messages(message()), users })).toEqual(
      accountEventsIn(v11, '1'),
    );
  });

  test('may have the form of API v2, with its people and files beside it', () => {
    const event = {
      id: '954491830116155396',
      event_type: 'MessageCreate',
      text: 'look https://t.co/abc',
      sender_id: '2',
      attachments: { media_keys: ['5_77'] },
    };
    const includes = { users: [{ data: { id: '2', name: 'Two', username: 'two' } }] };
    const shown = {
      kind: 'message',
      message: {
        eventId: '954491830116155396',
        accountId: '1',
        customer: { id: '2', name: 'Two', screenName: 'two' },
        text: 'look',
        attachments: [{ kind: 'photo', urls: [], mediaKey: '5_77' }],
        sentAtMs: 1516403560557,
      },
    };
    expect(read('dm.received', event, { includes })).toEqual([shown]);
    expect(read('dm.received', messages(event), { includes })).toEqual([shown]);
  });

  test.each([
    ['without a payload', envelope('dm.received', undefined), 'dm.received.malformed'],
    ['with a text as payload', envelope('dm.received', 'hello'), 'dm.received.malformed'],
    ['of a type nobody knows', envelope('dm.reacted', {}), 'dm.reacted'],
    ['whose payload is empty', envelope('dm.received', {}), 'direct_message_events.malformed'],
    ['that is no object', 7, 'data.malformed'],
    ['that is nothing', null, 'data.malformed'],
    ['without a type', { filter: {}, payload: {} }, 'data'],
    [
      'without an id',
      envelope('dm.sent', messages({ ...message(), id: 7.5 })),
      'direct_message_events.malformed',
    ],
  ])('that cannot be read is counted and leaves its neighbours alone: %s', (_name, bad, name) => {
    const good = envelope('dm.received', messages(message()));
    const events = accountEventsIn({ data: [good, bad, good] }, '1');
    expect(events.map(({ kind }) => kind)).toEqual(['message', 'unknown', 'message']);
    expect(events[1]).toEqual(unknown(name));
  });

  test('in a list of several is read for itself', () => {
    const events = read('dm.received', messages(message(), null, message()));
    expect(events.map(({ kind }) => kind)).toEqual(['message', 'unknown', 'message']);
  });

  test('without a filter is for the account in the path', () => {
    for (const filter of [undefined, null, {}, { keyword: 'a' }]) {
      expect(read('dm.received', messages(message()), { filter })).toMatchObject([
        { kind: 'message' },
      ]);
    }
  });

  test('of whatever JSON is read or counted, never a crash', () => {
    const types = ['dm.received', 'dm.read', 'dm.indicate_typing', 'chat.sent', 'oauth.revoke'];
    const data = fc.record({
      event_type: fc.constantFrom(...types, 'MessageCreate', 'x'),
      filter: fc.jsonValue(),
      payload: fc.oneof(
        fc.jsonValue(),
        fc.dictionary(fc.constantFrom('a_events', 'users', 'conversation_id'), fc.jsonValue()),
      ),
      includes: fc.jsonValue(),
    });
    fc.assert(
      fc.property(data, fc.jsonValue(), (one, other) => {
        const events = accountEventsIn({ data: [one, other], includes: other }, '1');
        expect(events.every(({ kind }) => kind === 'unknown')).toBe(true);
      }),
    );
  });
});

describe('typing and reading in X Activity', () => {
  test.each([
    ['as in Account Activity', { sender_id: '2', target: { recipient_id: '1' } }],
    ['flat', { sender_id: '2', recipient_id: '1' }],
    ['by whom it was begun', { initiating_user_id: '2' }],
    ['by the user alone', { user_id: '2' }],
  ])('are understood however the people are named: %s', (_how, people) => {
    const seen = { ...people, last_read_event_id: '954491830116155396' };
    const typing = [{ kind: 'typing', accountId: '1', customerId: '2' }];
    const reading = [{ kind: 'read', customerId: '2', upToEventId: '954491830116155396' }];
    for (const listed of [true, false]) {
      const payload = (event: object) => (listed ? messages(event) : event);
      expect(read('dm.indicate_typing', payload(people))).toEqual(typing);
      expect(read('dm.read', payload(seen))).toMatchObject(reading);
    }
  });

  test('of the account itself are not the customer’s', () => {
    for (const type of ['dm.indicate_typing', 'dm.read']) {
      const own = { sender_id: '1', last_read_event_id: '954491830116155396' };
      expect(read(type, own)).toEqual([unknown('for_another_account')]);
    }
  });
});

describe('encrypted chat', () => {
  test.each(['2:1', '1:2', '1-2', '2-1', undefined])(
    'is with the other of the two, however the conversation is named: %s',
    (conversation_id) => {
      const chat = { id: 'e4f4d3fc-8bbf-4928-92eb-e5058d6bb6f6', sender_id: '2', conversation_id };
      for (const type of ['chat.received', 'chat.conversation_join', 'chat_received']) {
        expect(read(type, chat)).toEqual([encrypted]);
      }
    },
  );

  test('that the account wrote in is with the customer, of whom a name may be told', () => {
    const chat = { sender_id: '1', conversation_id: '2:1' };
    const includes = { users: [{ id: '2', name: 'Two', username: 'two' }] };
    expect(read('chat.sent', chat, { includes, filter: undefined })).toEqual([
      { ...encrypted, customer: { id: '2', name: 'Two', screenName: 'two' } },
    ]);
  });

  test.each([
    ['of a group', { conversation_id: 'g1956' }, 'chat.group'],
    ['of others', { conversation_id: '2:3' }, 'for_another_account'],
    ['with oneself', { conversation_id: '1:1' }, 'chat.malformed'],
    ['with nobody', {}, 'chat.malformed'],
    ['with a name', { conversation_id: '1:ada' }, 'chat.malformed'],
  ])('%s is only counted', (_name, chat, name) => {
    expect(read('chat.received', { sender_id: '1', ...chat })).toEqual([unknown(name)]);
  });
});

describe('a permission that is taken back', () => {
  const revoke = (user_id: unknown) =>
    envelope(
      'oauth.revoke',
      { date_time: '2026-07-23T21:44:05+00:00', user_id, app_id: '29' },
      {
        filter: {},
      },
    );

  test('is that of the account in the payload, if the delivery vouches for it', () => {
    const serves = (id: string) => id === '1' || id === '5';
    const events = accountEventsIn({ data: ['1', '5', '6', 7.5].map(revoke) }, '1', serves);
    expect(events).toEqual([
      { kind: 'revoked', accountId: '1', atMs: 1_784_843_045_000 },
      { kind: 'revoked', accountId: '5', atMs: 1_784_843_045_000 },
      unknown('for_another_account'),
      unknown('for_another_account'),
    ]);
  });

  test('is told in the words of Account Activity for every account of the app', () => {
    const body = { user_event: { revoke: { source: { user_id: '5' } } } };
    expect(accountEventsIn(body, '1', () => true)).toEqual([{ kind: 'revoked', accountId: '5' }]);
  });

  test.each([
    ['2018-05-24T09:48:12+00:00', 1_527_155_292_000],
    ['2018-05-24T11:48:12.5+02:00', 1_527_155_292_500],
    ['2018-05-24T09:48:12Z', 1_527_155_292_000],
    ['2018-05-24T09:48:12', undefined],
    ['2018-05-24', undefined],
    ['1527155292000', undefined],
    [1_527_155_292_000, undefined],
    ['nTZ', undefined],
    [undefined, undefined],
  ])('has the time that X says, if it is one everywhere: %s', (date_time, atMs) => {
    const revoked = { kind: 'revoked', accountId: '1', ...(atMs !== undefined && { atMs }) };
    const payload = { date_time, user_id: '1' };
    expect(read('oauth.revoke', payload)).toEqual([revoked]);
    const revoke = { date_time, source: { user_id: '1' } };
    expect(accountEventsIn({ user_event: { revoke } }, '1')).toEqual([revoked]);
  });
});
