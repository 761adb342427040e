import type { AgentContent, Option } from '../../../domain/messaging/agent-message.ts';
import { type JsonObject, objectIn, objectsIn } from '../json.ts';
import { interactiveText } from './readable-text.ts';
import { isWebAddress, lines, trimmed } from './words.ts';

/**
 * A question with its answers, or links where every button leads to a page. A button without a
 * title shows its payload, one without a payload answers with its title; one with neither does not
 * count. Where only some buttons lead to a page, the text tells where, since an answer cannot.
 * Without any buttons the question is all that is left.
 */
export function buttonsIn(body: JsonObject): AgentContent | undefined {
  const text = interactiveText(body);
  const options = objectsIn(body.buttons).flatMap(optionIn);
  if (options.length === 0) return text === '' ? undefined : { kind: 'text', text };
  const leading = options.filter(({ payload }) => isWebAddress(payload));
  if (leading.length === options.length) {
    const links = leading.map(({ label, payload }) => ({ label, url: payload }));
    return { kind: 'links', text, links };
  }
  return { kind: 'choice', text: lines([text, ...leading.map(whereTo)]), options };
}

function optionIn({ title, payload, additionalButtonDetails }: JsonObject): readonly Option[] {
  const label = trimmed(title) || trimmed(payload);
  if (label === '') return [];
  const description = trimmed(objectIn(additionalButtonDetails)?.description);
  return [
    { label, payload: trimmed(payload) || label, ...(description !== '' && { description }) },
  ];
}

const whereTo = ({ label, payload }: Option): string =>
  label.includes(payload) ? label : `${label}: ${payload}`;
