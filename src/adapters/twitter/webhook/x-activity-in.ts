import type { AccountEvent } from '../../../domain/messaging/direct-message.ts';
import { idOf, isObject, type JsonObject, personOf, textOf } from '../wire.ts';
import {
  anothers,
  messageIn,
  type Reader,
  readIn,
  typingIn,
  unknown,
} from './direct-message-in.ts';
import { revokedIn, type Told } from './told.ts';

/** By the letters of the event type alone: `dm.received` has also been written `dm_received`. */
const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['dmreceived', (event, ...context) => messageIn(undated(event), ...context)],
  ['dmsent', (event, ...context) => messageIn(undated(event), ...context)],
  ['dmread', (event, accountId) => readIn(signalOf(event, accountId), accountId)],
  ['dmindicatetyping', (event, accountId) => typingIn(signalOf(event, accountId), accountId)],
]);

/**
 * The events of one envelope of the X Activity API: `event_type`, the account in
 * `filter.user_id`, and a `payload` in the form of the Account Activity API or of a single event.
 */
export function xActivityIn(envelope: JsonObject, told: Told): readonly AccountEvent[] {
  const type = textOf(envelope['event_type']);
  const letters = type.toLowerCase().replaceAll(/[^a-z]/g, '');
  const { payload, filter, includes } = envelope;
  const read = letters.startsWith('chat') ? encryptedIn : readers.get(letters);
  const isRevoke = letters === 'oauthrevoke';
  if (read === undefined && !isRevoke) return [unknown(type)];
  if (!isObject(payload)) return [unknown(`${type}.malformed`)];
  if (read === undefined) return [revokedIn(payload['user_id'], payload['date_time'], told)];
  const owner = (isObject(filter) ? idOf(filter['user_id']) : undefined) ?? told.accountId;
  if (!told.serves(owner)) return [anothers];
  const users = payload['users'] ?? (isObject(includes) ? includes['users'] : undefined);
  return eventsOf(payload).map((event) => read(event, owner, { users, includes }));
}

/** All lists of events in a payload; without any, the payload is the event. */
function eventsOf(payload: JsonObject): readonly unknown[] {
  const lists = Object.entries(payload).filter(([name]) => name.endsWith('_events'));
  return lists.length === 0 ? [payload] : lists.flatMap(([, events]) => events);
}

/**
 * Here the same message has another time than in the Account Activity API, later by some
 * milliseconds; the id, which tells the time as well, is the same.
 */
const undated = (event: unknown): unknown =>
  isObject(event) ? { ...event, created_timestamp: undefined } : event;

/** X has published no sample of these two, so that any name of the people is taken. */
function signalOf(event: unknown, accountId: string): unknown {
  if (!isObject(event)) return event;
  const sender_id = event['sender_id'] ?? event['initiating_user_id'] ?? event['user_id'];
  const target = event['target'] ?? { recipient_id: event['recipient_id'] ?? accountId };
  return { ...event, sender_id, target };
}

/**
 * Of encrypted chat (`chat.…`) only who the conversation is with can be told, from its name: both
 * people, in some order. Groups have names of their own.
 */
function encryptedIn(chat: unknown, accountId: string, { users }: { users: unknown }) {
  const { conversation_id, sender_id } = isObject(chat) ? chat : {};
  const people =
    conversation_id === undefined
      ? [accountId, idOf(sender_id)]
      : textOf(conversation_id).split(/[:-]/).map(idOf);
  if (people.length !== 2) return unknown('chat.group');
  if (!people.includes(accountId)) return anothers;
  const customerId = people.find((id) => id !== accountId);
  if (customerId === undefined) return unknown('chat.malformed');
  const customer = personOf(customerId, users);
  return { kind: 'encrypted', accountId, customer } satisfies AccountEvent;
}
