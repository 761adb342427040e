import type { AccountEvent, DirectMessage } from '../../../domain/messaging/direct-message.ts';
import { messageEventIn, sentMessageOf } from '../message-event.ts';
import { messageCreateOf } from '../v2-message-event.ts';
import { idOf, isObject, type JsonObject, personOf, textOf, timeOf } from '../wire.ts';
import { attachmentsIn } from './attachments-in.ts';

/** What stands beside the events of a body and explains them. */
export interface Beside {
  /** Who people are. */
  readonly users: unknown;
  /** Objects that API v2 events refer to. */
  readonly includes?: unknown;
}

/** Reads one event that was told to an account. */
export type Reader = (event: unknown, accountId: string, beside: Beside) => AccountEvent;

/** An event that means nothing to us; it is counted by this name. */
export const unknown = (name: string): AccountEvent => ({ kind: 'unknown', name });

/** An event of an account that this delivery has no say in. */
export const anothers = unknown('for_another_account');

/** A direct message in the form of v1.1 or of API v2, sent or received. */
export function messageIn(told: unknown, accountId: string, beside: Beside): AccountEvent {
  const event = messageCreateOf(told, beside.includes, accountId);
  const message = messageEventIn(event);
  if (message === undefined) {
    const type = isObject(event) ? textOf(event['type']) || textOf(event['event_type']) : '';
    const known = type === '' || type === 'message_create';
    return unknown(known ? 'direct_message_events.malformed' : `direct_message.${type}`);
  }
  const { id: eventId, senderId, recipientId, text, createdAtMs: sentAtMs, data } = message;
  if (senderId === accountId) return { kind: 'echo', message: sentMessageOf(message) };
  if (recipientId !== accountId) return anothers;
  const customer = personOf(senderId, beside.users);
  const attachments = attachmentsIn(data['attachment']);
  const more = { ...choiceIn(data), ...originIn(event) };
  const incoming = { eventId, accountId, customer, text, attachments, ...more, sentAtMs };
  return { kind: 'message', message: incoming };
}

/** The quick reply that was tapped; its label is the text of the message. */
function choiceIn({ quick_reply_response: tapped }: JsonObject): { readonly choice?: string } {
  return isObject(tapped) ? { choice: textOf(tapped['metadata']) } : {};
}

/** The post or welcome message that led to this one (X API v1.1, `initiated_via`). */
function originIn(event: unknown): Pick<DirectMessage, 'initiatedVia'> {
  const via = isObject(event) ? event['initiated_via'] : undefined;
  if (!isObject(via)) return {};
  const postId = idOf(via['tweet_id']);
  const welcomeMessageId = idOf(via['welcome_message_id']);
  if (postId === undefined && welcomeMessageId === undefined) return {};
  const post = postId !== undefined && { postId };
  return { initiatedVia: { ...post, ...(welcomeMessageId !== undefined && { welcomeMessageId }) } };
}

/** Somebody types to the account. */
export function typingIn(event: unknown, accountId: string): AccountEvent {
  const customerId = senderIn(event, accountId);
  if (customerId === undefined) return unknown('direct_message_indicate_typing_events.malformed');
  return customerId === null ? anothers : { kind: 'typing', accountId, customerId };
}

/** Somebody has read what the account wrote. */
export function readIn(event: unknown, accountId: string): AccountEvent {
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
  return recipientId === accountId && senderId !== accountId ? senderId : null;
}
