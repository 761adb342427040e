import { v2User } from '../directory/user.ts';
import type { PublishedMedia } from '../media/published-media.ts';
import { mediaKeyOf, v2Media } from '../media/v2-media.ts';
import { conversationId } from './conversation-id.ts';
import type { DirectMessage } from './direct-message.ts';
import { codePoints } from './message-text.ts';

/** Which members of events and of their includes a call asks for. */
export interface EventFields {
  readonly event: ReadonlySet<string>;
  readonly user: ReadonlySet<string>;
  readonly media: ReadonlySet<string>;
  readonly expansions: ReadonlySet<string>;
}

const MEMBERS: Readonly<Record<string, (message: DirectMessage) => unknown>> = {
  created_at: ({ createdMs }) => new Date(createdMs).toISOString(),
  dm_conversation_id: ({ sender, recipient }) => conversationId(sender.id, recipient.id),
  sender_id: ({ sender }) => sender.id,
  attachments: (message) => {
    const media = mediaOf(message);
    return media && { media_keys: [mediaKeyOf(media)] };
  },
  entities: (message) => {
    const urls = urlsIn(message);
    return urls.length > 0 ? { urls } : undefined;
  },
};

/** The fields of an event that a call can ask for beside those that always come. */
export const EVENT_FIELDS = [
  'id',
  'event_type',
  'text',
  'participant_ids',
  'referenced_tweets',
  'referenced_posts',
  ...Object.keys(MEMBERS),
];

/** A direct message as API v2 shows it: its text is not escaped. */
export function v2Event(message: DirectMessage, fields: EventFields): object {
  const asked = Object.entries(MEMBERS).flatMap(([name, member]) => {
    const value = fields.event.has(name) ? member(message) : undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  const sender = fields.expansions.has('sender_id') ? { sender_id: message.sender.id } : {};
  const attachments = fields.expansions.has('attachments.media_keys')
    ? { attachments: MEMBERS['attachments']?.(message) }
    : {};
  return {
    id: message.id,
    event_type: 'MessageCreate',
    text: textOf(message),
    ...sender,
    ...attachments,
    ...Object.fromEntries(asked),
  };
}

/** The people and media of these messages as far as they are asked for; undefined when not. */
export function includesOf(
  messages: readonly DirectMessage[],
  { user, media, expansions }: EventFields,
  publishedAs: (mediaId: string) => PublishedMedia | undefined,
): object | undefined {
  const senders = expansions.has('sender_id') ? messages.map(({ sender }) => sender) : [];
  const users = [...new Set(senders)].map((each) => v2User(each, user));
  const attached = expansions.has('attachments.media_keys')
    ? [...new Set(messages.flatMap((message) => mediaOf(message) ?? []))]
    : [];
  const shown = attached.flatMap((each) => {
    const published = publishedAs(each.id);
    return published === undefined ? [] : v2Media(mediaKeyOf(each), published, media);
  });
  if (users.length === 0 && shown.length === 0) return undefined;
  return { ...(users.length > 0 && { users }), ...(shown.length > 0 && { media: shown }) };
}

/** The text with its t.co links, as it was written otherwise. */
function textOf({ wire: { text } }: DirectMessage): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Links with their places in the text, which are others than in the escaped text of v1.1. */
function urlsIn(message: DirectMessage): object[] {
  const text = textOf(message);
  let searchedTo = 0;
  return message.wire.entities.urls.map(({ url, expanded_url, display_url }) => {
    const at = text.indexOf(url, searchedTo);
    searchedTo = at + url.length;
    const start = codePoints(text.slice(0, at));
    return { start, end: start + url.length, url, expanded_url, display_url };
  });
}

function mediaOf({ attachment }: DirectMessage) {
  return attachment?.type === 'media' ? attachment.media : undefined;
}
