import { createHash } from 'node:crypto';

/** A shortened link in a text; `indices` count Unicode code points. */
export interface UrlEntity {
  readonly url: string;
  readonly expanded_url: string;
  readonly display_url: string;
  readonly indices: readonly [number, number];
}

/** The entities of a text. */
export interface Entities {
  readonly hashtags: readonly never[];
  readonly symbols: readonly never[];
  readonly user_mentions: readonly never[];
  readonly urls: readonly UrlEntity[];
}

/** A text as the v1.1 API shows it. */
export interface WireText {
  readonly text: string;
  readonly entities: Entities;
}

const LINK = /https?:\/\/[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+(?::\d+)?(?:[/?#][^\s<>"]*)?/giu;
const TRAILING_PUNCTUATION = /[.,;:!?')\]}]+$/u;
const DISPLAY_LENGTH_MAX = 26;

/** Escapes `& < >` and replaces each http(s) link by a t.co link with its entity. */
export function wireText(written: string): WireText {
  const urls: UrlEntity[] = [];
  let text = '';
  let copiedTo = 0;
  for (const { 0: match, index } of written.matchAll(LINK)) {
    const expandedUrl = match.replace(TRAILING_PUNCTUATION, '');
    text += escapeHtml(written.slice(copiedTo, index));
    copiedTo = index + expandedUrl.length;
    const entity = urlEntity(expandedUrl, codePoints(text));
    urls.push(entity);
    text += entity.url;
  }
  text += escapeHtml(written.slice(copiedTo));
  return { text, entities: { hashtags: [], symbols: [], user_mentions: [], urls } };
}

/** The length of a text in Unicode code points. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function urlEntity(expandedUrl: string, start: number): UrlEntity {
  const url = shortened(expandedUrl);
  return {
    url,
    expanded_url: expandedUrl,
    display_url: displayed(expandedUrl),
    indices: [start, start + url.length],
  };
}

/** The t.co link of a URL; always the same one. */
export function shortened(url: string): string {
  const hash = createHash('sha256').update(url).digest('base64');
  return `https://t.co/${hash.replace(/[^A-Za-z0-9]/g, '').slice(0, 10)}`;
}

function displayed(url: string): string {
  const characters = [...url.replace(/^https?:\/\/(?:www\.)?/i, '')];
  if (characters.length <= DISPLAY_LENGTH_MAX) return characters.join('');
  return `${characters.slice(0, DISPLAY_LENGTH_MAX).join('')}…`;
}
