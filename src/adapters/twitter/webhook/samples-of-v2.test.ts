import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { AccountEvent } from '../../../domain/messaging/direct-message.ts';
import { accountEventsIn } from './account-events-in.ts';

const folder = new URL('../../../../test/fixtures/x/', import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.startsWith('xaa.event.') || name.startsWith('v2.dm.event'))
  .map((name) => name.replace('.json', ''));
interface Sample {
  readonly for_user_id: string;
  readonly data: { readonly filter: { readonly user_id?: string } };
}
const fixture = (name: string): Sample =>
  JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Sample;

const account = '1111111111111111111';
const customer = { id: '2222222222222222222', name: 'User 2222', screenName: 'user_2222' };
const unknown = (name: string): AccountEvent => ({ kind: 'unknown', name });
const encrypted = { kind: 'encrypted', accountId: account, customer: { id: customer.id } };
const ton = 'https://ton.twitter.com/1.1/ton/data/dm/1583157130000000001/1583157113245011970';

/** What the account that a sample is about is told of. */
const expected: Readonly<Record<string, readonly object[]>> = {
  'xaa.event.dm.received': [
    {
      kind: 'message',
      message: {
        eventId: '2080765901528535096',
        accountId: account,
        customer,
        text: 'hello!',
        attachments: [],
        sentAtMs: 1784928224342,
      },
    },
  ],
  'xaa.event.dm.sent': [
    {
      kind: 'echo',
      message: {
        eventId: '2080763914820927863',
        accountId: account,
        customerId: '2244994945',
        text: 'Thanks for the update!',
        media: false,
        sentAtMs: 1784927750674,
      },
    },
  ],
  'xaa.event.dm.read.assumed': [
    {
      kind: 'read',
      accountId: account,
      customerId: customer.id,
      upToEventId: '2080763914820927863',
      atMs: 1784928230000,
    },
  ],
  'xaa.event.dm.indicate_typing.assumed': [
    { kind: 'typing', accountId: account, customerId: customer.id },
  ],
  'xaa.event.chat.received': [encrypted],
  'xaa.event.chat.sent': [encrypted],
  'xaa.event.envelope': [unknown('post.create')],
  'v2.dm.event.message_create': [unknown('direct_message.group_message')],
  'v2.dm.event.participants_join': [unknown('direct_message.ParticipantsJoin')],
  'v2.dm.event.participants_leave': [unknown('direct_message.ParticipantsLeave')],
  'v2.dm.events_list.empty.response': [],
  'v2.dm.events_list.response': [
    unknown('direct_message.group_message'),
    {
      kind: 'message',
      message: {
        eventId: '1583157130000000001',
        accountId: '17200003',
        customer: { id: '944480690', name: 'User 0690', screenName: 'user_0690' },
        text: 'Check out this image!',
        attachments: [{ kind: 'photo', urls: [`${ton}/abcDEF12.jpg`] }],
        sentAtMs: 1666289048086,
      },
    },
  ],
};

/** Of everything that is no direct message only its kind is counted. */
const isCounted = (name: string): boolean =>
  /^xaa\.event\.(broadcast|follow|like|news|post|profile|spaces)\./.test(name);

const ownerOf = (name: string): string =>
  name.startsWith('v2.') ? '17200003' : (fixture(name).data.filter.user_id ?? account);

describe('a sample of API v2', () => {
  test('is known, whichever there is', () => {
    const known = names.filter((name) => !isCounted(name));
    expect(known.sort()).toEqual(Object.keys(expected).sort());
    expect(names.filter(isCounted)).toHaveLength(21);
  });

  test.each(Object.entries(expected))('%s', (name, events) => {
    expect(accountEventsIn(fixture(name), ownerOf(name))).toEqual(events);
  });

  test.each(names.filter(isCounted))('%s', (name) => {
    const type = name.replace('xaa.event.', '');
    expect(accountEventsIn(fixture(name), ownerOf(name))).toEqual([unknown(type)]);
  });

  const told = names.filter((name) => /^xaa\.event\.(dm|chat)\./.test(name));
  test.each(told)('for an account that is none of ours is not shown: %s', (name) => {
    expect(accountEventsIn(fixture(name), '99')).toEqual([unknown('for_another_account')]);
  });

  test.each(told)('for an account whose app has signed is its own: %s', (name) => {
    expect(accountEventsIn(fixture(name), '99', () => true)).toEqual(expected[name]);
  });

  test('comes alone, in a list, or without its wrapping', () => {
    const bodies = ['dm.received', 'post.create', 'dm.sent'].map((one) =>
      fixture(`xaa.event.${one}`),
    );
    const events = bodies.flatMap((body) => accountEventsIn(body, account));
    expect(events.map(({ kind }) => kind)).toEqual(['message', 'unknown', 'echo']);
    expect(accountEventsIn({ data: bodies.map(({ data }) => data) }, account)).toEqual(events);
    expect(bodies.flatMap(({ data }) => accountEventsIn(data, account))).toEqual(events);
  });

  test('in the form of the Account Activity API is read in `data`, too, and beside others', () => {
    const aaa = fixture('aaa.direct_message_events.text');
    const here = accountEventsIn(aaa, aaa.for_user_id);
    expect(accountEventsIn({ data: aaa }, aaa.for_user_id)).toEqual(here);
    const serves = () => true;
    const both = { ...aaa, data: [aaa, fixture('xaa.event.dm.sent').data] };
    expect(accountEventsIn(both, account, serves)).toEqual([
      ...here,
      ...here,
      ...(expected['xaa.event.dm.sent'] ?? []),
    ]);
  });
});
