import { InvalidInput } from '../../../domain/errors.ts';
import type { AccountEvent, Attachment } from '../../../domain/messaging/direct-message.ts';
import { plainText } from '../text.ts';
import { idOf, isObject, type JsonObject, personOf, textOf, timeOf } from '../wire.ts';

/**
 * All events of a body in the form of the v1.1 Account Activity API: one `for_user_id` and arrays
 * named `…_events`, or `user_event`. An event that cannot be read, or is of a kind we do not know,
 * becomes `unknown` and leaves its neighbours alone.
 */
export function accountEventsIn(body: unknown, accountId: string): readonly AccountEvent[] {
  if (!isObject(body)) throw new InvalidInput(['the body is not a JSON object']);
  const owner = idOf(body['for_user_id']);
  const events: AccountEvent[] = [];
  for (const [name, value] of Object.entries(body)) {
    if (name === 'direct_message_events' && Array.isArray(value)) {
      const foreign = owner !== undefined && owner !== accountId;
      for (const event of value) {
        events.push(foreign ? unknown('for_another_account') : messageIn(event, accountId, body));
      }
    } else if (name === 'user_event') events.push(userEventIn(value, accountId));
    else if (name.endsWith('_events') && Array.isArray(value)) {
      for (let i = 0; i < value.length; i++) events.push(unknown(name));
    } else if (name.endsWith('_events') || name.endsWith('_status')) events.push(unknown(name));
  }
  return events;
}

const unknown = (name: string): AccountEvent => ({ kind: 'unknown', name });

function messageIn(event: unknown, accountId: string, body: JsonObject): AccountEvent {
  if (!isObject(event)) return unknown('direct_message_events.malformed');
  if (event['type'] !== 'message_create') return unknown(`direct_message.${textOf(event['type'])}`);
  const create = event['message_create'];
  const target = isObject(create) ? create['target'] : undefined;
  const data = isObject(create) ? create['message_data'] : undefined;
  const eventId = idOf(event['id']);
  const senderId = isObject(create) ? idOf(create['sender_id']) : undefined;
  const recipientId = isObject(target) ? idOf(target['recipient_id']) : undefined;
  if (!eventId || !senderId || !recipientId || !isObject(data)) {
    return unknown('direct_message_events.malformed');
  }
  const sentAtMs = timeOf(event['created_timestamp'], eventId);
  const attachment = isObject(data['attachment']) ? data['attachment'] : undefined;
  const text = plainText(textOf(data['text']), data['entities'], linkOf(attachment));
  if (senderId === accountId) {
    const message = { eventId, accountId, customerId: recipientId, text, sentAtMs };
    return { kind: 'echo', message };
  }
  if (recipientId !== accountId) return unknown('for_another_account');
  const customer = personOf(senderId, body['users']);
  const attachments = attachmentsIn(attachment);
  return {
    kind: 'message',
    message: { eventId, accountId, customer, text, attachments, sentAtMs },
  };
}

/** The t.co link that X appends to the text for the attached media. */
function linkOf(attachment: JsonObject | undefined): string | undefined {
  const media = attachment?.['media'];
  return isObject(media) && typeof media['url'] === 'string' ? media['url'] : undefined;
}

const kinds: ReadonlyMap<string, Attachment['kind']> = new Map([
  ['photo', 'photo'],
  ['animated_gif', 'gif'],
  ['video', 'video'],
]);

function attachmentsIn(attachment: JsonObject | undefined): readonly Attachment[] {
  if (attachment === undefined) return [];
  if (attachment['type'] === 'location') return [{ kind: 'location' }];
  const media = attachment['media'];
  const kind = isObject(media) ? kinds.get(textOf(media['type'])) : undefined;
  return kind === undefined ? [] : [{ kind }];
}

function userEventIn(value: unknown, accountId: string): AccountEvent {
  const revoke = isObject(value) ? value['revoke'] : undefined;
  if (!isObject(revoke)) return unknown('user_event');
  const source = revoke['source'];
  const userId = isObject(source) ? idOf(source['user_id']) : undefined;
  return userId === accountId ? { kind: 'revoked', accountId } : unknown('for_another_account');
}
