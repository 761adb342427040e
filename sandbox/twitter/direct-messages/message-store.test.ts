import { expect, test } from '@jest/globals';
import { NATIVE_APP } from '../defaults.ts';
import { User } from '../directory/user.ts';
import type { DirectMessage } from './direct-message.ts';
import { MessageStore } from './message-store.ts';
import { wireText } from './message-text.ts';

const DAY_MS = 24 * 3_600_000;
const NOW_MS = 100 * DAY_MS;
const [bank, ada, grace] = ['1', '2', '3'].map((id) => new User(id, id, `u${id}`, 0)) as [
  User,
  User,
  User,
];

function message(id: string, sender: User, recipient: User, ageMs = 0): DirectMessage {
  const createdMs = NOW_MS - ageMs;
  const text = { text: id, wire: wireText(id), extras: {} };
  return { id, createdMs, sender, recipient, via: 'native', app: NATIVE_APP, ...text };
}

function storeOf(...messages: DirectMessage[]): MessageStore {
  const store = new MessageStore(() => NOW_MS);
  for (const each of messages) store.add(each);
  return store;
}

function idsOf(store: MessageStore, userId: string, count: number): string[][] {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = store.page(userId, count, cursor);
    pages.push(page?.messages.map(({ id }) => id) ?? []);
    cursor = page?.nextCursor;
  } while (cursor !== undefined);
  return pages;
}

test('following the cursors gives every message of a user once, newest first', () => {
  const store = storeOf(
    message('11', bank, ada),
    message('12', ada, bank),
    message('13', grace, ada),
    message('14', bank, grace),
    message('15', grace, bank),
  );
  expect(idsOf(store, bank.id, 3)).toEqual([['15', '14', '12'], ['11']]);
  expect(idsOf(store, bank.id, 4)).toEqual([['15', '14', '12', '11']]);
  expect(idsOf(store, ada.id, 1)).toEqual([['13'], ['12'], ['11']]);
});

test('messages older than 30 days are not listed', () => {
  const store = storeOf(
    message('11', bank, ada, 31 * DAY_MS),
    message('12', bank, ada, 29 * DAY_MS),
    message('13', bank, ada),
  );
  expect(idsOf(store, bank.id, 2)).toEqual([['13', '12']]);
  expect(idsOf(store, bank.id, 3)).toEqual([['13', '12']]);
});

test('a cursor it did not make has no page', () => {
  expect(storeOf(message('11', bank, ada)).page(bank.id, 5, 'AAAA')).toBeUndefined();
});

test('only the two users of a message find it', () => {
  const store = storeOf(message('11', bank, ada));
  expect(store.find('11', bank.id)?.id).toBe('11');
  expect(store.find('11', ada.id)?.id).toBe('11');
  expect(store.find('11', grace.id)).toBeUndefined();
});
