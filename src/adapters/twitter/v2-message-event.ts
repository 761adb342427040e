import { idOf, isObject, type JsonObject, textOf } from './wire.ts';

const file = /^https?:\/\/t\.co\/[A-Za-z0-9]+$/;

/**
 * A direct message event of API v2 (`MessageCreate` of `dm_events`) in the words of v1.1, so that
 * both are read alike; any other event as it is. A message of a group, which has no one recipient,
 * becomes an event of the type `group_message`. `includes` are the objects that X sends beside v2
 * events; `accountId` is the account that was told, since v2 names no recipient.
 */
export function messageCreateOf(event: unknown, includes: unknown, accountId: string): unknown {
  if (!isObject(event)) return event;
  const create = event['message_create'];
  if (isObject(create)) {
    const data = create['message_data'];
    if (!isObject(data) || !('attachments' in data) || 'attachment' in data) return event;
    const attachment = attachmentOf(data, includes);
    return { ...event, message_create: { ...create, message_data: { ...data, attachment } } };
  }
  if (event['event_type'] !== 'MessageCreate') return event;
  if (/^\d+$/.test(textOf(event['dm_conversation_id']))) return { type: 'group_message' };
  const attachment = attachmentOf(event, includes);
  const message_data = { text: escaped(textOf(event['text'])), entities: entitiesOf(event) };
  return {
    type: 'message_create',
    id: event['id'],
    message_create: {
      sender_id: event['sender_id'],
      target: { recipient_id: recipientOf(event, accountId) },
      message_data: attachment === undefined ? message_data : { ...message_data, attachment },
    },
  };
}

/** A conversation is named after both people; where none is told, the account was written to. */
function recipientOf(event: JsonObject, accountId: string): string | undefined {
  const sender = idOf(event['sender_id']);
  const conversation = event['dm_conversation_id'];
  if (conversation === undefined) return sender === accountId ? undefined : accountId;
  const [one, other, ...more] = textOf(conversation).split('-');
  if (more.length > 0 || (one !== sender && other !== sender)) return undefined;
  return one === sender ? other : one;
}

/** Older answers have `urls` beside the text, newer ones in `entities`. */
const entitiesOf = (event: JsonObject): JsonObject =>
  isObject(event['entities']) ? event['entities'] : { urls: event['urls'] };

/** API v2 does not escape texts, as far as is known; what could not have been escaped was not. */
const escaped = (text: string): string =>
  /[<>]|&(?!(?:amp|lt|gt);)/.test(text)
    ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    : text;

/** The first of `attachments.media_keys`, of which a direct message has one, as v1.1 shows it. */
function attachmentOf(event: JsonObject, includes: unknown): JsonObject | undefined {
  const { attachments } = event;
  const keys = isObject(attachments) ? attachments['media_keys'] : undefined;
  const media_key = Array.isArray(keys) ? textOf(keys[0]) : '';
  if (media_key === '') return undefined;
  const listed = isObject(includes) ? includes['media'] : undefined;
  const media = (Array.isArray(listed) ? listed : []).find(
    (one) => isObject(one) && one['media_key'] === media_key,
  );
  const known: JsonObject = isObject(media) ? media : {};
  return {
    type: 'media',
    media: {
      media_key,
      type: textOf(known['type']) || typeIn(media_key),
      media_url_https: known['url'],
      video_info: { variants: variantsOf(known['variants']) },
      url: linkOf(event, media_key),
    },
  };
}

/** What the number that a media key begins with stands for. */
const typeIn = (mediaKey: string): string => types.get(mediaKey.split('_')[0] ?? '') ?? '';

const types: ReadonlyMap<string, string> = new Map([
  ['3', 'photo'],
  ['5', 'photo'],
  ['7', 'video'],
  ['13', 'video'],
  ['16', 'animated_gif'],
]);

const variantsOf = (variants: unknown): readonly JsonObject[] =>
  (Array.isArray(variants) ? variants : [])
    .filter(isObject)
    .map((variant) => ({ ...variant, bitrate: variant['bit_rate'] }));

/** The link that X appends to the text for the file: as the entities tell, else the last word. */
function linkOf(event: JsonObject, mediaKey: string): string | undefined {
  const { urls } = entitiesOf(event);
  const entity = (Array.isArray(urls) ? urls : [])
    .filter(isObject)
    .find(
      (url) =>
        url['media_key'] === mediaKey || textOf(url['expanded_url']).includes('/messages/media/'),
    );
  const last = textOf(event['text']).trim().split(/\s+/).at(-1) ?? '';
  return textOf(entity?.['url']) || (file.test(last) ? last : undefined);
}
