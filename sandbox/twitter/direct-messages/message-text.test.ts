import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { codePoints, wireText } from './message-text.ts';

const T_CO = /^https:\/\/t\.co\/[A-Za-z0-9]{10}$/;

test('ampersand and angle brackets are escaped once', () => {
  expect(wireText('Tom & Jerry <3 a > b &amp;').text).toBe(
    'Tom &amp; Jerry &lt;3 a &gt; b &amp;amp;',
  );
});

test('unescaping a text without links gives what was written', () => {
  const unescaped = (text: string) =>
    text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  const written = fc.string({ unit: fc.constantFrom('&', '<', '>', 'a', ';', 'amp', '😀', ' ') });
  fc.assert(fc.property(written, (text) => unescaped(wireText(text).text) === text));
});

test('a link becomes a t.co link whose entity leads back to it', () => {
  const { text, entities } = wireText('see https://www.example.com/a?b=1&c=2.');
  const [url] = entities.urls;
  expect(url?.url).toMatch(T_CO);
  expect(text).toBe(`see ${url?.url}.`);
  expect(url).toEqual({
    url: url?.url,
    expanded_url: 'https://www.example.com/a?b=1&c=2',
    display_url: 'example.com/a?b=1&c=2',
    indices: [4, 27],
  });
});

test('indices count code points of the shown text', () => {
  const { text, entities } = wireText('😀 & (http://a.example/x) and https://b.example');
  for (const { url, indices } of entities.urls) {
    expect([...text].slice(...indices).join('')).toBe(url);
  }
  expect(entities.urls.map(({ expanded_url }) => expanded_url)).toEqual([
    'http://a.example/x',
    'https://b.example',
  ]);
});

test('the same link is shortened to the same t.co link, another one to another', () => {
  const [first, second, third] = wireText('https://a.example https://a.example https://c.example')
    .entities.urls;
  expect(first?.url).toBe(second?.url);
  expect(first?.url).not.toBe(third?.url);
});

test('a long link is shown cut', () => {
  const [url] = wireText(`https://a.example/${'x'.repeat(50)}`).entities.urls;
  expect(url?.display_url).toBe(`a.example/${'x'.repeat(16)}…`);
});

test.each(['ftp://a.example/x', 'http:// a.example', 'https://localhost', 'a.example'])(
  '%s is not a link',
  (text) => {
    expect(wireText(text)).toMatchObject({ text, entities: { urls: [] } });
  },
);

test('a text is measured in code points', () => {
  expect(codePoints('a😀é')).toBe(3);
});
