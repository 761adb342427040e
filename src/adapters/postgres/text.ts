import { createHash } from 'node:crypto';

/** Begins every escape; stands for nothing in texts as people write them. */
const escape = '\u0010';

const halfPair = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

const escapeOf = (character: string): string =>
  escape + character.charCodeAt(0).toString(16).padStart(4, '0');

/**
 * A text as PostgreSQL can store it: U+0000 and halves of surrogate pairs are escaped. Different
 * texts are stored differently.
 */
export function storable(text: string): string {
  const plain = !text.includes('\u0000') && !text.includes(escape) && text.isWellFormed();
  if (plain) return text;
  return text
    .replaceAll(escape, escapeOf)
    .replaceAll('\u0000', escapeOf)
    .replace(halfPair, escapeOf);
}

/** The text behind a stored one. */
export function fromStored(stored: string): string {
  if (!stored.includes(escape)) return stored;
  const [first = '', ...rest] = stored.split(escape);
  const characters = rest.map((part) => charactersOf(part.slice(0, 4)) + part.slice(4));
  return first + characters.join('');
}

const charactersOf = (code: string): string => String.fromCharCode(Number.parseInt(code, 16));

const keyBytesMax = 512;
const keyBegins = 128;

/** A text to be looked up by, bounded: what is longer ends in a digest of the whole. */
export function keyOf(text: string): string {
  const stored = storable(text);
  if (stored.length * 3 <= keyBytesMax || Buffer.byteLength(stored) <= keyBytesMax) return stored;
  const digest = createHash('sha256').update(stored).digest('base64url');
  return `${storable(text.slice(0, keyBegins))}${escape}${escape}${digest}`;
}

/** The last time that a `Date` can hold. */
const timeMax = 8_640_000_000_000_000;

/** A point in time as a whole number; what is none is 0. */
export const whole = (value: number): number => within(timeMax, value);

/** How many, as a number of 32 bits. */
export const count = (value: number): number => within(2 ** 31 - 1, value);

function within(max: number, value: number): number {
  return Number.isNaN(value) ? 0 : Math.trunc(Math.min(Math.max(value, -max), max));
}
