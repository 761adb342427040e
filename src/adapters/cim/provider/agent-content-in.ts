import type { AgentContent } from '../../../domain/messaging/agent-message.ts';
import { type JsonObject, objectIn, objectsIn, textIn } from '../json.ts';

type Reading = (body: JsonObject) => AgentContent | undefined;

/**
 * What the body of an agent's message says to the customer; undefined when it says nothing to
 * them. Text is trimmed and otherwise left as it is. A type that is not the object model's, in any
 * other spelling too, is worth its text.
 */
export function agentContentIn(body: JsonObject): AgentContent | undefined {
  const reading = readings.get(textIn(body.type) ?? '') ?? plain;
  return reading(body);
}

const plain: Reading = (body) => asText(trimmed(body.markdownText));
const nothing: Reading = () => undefined;

/** What we cannot carry is refused, so that the agent is told. */
const unsupported: Reading = (body) => ({ kind: 'unsupported', type: String(body.type) });

const link: Reading = (body) => {
  const text = trimmed(body.markdownText);
  const url = trimmed(body.mediaUrl) || trimmed(body.mediaURL);
  return asText(text.includes(url) ? text : lines([text, url])) ?? unsupported(body);
};

/** The question and its answers, numbered, one a line. */
const choice: Reading = (body) => {
  const titles = objectsIn(body.buttons).map(titleOf).filter(Boolean);
  const answers = titles.map((title, index) => `${index + 1}. ${title}`);
  return asText(lines([questionIn(body), ...answers])) ?? unsupported(body);
};

const readings: ReadonlyMap<string, Reading> = new Map<string, Reading>([
  ['PLAIN', plain],
  ['URL', link],
  ['BUTTON', choice],
  ...each(['NOTIFICATION', 'DELIVERYNOTIFICATION', 'DELETEDNOTIFICATION'], nothing),
  ...each(['WRAPUP', 'ACTION'], nothing),
  ...each(['IMAGE', 'VIDEO', 'AUDIO', 'FILE', 'MULTIMEDIA', 'STICKER'], unsupported),
  ...each(['LOCATION', 'CONTACT', 'CAROUSEL', 'RECEIPT', 'TEMPLATE'], unsupported),
  ...each(['StructuredMessage', 'COMMENT', 'CUSTOM', 'EMAIL', 'VOICE'], unsupported),
]);

function each(types: readonly string[], reading: Reading): [string, Reading][] {
  return types.map((type) => [type, reading]);
}

/** Its text, or what an interactive message shows in its place. */
function questionIn(body: JsonObject): string {
  const interactive = objectIn(objectIn(body.additionalDetails)?.interactive);
  const parts = [interactive?.header, interactive?.body, interactive?.footer];
  return trimmed(body.markdownText) || lines(parts.map((part) => trimmed(objectIn(part)?.text)));
}

/** A button that leads somewhere says where. */
function titleOf({ title, payload }: JsonObject): string {
  const shown = trimmed(title);
  const value = trimmed(payload);
  const leads = /^https?:\/\//i.test(value) && !shown.includes(value);
  return shown !== '' && leads ? `${shown}: ${value}` : shown || value;
}

const trimmed = (value: unknown): string => textIn(value)?.trim() ?? '';
const lines = (parts: readonly string[]): string => parts.filter(Boolean).join('\n');
const asText = (text: string): AgentContent | undefined =>
  text === '' ? undefined : { kind: 'text', text };
