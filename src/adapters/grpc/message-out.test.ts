import { describe, expect, test } from '@jest/globals';
import type { EntryState, JournalEntry } from '../../domain/delivery/journal.ts';
import {
  ChangeKind,
  MessageKind,
  MessageState,
} from './generated/twitter_connector/v1/messaging.ts';
import { changeOf, kindOf, messageOf, recordOf, stateIn } from './message-out.ts';

const entry: JournalEntry = {
  id: 'cim/a/b',
  lane: 'out/11/22',
  target: 'x/11',
  state: 'waiting',
  acceptedAtMs: 1_000,
};

describe('a message', () => {
  test.each([
    ['x/11/77', 'CUSTOMER_MESSAGE'],
    ['cim/6f1a', 'AGENT_MESSAGE'],
    ['api/r1', 'API_MESSAGE'],
    ['status/6f1a/DELIVERED', 'DELIVERY_REPORT'],
    ['read/11/22/77', 'READ_RECEIPT'],
    ['seen/11/77', 'READ_RECEIPT'],
    ['xx/1', 'UNSPECIFIED'],
    ['', 'UNSPECIFIED'],
  ] as const)('with the id %j is %s', (id, kind) => {
    expect(kindOf(id)).toBe(MessageKind[kind]);
    expect(messageOf({ ...entry, id })).toMatchObject({
      name: `messages/${id}`,
      kind: MessageKind[kind],
    });
  });

  test.each(['in/11/22', 'out/11/22', 'read/11/22'])('in %s says whose it is', (lane) => {
    expect(messageOf({ ...entry, lane })).toMatchObject({ account: '11', customer: '22' });
  });

  test('that waits has not been settled, and tells nothing of an earlier failure', () => {
    expect(messageOf({ ...entry, failure: 'rejected', detail: '349' })).toEqual({
      name: 'messages/cim/a/b',
      kind: MessageKind.AGENT_MESSAGE,
      state: MessageState.WAITING,
      account: '11',
      customer: '22',
      acceptTime: new Date(1_000),
      settleTime: undefined,
      eventId: '',
      failure: '',
      failureDetail: '',
    });
  });

  test('that was given up says why', () => {
    const settled = { settledAtMs: 2_000, failure: 'rejected', detail: '349' } as const;
    for (const state of ['dead', 'discarded'] as const) {
      const told = { settleTime: new Date(2_000), failure: 'rejected', failureDetail: '349' };
      expect(messageOf({ ...entry, ...settled, state })).toMatchObject(told);
    }
    expect(messageOf({ ...entry, ...settled, state: 'delivered' }).failure).toBe('');
  });

  test('of a customer has the event that it came with, others the one that they became', () => {
    expect(messageOf({ ...entry, id: 'x/11/77', lane: 'in/11/22' }).eventId).toBe('77');
    expect(messageOf({ ...entry, eventId: '78' }).eventId).toBe('78');
    expect(messageOf({ ...entry, id: 'status/a/b' }).eventId).toBe('');
  });

  test('is asked for by its state, or by any', () => {
    const states: Readonly<Record<EntryState, MessageState>> = {
      waiting: MessageState.WAITING,
      delivered: MessageState.DELIVERED,
      dead: MessageState.DEAD,
      discarded: MessageState.DISCARDED,
    };
    for (const [state, asked] of Object.entries(states)) expect(stateIn(asked)).toBe(state);
    expect(stateIn(MessageState.UNSPECIFIED)).toBeUndefined();
  });

  test('with its history says when it is tried again', () => {
    const accepted = {
      position: '1',
      id: entry.id,
      lane: entry.lane,
      kind: 'accepted',
      atMs: 5,
    } as const;
    const record = recordOf({ ...entry, changes: [accepted], tries: 3, dueAtMs: 9_000 });
    expect(record).toMatchObject({
      tries: 3,
      nextTryTime: new Date(9_000),
      changes: [{ kind: 1 }],
    });
    expect(recordOf({ ...entry, changes: [] })).toMatchObject({ tries: 0, nextTryTime: undefined });
  });
});

test.each(['accepted', 'delivered', 'buried', 'redriven', 'discarded'] as const)(
  'a message was %s, when, and whose',
  (kind) => {
    const { id, lane } = entry;
    const more = { eventId: '77', failure: 'expired', detail: 'old' } as const;
    expect(changeOf({ position: '1', id, lane, kind, atMs: 5, ...more })).toEqual({
      message: 'messages/cim/a/b',
      kind: ChangeKind[kind.toUpperCase() as 'ACCEPTED'],
      time: new Date(5),
      account: '11',
      customer: '22',
      eventId: '77',
      failure: 'expired',
      failureDetail: 'old',
    });
  },
);
