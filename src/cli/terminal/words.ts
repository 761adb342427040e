import { styleText } from 'node:util';

/**
 * A text on one line and without anything that steers a terminal: no control characters and none
 * that turn the direction of writing.
 */
export const clean = (text: string): string =>
  text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();

/** How many columns a text takes, near enough for ids, numbers and names. */
export function widthOf(text: string): number {
  return [...new Intl.Segmenter().segment(text)].length;
}

/** Fills a text up to a width. */
export const padded = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - widthOf(text)));

export type Tone = 'plain' | 'good' | 'warning' | 'bad' | 'weak';

const colours: Readonly<Record<Exclude<Tone, 'plain'>, Parameters<typeof styleText>[0]>> = {
  good: 'green',
  warning: 'yellow',
  bad: 'red',
  weak: 'dim',
};

/** Gives a text its tone, if colours are wanted. */
export type Paint = (tone: Tone, text: string) => string;

/** Colours on a terminal that shows them, unless `NO_COLOR` is set. */
export function paintFor(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<NodeJS.ProcessEnv>,
): Paint {
  const unwanted = (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb';
  if (stream.isTTY !== true || unwanted) return (_tone, text) => text;
  return (tone, text) =>
    tone === 'plain' ? text : styleText(colours[tone], text, { validateStream: false });
}
