import type { Capability } from '../accounts/capabilities.ts';
import type { AgentContent, CallToAction, Option } from './agent-message.ts';
import { choiceLimits } from './direct-messages.ts';
import { lengthOf, splitText } from './split-text.ts';

/** A choice as X takes it: with its options or links, or all of it in the text. */
export interface FittedChoice {
  readonly text: string;
  readonly options?: readonly Option[];
  readonly links?: readonly CallToAction[];
}

/**
 * Fits a choice into X's limits, and into what the account can do there. A label that is too long is
 * cut, its full text kept in the description; what X cannot take at all becomes numbered text.
 */
export function fitted(
  content: Extract<AgentContent, { kind: 'choice' | 'links' }>,
  capabilities: readonly Capability[],
): FittedChoice {
  return content.kind === 'choice'
    ? fittedOptions(content, capabilities.includes('quick-replies'))
    : fittedLinks(content, capabilities.includes('calls-to-action'));
}

function fittedOptions(
  { text, options }: Extract<AgentContent, { kind: 'choice' }>,
  offered: boolean,
): FittedChoice {
  const question = text === '' ? 'Please choose:' : text;
  const fits =
    offered &&
    options.length > 0 &&
    options.length <= choiceLimits.options &&
    new Set(options.map(({ label }) => cut(label, choiceLimits.label))).size === options.length &&
    options.every(
      ({ label, payload }) =>
        label !== '' && !isLink(label) && lengthOf(payload) <= choiceLimits.payload,
    );
  if (!fits) return { text: numbered(question, options.map(lineOf)) };
  const described = options.map((option) => ({
    label: cut(option.label, choiceLimits.label),
    description: descriptionOf(option),
    payload: option.payload,
  }));
  const plain = described.every(({ description }) => description === '');
  return {
    text: question,
    options: plain
      ? described.map(({ label, payload }) => ({ label, payload }))
      : filled(described),
  };
}

/** X wants a description for all options or for none. */
const filled = (options: readonly Required<Option>[]): readonly Option[] =>
  options.map((option) => ({ ...option, description: option.description || option.label }));

function descriptionOf({ label, description = '' }: Option): string {
  const full =
    lengthOf(label) > choiceLimits.label ? `${label} ${description}`.trim() : description;
  return cut(full, choiceLimits.description);
}

function fittedLinks(
  { text, links }: Extract<AgentContent, { kind: 'links' }>,
  offered: boolean,
): FittedChoice {
  const fits =
    offered &&
    links.length > 0 &&
    links.length <= choiceLimits.links &&
    links.every(({ label }) => label !== '' && lengthOf(label) <= choiceLimits.label);
  if (fits) return { text: text === '' ? 'Please choose:' : text, links };
  return {
    text: numbered(
      text,
      links.map(({ label, url }) => `${label}: ${url}`),
    ),
  };
}

const lineOf = ({ label, description = '' }: Option): string =>
  description === '' ? label : `${label} (${description})`;

const numbered = (text: string, lines: readonly string[]): string =>
  [...(text === '' ? [] : [text]), ...lines.map((line, i) => `${i + 1}. ${line}`)].join('\n');

const isLink = (label: string): boolean => /https?:\/\//i.test(label);

function cut(text: string, max: number): string {
  if (lengthOf(text) <= max) return text;
  return `${(splitText(text, max - 1)[0] ?? '').trimEnd()}…`;
}

/**
 * The option that a customer's text means, by its label, the label as it was cut, or its number;
 * undefined when it is none of them. What is written on a button goes before its place.
 */
export function chosen(options: readonly Option[], text: string): Option | undefined {
  const said = plain(text);
  const named = options.find(
    ({ label }) => plain(label) === said || plain(cut(label, choiceLimits.label)) === said,
  );
  const number = /^(\d{1,3})[.)]?$/.exec(said)?.[1];
  return named ?? (number === undefined ? undefined : options[Number(number) - 1]);
}

const plain = (text: string): string => text.normalize('NFC').trim().toLowerCase();
