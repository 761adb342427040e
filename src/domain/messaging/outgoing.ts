import type { Capability } from '../accounts/capabilities.ts';
import type { AgentContent, AgentMessage, Option } from './agent-message.ts';
import { fitted } from './choice.ts';
import { directMessageTextMax, type OutgoingMessage } from './direct-messages.ts';
import { splitText } from './split-text.ts';

/** One direct message of those that an agent's message becomes. */
export type Outgoing = Omit<OutgoingMessage, 'account' | 'customerId'> & {
  /** The file that has to be uploaded first. */
  readonly file?: string;
};

/** How far the sending of a message has got; kept as JSON with its lane. */
export interface Progress {
  /** The direct message that is next. */
  readonly next: number;
  /** The file of the next one is uploaded. */
  readonly mediaId?: string;
  /** The file was refused once after it was uploaded. */
  readonly refused?: true;
  /** The file goes as a link, since X does not carry its type. */
  readonly link?: string;
}

export const progressOf = (text: string): Progress =>
  text === '' ? { next: 0 } : (JSON.parse(text) as Progress);

type Sendable = Exclude<AgentContent, { kind: 'unsupported' }>;

/** The direct messages for some content of an account that can do so much, in order; never empty. */
export function outgoingFor(
  content: Sendable,
  { link }: Progress,
  capabilities: readonly Capability[],
): readonly Outgoing[] {
  switch (content.kind) {
    case 'text':
      return texts(content.text);
    case 'choice':
    case 'links': {
      const { text, ...extras } = fitted(content, capabilities);
      return withLast(texts(text), extras);
    }
    case 'media':
      if (link !== undefined) return texts([content.caption, link].filter(Boolean).join('\n'));
      return withLast(texts(content.caption), { file: content.url });
    case 'location': {
      const { latitude, longitude, text } = content;
      if (!capabilities.includes('location')) return texts(onMap(content));
      return withLast(texts(text), { attachment: { kind: 'location', latitude, longitude } });
    }
    default:
      return content satisfies never;
  }
}

/** A link that any device opens in the map it has. */
const onMap = ({ latitude, longitude, text }: Extract<AgentContent, { kind: 'location' }>) =>
  [text, `https://www.google.com/maps?q=${latitude},${longitude}`].filter(Boolean).join('\n');

/** What the customer can choose from after this message, to understand a typed answer. */
export function menuOf({ content }: AgentMessage): readonly Option[] | undefined {
  return content.kind === 'choice' ? content.options : undefined;
}

const texts = (text: string): readonly Outgoing[] =>
  splitText(text, directMessageTextMax).map((part) => ({ text: part }));

const withLast = (messages: readonly Outgoing[], extras: Partial<Outgoing>): readonly Outgoing[] =>
  messages.map((message, i) => (i + 1 < messages.length ? message : { ...message, ...extras }));
