import type { SentMessage } from '../../domain/messaging/direct-message.ts';
import { plainText } from './text.ts';
import { idOf, isObject, type JsonObject, textOf, timeOf } from './wire.ts';

/** A `message_create` event of X's direct messages, sent or received. */
export interface MessageEvent {
  readonly id: string;
  readonly senderId: string;
  readonly recipientId: string;
  /** As it was typed. */
  readonly text: string;
  readonly createdAtMs: number;
  /** `message_data` as X sent it. */
  readonly data: JsonObject;
}

/**
 * Reads an event as `direct_messages/events` and the Account Activity API show it (X API v1.1);
 * undefined when it is of another type or cannot be read.
 */
export function messageEventIn(event: unknown): MessageEvent | undefined {
  if (!isObject(event) || event['type'] !== 'message_create') return undefined;
  const create = event['message_create'];
  if (!isObject(create)) return undefined;
  const { target, sender_id, message_data: data } = create as Record<string, unknown>;
  const id = idOf(event['id']);
  const senderId = idOf(sender_id);
  const recipientId = isObject(target) ? idOf(target['recipient_id']) : undefined;
  if (!id || !senderId || !recipientId || !isObject(data)) return undefined;
  const text = plainText(textOf(data['text']), data['entities'], linkOf(data['attachment']));
  const createdAtMs = timeOf(event['created_timestamp'], id);
  return { id, senderId, recipientId, text, createdAtMs, data };
}

/** What an event says about a message that its account sent. */
export function sentMessageOf(event: MessageEvent): SentMessage {
  const { id: eventId, senderId: accountId, recipientId: customerId, text } = event;
  const attachment = event.data['attachment'];
  const media = isObject(attachment) && attachment['type'] === 'media';
  return { eventId, accountId, customerId, text, media, sentAtMs: event.createdAtMs };
}

/** The t.co link that X appends to the text for the attached media. */
function linkOf(attachment: unknown): string | undefined {
  const media = isObject(attachment) ? attachment['media'] : undefined;
  return isObject(media) && typeof media['url'] === 'string' ? media['url'] : undefined;
}
