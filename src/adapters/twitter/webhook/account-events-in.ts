import { InvalidInput } from '../../../domain/errors.ts';
import type { AccountEvent } from '../../../domain/messaging/direct-message.ts';
import { messageEventIn, sentMessageOf } from '../message-event.ts';
import { idOf, isObject, type JsonObject, personOf, textOf, timeOf } from '../wire.ts';
import { attachmentsIn } from './attachments-in.ts';

/** Reads one event of a list; `users` is who the body says people are. */
type Reader = (event: unknown, accountId: string, users: unknown) => AccountEvent;

const readers: ReadonlyMap<string, Reader> = new Map([
  ['direct_message_events', messageIn],
  ['direct_message_indicate_typing_events', typingIn],
  ['direct_message_mark_read_events', readIn],
]);

/**
 * All events of a body in the form of the v1.1 Account Activity API: one `for_user_id` and arrays
 * named `…_events`, or `user_event`. An event that cannot be read, or is of a kind we do not know,
 * becomes `unknown` and leaves its neighbours alone.
 */
export function accountEventsIn(body: unknown, accountId: string): readonly AccountEvent[] {
  if (!isObject(body)) throw new InvalidInput(['the body is not a JSON object']);
  const owner = forUserIdIn(body);
  const foreign = owner !== undefined && owner !== accountId;
  const events: AccountEvent[] = [];
  for (const [name, value] of Object.entries(body)) {
    if (name === 'user_event') events.push(userEventIn(value, accountId));
    else if (name.endsWith('_events') && Array.isArray(value)) {
      const read = readers.get(name);
      for (const event of value) {
        if (read === undefined) events.push(unknown(name));
        else events.push(foreign ? anothers : read(event, accountId, body['users']));
      }
    } else if (name.endsWith('_events') || name.endsWith('_status')) events.push(unknown(name));
  }
  return events;
}

/** Whose events a body tells; undefined when it does not say. */
export const forUserIdIn = (body: unknown): string | undefined =>
  isObject(body) ? idOf(body['for_user_id']) : undefined;

const unknown = (name: string): AccountEvent => ({ kind: 'unknown', name });

const anothers = unknown('for_another_account');

function messageIn(event: unknown, accountId: string, users: unknown): AccountEvent {
  const message = messageEventIn(event);
  if (message === undefined) {
    const type = isObject(event) ? textOf(event['type']) : '';
    const known = !isObject(event) || type === 'message_create';
    return unknown(known ? 'direct_message_events.malformed' : `direct_message.${type}`);
  }
  const { id: eventId, senderId, recipientId, text, createdAtMs: sentAtMs, data } = message;
  if (senderId === accountId) return { kind: 'echo', message: sentMessageOf(message) };
  if (recipientId !== accountId) return anothers;
  const customer = personOf(senderId, users);
  const attachments = attachmentsIn(data['attachment']);
  const incoming = { eventId, accountId, customer, text, attachments, ...choiceIn(data), sentAtMs };
  return { kind: 'message', message: incoming };
}

/** The quick reply that was tapped; its label is the text of the message. */
function choiceIn({ quick_reply_response: tapped }: JsonObject): { readonly choice?: string } {
  return isObject(tapped) ? { choice: textOf(tapped['metadata']) } : {};
}

function typingIn(event: unknown, accountId: string): AccountEvent {
  const customerId = senderIn(event, accountId);
  if (customerId === undefined) return unknown('direct_message_indicate_typing_events.malformed');
  return customerId === null ? anothers : { kind: 'typing', accountId, customerId };
}

function readIn(event: unknown, accountId: string): AccountEvent {
  const customerId = senderIn(event, accountId);
  const upToEventId = isObject(event) ? idOf(event['last_read_event_id']) : undefined;
  if (!isObject(event) || customerId === undefined || upToEventId === undefined) {
    return unknown('direct_message_mark_read_events.malformed');
  }
  if (customerId === null) return anothers;
  const atMs = timeOf(event['created_timestamp'], upToEventId);
  return { kind: 'read', accountId, customerId, upToEventId, atMs };
}

/** Who did it to this account: `null` when it was done to another, undefined when it is not told. */
function senderIn(event: unknown, accountId: string): string | null | undefined {
  if (!isObject(event)) return undefined;
  const target = event['target'];
  const senderId = idOf(event['sender_id']);
  const recipientId = isObject(target) ? idOf(target['recipient_id']) : undefined;
  if (senderId === undefined || recipientId === undefined) return undefined;
  return recipientId === accountId ? senderId : null;
}

function userEventIn(value: unknown, accountId: string): AccountEvent {
  const revoke = isObject(value) ? value['revoke'] : undefined;
  if (!isObject(revoke)) return unknown('user_event');
  const source = revoke['source'];
  const userId = isObject(source) ? idOf(source['user_id']) : undefined;
  return userId === accountId ? { kind: 'revoked', accountId } : anothers;
}
