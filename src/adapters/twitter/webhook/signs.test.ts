import { describe, expect, test } from '@jest/globals';
import { accountEventsIn } from './account-events-in.ts';

describe('a sign of the customer', () => {
  const event = {
    created_timestamp: '1518452444662',
    sender_id: '2',
    target: { recipient_id: '1' },
    last_read_event_id: '963085315333238788',
  };
  const typing = (more: object = {}, owner = '1') =>
    accountEventsIn(
      { for_user_id: owner, direct_message_indicate_typing_events: [{ ...event, ...more }] },
      '1',
    )[0];
  const read = (more: object = {}, owner = '1') =>
    accountEventsIn(
      { for_user_id: owner, direct_message_mark_read_events: [{ ...event, ...more }] },
      '1',
    )[0];
  const customer = { accountId: '1', customerId: '2' };
  const seen = { kind: 'read', ...customer, upToEventId: '963085315333238788' };

  test('tells who types and who has read what', () => {
    expect(typing()).toEqual({ kind: 'typing', ...customer });
    expect(read()).toEqual({ ...seen, atMs: 1_518_452_444_662 });
    expect(read({ created_timestamp: 'soon' })).toEqual({ ...seen, atMs: 1_518_452_407_092 });
  });

  test.each([typing, read])('to another account is not this account’s', (sign) => {
    const foreign = { kind: 'unknown', name: 'for_another_account' };
    expect(sign({ target: { recipient_id: '3' } })).toEqual(foreign);
    expect(sign({}, '3')).toEqual(foreign);
    expect(sign({ sender_id: '1', target: { recipient_id: '2' } })).toEqual(foreign);
  });

  test.each([
    { sender_id: undefined },
    { sender_id: 2 ** 60 },
    { target: null },
    { target: {} },
    { target: { recipient_id: 'x' } },
  ])('that cannot be read is counted: %j', (more) => {
    const name = (kind: string) => ({ kind: 'unknown', name: `direct_message_${kind}.malformed` });
    expect(typing(more)).toEqual(name('indicate_typing_events'));
    expect(read(more)).toEqual(name('mark_read_events'));
    expect(read({ last_read_event_id: 2 ** 60 })).toEqual(name('mark_read_events'));
  });
});
