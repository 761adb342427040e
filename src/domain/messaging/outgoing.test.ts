import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { capabilitiesOf } from '../accounts/capabilities.ts';
import type { AgentContent, AgentMessage } from './agent-message.ts';
import { menuOf, outgoingFor, progressOf } from './outgoing.ts';
import { lengthOf } from './split-text.ts';

const all = capabilitiesOf({});
const [first, second] = ['a'.repeat(10_000), 'b'.repeat(10_000)];
const long = `${first} ${second} last`;
const none = { next: 0 };
const url = 'https://files/cat.png';
const option = { label: 'Yes', payload: 'y' };
const page = { label: 'Shop', url: 'https://example.com' };
const place = { kind: 'location', latitude: 52.5, longitude: -13.4 } as const;

describe('what an agent says goes out', () => {
  test.each<[string, Exclude<AgentContent, { kind: 'unsupported' }>, object[]]>([
    ['a text', { kind: 'text', text: 'hello' }, [{ text: 'hello' }]],
    [
      'a long text',
      { kind: 'text', text: long },
      [first, second, 'last'].map((text) => ({ text })),
    ],
    [
      'a choice with its options',
      { kind: 'choice', text: 'Sure?', options: [option] },
      [{ text: 'Sure?', options: [option] }],
    ],
    [
      'a choice with a long question: the options below its end, where they can be seen',
      { kind: 'choice', text: long, options: [option] },
      [{ text: first }, { text: second }, { text: 'last', options: [option] }],
    ],
    [
      'a choice that does not fit as text alone',
      { kind: 'choice', text: 'Sure?', options: [option, option] },
      [{ text: 'Sure?\n1. Yes\n2. Yes' }],
    ],
    [
      'links as buttons',
      { kind: 'links', text: 'See', links: [page] },
      [{ text: 'See', links: [page] }],
    ],
    [
      'too many links as text alone',
      { kind: 'links', text: '', links: [page, page, page, page] },
      [{ text: [1, 2, 3, 4].map((n) => `${n}. Shop: https://example.com`).join('\n') }],
    ],
    ['a file', { kind: 'media', url, caption: '' }, [{ text: '', file: url }]],
    ['a file with words', { kind: 'media', url, caption: 'cat' }, [{ text: 'cat', file: url }]],
    [
      'a file with many words: it comes with the last of them',
      { kind: 'media', url, caption: long },
      [{ text: first }, { text: second }, { text: 'last', file: url }],
    ],
    ['a location', { ...place, text: '' }, [{ text: '', attachment: place }]],
    [
      'a location with many words',
      { ...place, text: long },
      [{ text: first }, { text: second }, { text: 'last', attachment: place }],
    ],
  ])('%s', (_name, content, messages) => {
    expect(outgoingFor(content, none, all)).toEqual(messages);
  });

  test('a file that goes as a link: below its words, or alone', () => {
    const link = 'https://public/file.pdf';
    const linked = (caption: string) =>
      outgoingFor({ kind: 'media', url, caption }, { next: 0, link }, all);
    expect(linked('terms')).toEqual([{ text: `terms\n${link}` }]);
    expect(linked('')).toEqual([{ text: link }]);
    expect(linked(first)).toEqual([{ text: first }, { text: link }]);
  });
});

const words = fc.string({ unit: fc.constantFrom('a', 'bc', ' ', '\n', '😀'), maxLength: 40 });
const longText = fc
  .tuple(words, fc.integer({ min: 0, max: 900 }), words)
  .map(([start, times, end]) => start.repeat(times) + end);

test('no direct message is longer than X takes, and no word of it is lost', () => {
  const bare = (text: string) => text.replaceAll(/\s+/g, '');
  fc.assert(
    fc.property(longText, (caption) => {
      const messages = outgoingFor({ kind: 'media', url, caption }, none, all);
      for (const { text } of messages) expect(lengthOf(text)).toBeLessThanOrEqual(10_000);
      expect(bare(messages.map(({ text }) => text).join(''))).toBe(bare(caption));
      expect(messages.map(({ file }) => file).filter(Boolean)).toEqual([url]);
    }),
    { numRuns: 200 },
  );
});

test('what is out already stays as it is when the file turns into a link', () => {
  const link = 'https://public/file.pdf';
  fc.assert(
    fc.property(longText, (caption) => {
      const content = { kind: 'media', url, caption } as const;
      const before = outgoingFor(content, none, all);
      const next = before.length - 1;
      const after = outgoingFor(content, { next, link }, all);
      expect(after.slice(0, next)).toEqual(before.slice(0, next));
      expect(after.length).toBeGreaterThan(next);
      expect(after.at(-1)?.text.endsWith(link)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('only a choice leaves something to choose from, also as numbered text', () => {
  const menu = (content: AgentContent) =>
    menuOf({ id: 'c1', accountId: '1', customerId: '2', content } satisfies AgentMessage);
  expect(menu({ kind: 'choice', text: '', options: [option, option] })).toEqual([option, option]);
  expect(menu({ kind: 'links', text: '', links: [page] })).toBeUndefined();
  expect(menu({ kind: 'text', text: '1. Yes' })).toBeUndefined();
});

test('progress begins at the first message, and is kept as JSON', () => {
  expect(progressOf('')).toEqual({ next: 0 });
  const progress = { next: 2, mediaId: '710511363345354753', refused: true } as const;
  expect(progressOf(JSON.stringify(progress))).toEqual(progress);
});
