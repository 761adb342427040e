import type { AgentContent } from '../../../domain/messaging/agent-message.ts';
import { type JsonObject, textIn } from '../json.ts';
import { buttonsIn } from './buttons-in.ts';
import { locationIn } from './location-in.ts';
import { mediaIn } from './media-in.ts';
import { carouselText, receiptText } from './prose.ts';
import {
  contactsText,
  customText,
  emailText,
  interactiveText,
  linkText,
  templateText,
} from './readable-text.ts';
import { trimmed } from './words.ts';

type Reading = (body: JsonObject) => AgentContent | undefined;

/**
 * What the body of an agent's message says to the customer; undefined when it says nothing to
 * them. Text is trimmed and otherwise left as it is. A type that is not the object model's, in any
 * other spelling too, is worth its text. What ought to say something and does not is `unsupported`,
 * so that the agent is told.
 */
export function agentContentIn(body: JsonObject): AgentContent | undefined {
  const reading = readings.get(textIn(body.type) ?? '') ?? plain;
  return reading(body);
}

const plain: Reading = (body) => asText(trimmed(body.markdownText));
const nothing: Reading = () => undefined;

const either =
  (...attempts: readonly Reading[]): Reading =>
  (body) => {
    for (const attempt of attempts) {
      const content = attempt(body);
      if (content !== undefined) return content;
    }
    return { kind: 'unsupported', type: String(body.type) };
  };

const readable = (textOf: (body: JsonObject) => string): Reading =>
  either((body) => asText(textOf(body)));

const readings: ReadonlyMap<string, Reading> = new Map<string, Reading>([
  ['PLAIN', plain],
  ['BUTTON', either(buttonsIn)],
  ...each(['IMAGE', 'VIDEO', 'AUDIO', 'FILE', 'MULTIMEDIA', 'STICKER'], either(mediaIn)),
  ['COMMENT', either(mediaIn, plain)],
  ['LOCATION', either(locationIn)],
  ['URL', readable(linkText)],
  ['CONTACT', readable(contactsText)],
  ['RECEIPT', readable(receiptText)],
  ['CAROUSEL', readable(carouselText)],
  ['TEMPLATE', readable(templateText)],
  ['StructuredMessage', readable(interactiveText)],
  ['CUSTOM', readable(customText)],
  ['EMAIL', readable(emailText)],
  ...each(['NOTIFICATION', 'DELIVERYNOTIFICATION', 'DELETEDNOTIFICATION'], nothing),
  ...each(['WRAPUP', 'ACTION'], nothing),
]);

function each(types: readonly string[], reading: Reading): [string, Reading][] {
  return types.map((type) => [type, reading]);
}

const asText = (text: string): AgentContent | undefined =>
  text === '' ? undefined : { kind: 'text', text };
