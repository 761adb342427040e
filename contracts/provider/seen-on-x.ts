import type { SentMessage } from '../../sandbox/twitter/control/sent-message.ts';
import type { Signal } from '../../sandbox/twitter/world.ts';
import { accountId, customerId, eventId } from '../people.ts';

/** What is seen of a message: its text, what is attached, what can be tapped. */
interface SeenMessage extends Pick<SentMessage, 'text' | 'location' | 'quickReply'> {
  readonly media?: string;
  readonly links?: Readonly<Record<string, string>>;
}

/** A message, or a sign of life. */
type Seen = SeenMessage | Pick<Signal, 'kind' | 'lastReadEventId'>;

/** What somebody is shown, and of whom. */
export type Shown = Seen & Pick<SentMessage, 'from' | 'to'>;

/** A message of X as its recipient sees it. */
export const shownOf = (message: SentMessage): Shown => ({
  from: message.from,
  to: message.to,
  ...seenOf(message),
});

/** A sign of life without its time. */
export const signOf = ({ kind, from, to, lastReadEventId }: Signal): Shown => ({
  kind,
  from,
  to,
  ...(lastReadEventId !== undefined && { lastReadEventId }),
});

const seenOf = ({ text, location, quickReply, ctas, media }: SentMessage): SeenMessage => ({
  text,
  ...(location && { location }),
  ...(quickReply && { quickReply }),
  ...(ctas && { links: Object.fromEntries(ctas.map(({ label, url }) => [label, url])) }),
  ...(media && { media: media.kind }),
});

const receipt = `m, order o
t, s: 2.5 CHF
a: 1 CHF
Subtotal: 1 CHF
Shipping: 1 CHF
Tax: 1 CHF
Total: 3 CHF
Paid with visa
For r, s, p c, s, CH`;

const file: Seen = { text: 'm', media: 'photo' };

/** What the customer sees of each type of body. */
const bodies: Readonly<Record<string, readonly Seen[]>> = {
  PLAIN: [{ text: 'hi' }],
  IMAGE: [file],
  VIDEO: [file],
  AUDIO: [file],
  FILE: [file],
  MULTIMEDIA: [file],
  // The sticker is no file of the File Engine, which the agent is told.
  STICKER: [],
  LOCATION: [{ text: '', location: { latitude: 46.5, longitude: 6.25 } }],
  CONTACT: [{ text: 'Bob: +41' }],
  URL: [{ text: 'x\nhttps://e.ch' }],
  BUTTON: [{ text: 'Pick', quickReply: [{ label: 'Yes', metadata: 'yes' }] }],
  CAROUSEL: [{ text: 'x\n\nt\n– Yes' }],
  StructuredMessage: [{ text: 'x' }],
  COMMENT: [{ text: 'nice', media: 'photo' }],
  TEMPLATE: [],
  WRAPUP: [],
  ACTION: [],
  RECEIPT: [{ text: receipt }],
  CUSTOM: [],
  EMAIL: [{ text: 's' }],
  VOICE: [],
  DELIVERYNOTIFICATION: [],
  DELETEDNOTIFICATION: [],
  NOTIFICATION: [{ kind: 'typing' }],
};

const links = { Pay: 'https://example.com/pay' };

const others: Readonly<Record<string, readonly Seen[]>> = {
  'hands over what a bot says': [{ text: 'I am a bot' }],
  'hands over what was edited': [{ text: 'Hello (edited)' }],
  'hands over that an agent opens a conversation': [],
  'hands over buttons that lead to pages': [{ text: 'Pay here', links }],
  'hands over that an agent has read': [{ kind: 'read', lastReadEventId: eventId }],
  'hands over a type that nobody knows yet': [{ text: 'Tea?' }],
};

/** What the customer sees of an interaction that was answered with 200; undefined: not told. */
export const seen = (description: string): readonly Shown[] | undefined =>
  seenIn(description)?.map((each) => ({ from: accountId, to: customerId, ...each }));

function seenIn(description: string): readonly Seen[] | undefined {
  const type = /^hands over a body of type (\w+)$/.exec(description)?.[1];
  if (type !== undefined) return bodies[type];
  if (description.startsWith('hands over a message ')) return [{ text: 'Hello' }];
  return others[description];
}
