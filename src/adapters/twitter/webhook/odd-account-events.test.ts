import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { InvalidInput } from '../../../domain/errors.ts';
import { accountEventsIn } from './account-events-in.ts';

interface Sample {
  readonly event?: object;
  readonly create?: object;
  readonly data?: object;
  readonly body?: object;
}

/** A delivery with one message of customer 2 for account 1, changed as `sample` says. */
const body = ({ event, create, data, body }: Sample = {}) => ({
  for_user_id: '1',
  direct_message_events: [
    {
      type: 'message_create',
      id: '954491830116155396',
      created_timestamp: '1516403560557',
      message_create: {
        target: { recipient_id: '1' },
        sender_id: '2',
        message_data: { text: 'hello', entities: { urls: [] }, ...data },
        ...create,
      },
      ...event,
    },
  ],
  users: { '2': { id: '2', name: 'Two', screen_name: 'two' } },
  ...body,
});
const only = (sample: Sample) => accountEventsIn(body(sample), '1')[0];
const malformed = { kind: 'unknown', name: 'direct_message_events.malformed' };
const json = (text: string): unknown => JSON.parse(text);

describe('an event that cannot be read', () => {
  test.each([
    ['without an id', { event: { id: undefined } }],
    ['with a rounded id', { event: { id: json('954491830116155396') } }],
    ['with an id that is no number', { event: { id: '95a' } }],
    ['with an id of 21 digits', { event: { id: '9'.repeat(21) } }],
    ['with an id that is a fraction', { event: { id: 1.5 } }],
    ['without a sender', { create: { sender_id: undefined } }],
    ['with a rounded sender', { create: { sender_id: 2 ** 60 } }],
    ['without a target', { create: { target: null } }],
    ['without a recipient', { create: { target: {} } }],
    ['without content', { create: { message_data: null } }],
    ['with a list as content', { create: { message_data: [] } }],
    ['without a message', { event: { message_create: undefined } }],
  ])('is counted and leaves its neighbours alone: %s', (_name, sample) => {
    const [good] = body().direct_message_events;
    const [bad] = body(sample).direct_message_events;
    const events = accountEventsIn(
      body({ body: { direct_message_events: [good, bad, good] } }),
      '1',
    );
    expect(events.map(({ kind }) => kind)).toEqual(['message', 'unknown', 'message']);
    expect(events[1]).toEqual(malformed);
  });

  test.each([null, 7, 'text', [], true])('is counted also when it is %p', (event) => {
    const events = accountEventsIn(body({ body: { direct_message_events: [event] } }), '1');
    expect(events).toEqual([malformed]);
  });

  test('of another type is counted by its type', () => {
    expect(only({ event: { type: 'message_edit' } })).toEqual({
      kind: 'unknown',
      name: 'direct_message.message_edit',
    });
  });

  test.each([null, {}, 'text', 7])('is counted when %p stands for the list', (value) => {
    const events = accountEventsIn({ for_user_id: '1', direct_message_events: value }, '1');
    expect(events).toEqual([{ kind: 'unknown', name: 'direct_message_events' }]);
  });

  test.each([null, 'text', [], {}, { revoke: 1 }])(
    'is counted when it is user_event %p',
    (value) => {
      expect(accountEventsIn({ user_event: value }, '1')).toEqual([
        { kind: 'unknown', name: 'user_event' },
      ]);
    },
  );

  test.each([null, 7, 'text', [], true])('is refused when the whole body is %p', (value) => {
    expect(() => accountEventsIn(value, '1')).toThrow(InvalidInput);
  });
});

describe('ids', () => {
  test('are text, however large, and never rounded', () => {
    const event = { id: '9223372036854775807' };
    expect(only({ event })).toMatchObject({ message: { eventId: '9223372036854775807' } });
  });

  test('that JSON numbers can carry exactly are taken as well', () => {
    const sample = { event: { id: 123 }, create: { sender_id: 2, target: { recipient_id: 1 } } };
    expect(accountEventsIn({ ...body(sample), for_user_id: 1 }, '1')[0]).toMatchObject({
      kind: 'message',
      message: { eventId: '123', accountId: '1', customer: { id: '2', name: 'Two' } },
    });
  });

  test('of a message for somebody else than the account do not reach its agents', () => {
    const foreign = { kind: 'unknown', name: 'for_another_account' };
    expect(only({ create: { target: { recipient_id: '3' } } })).toEqual(foreign);
    expect(only({ body: { for_user_id: '3' } })).toEqual(foreign);
    expect(only({ body: { for_user_id: undefined } })).toMatchObject({ kind: 'message' });
  });
});

describe('a message', () => {
  test.each([undefined, null, 7, {}])(
    'whose text is %p is shown empty, with what it carries',
    (text) => {
      const data = { text, attachment: { type: 'media', media: { type: 'photo' } } };
      expect(only({ data })).toMatchObject({
        message: { text: '', attachments: [{ kind: 'photo', urls: [] }] },
      });
    },
  );

  test.each([null, [], 'text', { urls: 7 }, { urls: [null, 7, {}, { url: 1, expanded_url: 2 }] }])(
    'survives entities that are %p',
    (entities) => {
      expect(only({ data: { entities } })).toMatchObject({ message: { text: 'hello' } });
    },
  );

  test.each([
    [undefined, undefined],
    [null, undefined],
    ['options', undefined],
    [{}, ''],
    [{ type: 'options' }, ''],
    [{ type: 'options', metadata: 7 }, ''],
    [{ type: 'options', metadata: '' }, ''],
    [{ type: 'options', metadata: 'id 1' }, 'id 1'],
  ])('whose quick reply is %j tells the choice %j', (quick_reply_response, choice) => {
    const data = { quick_reply_response };
    const { message } = only({ data }) as { message: { choice?: string } };
    expect(message.choice).toBe(choice);
    expect('choice' in message).toBe(choice !== undefined);
  });

  test.each([
    [{ tweet_id: '1300000000000000001' }, { postId: '1300000000000000001' }],
    [{ welcome_message_id: '844385345234' }, { welcomeMessageId: '844385345234' }],
    [
      { tweet_id: '5', welcome_message_id: '6' },
      { postId: '5', welcomeMessageId: '6' },
    ],
    [{ tweet_id: '', welcome_message_id: {} }, undefined],
    [{}, undefined],
    ['tweet', undefined],
    [null, undefined],
    [undefined, undefined],
  ])('that was initiated via %j tells what led to it: %j', (initiated_via, initiatedVia) => {
    const { message } = only({ event: { initiated_via } }) as { message: object };
    expect(message).toEqual({
      ...(only({}) as { message: object }).message,
      ...(initiatedVia && { initiatedVia }),
    });
  });

  test('with a post that was shared has the address of the post in its text', () => {
    const address = 'https://twitter.com/northwind/status/1300000000000000001';
    const urls = [{ url: 'https://t.co/AbC123', expanded_url: address, indices: [5, 24] }];
    const data = { text: 'This https://t.co/AbC123', entities: { urls } };
    expect(only({ data })).toMatchObject({ message: { text: `This ${address}`, attachments: [] } });
  });

  test.each([undefined, null, '', 'soon', -1, {}, '12.5'])(
    'made at %p has the time that its id tells',
    (created_timestamp) => {
      expect(only({ event: { created_timestamp } })).toMatchObject({
        message: { sentAtMs: 1516403560557 },
      });
    },
  );

  test.each([
    ['no users', undefined],
    ['users that are a list', []],
    ['users without the sender', { '3': { name: 'Three' } }],
    ['a sender that is no object', { '2': 'Two' }],
    ['a sender without names', { '2': { name: 7, screen_name: '' } }],
    ['odd keys', json('{"__proto__":{"2":{"name":"x"}},"constructor":{"name":"y"}}')],
  ])('from a customer of whom X says nothing is from their id: %s', (_name, users) => {
    expect(only({ body: { users } })).toMatchObject({ message: { customer: { id: '2' } } });
    const customer = (only({ body: { users } }) as { message: { customer: object } }).message
      .customer;
    expect(Object.keys(customer)).toEqual(['id']);
  });
});

describe('a body', () => {
  test('with odd keys harms nobody', () => {
    const odd = json(
      '{"__proto__":{"direct_message_events":[1]},"constructor":1,"__proto___events":[1],"toString_events":{},"_status":1}',
    ) as object;
    const events = accountEventsIn({ ...odd, ...body() }, '1');
    expect(events.map(({ kind }) => kind).sort()).toEqual([
      'message',
      'unknown',
      'unknown',
      'unknown',
    ]);
    expect(({} as Record<string, unknown>)['direct_message_events']).toBeUndefined();
  });

  test('of any JSON at all is either read or refused, never a crash', () => {
    const name = fc.constantFrom(
      'direct_message_events',
      'direct_message_indicate_typing_events',
      'direct_message_mark_read_events',
      'user_event',
      'for_user_id',
      'users',
      'x',
    );
    fc.assert(
      fc.property(fc.dictionary(name, fc.jsonValue()), (any) => {
        for (const event of accountEventsIn(any, '1')) expect(event.kind).toBe('unknown');
      }),
    );
  });
});
