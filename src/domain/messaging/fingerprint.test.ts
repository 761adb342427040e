import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { fingerprint } from './fingerprint.ts';

test('a text is recognised in either form of Unicode', () => {
  expect(fingerprint('Cafe\u0301 한국 Å')).toBe(fingerprint('Cafe\u0301 한국 Å'.normalize('NFC')));
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(fingerprint(text.normalize('NFD'))).toBe(fingerprint(text.normalize('NFC')));
    }),
  );
});

test('a text is recognised when white space was folded or trimmed on the way', () => {
  const one = fingerprint('one two three');
  expect(fingerprint('  one\r\n\ttwo\u00a0 three \n')).toBe(one);
  expect(fingerprint('onetwo three')).not.toBe(one);
  const word = fc.stringMatching(/^[a-zé]{1,6}$/u);
  const space = fc.stringMatching(/^[ \n\t]{1,3}$/u);
  fc.assert(
    fc.property(fc.array(fc.tuple(word, space)), (pairs) => {
      const folded = pairs.map(([text]) => text).join(' ');
      expect(fingerprint(pairs.flat().join(''))).toBe(fingerprint(folded));
    }),
  );
});

test('a text is recognised when X has completed a link that was typed without its scheme', () => {
  const typed = fingerprint('see www.example.com/a and example.com.');
  expect(fingerprint('see http://www.example.com/a and http://example.com.')).toBe(typed);
  expect(fingerprint('see http://www.example.com/b and http://example.com.')).not.toBe(typed);
});

test('different texts differ, over many pairs', () => {
  const known = new Map<string, string>();
  const plain = (text: string) =>
    text
      .normalize('NFC')
      .replaceAll(/https?:\/\//giu, '')
      .replaceAll(/\s+/gu, ' ')
      .trim();
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (text) => {
      const print = fingerprint(text);
      expect(known.get(print) ?? plain(text)).toBe(plain(text));
      known.set(print, plain(text));
    }),
    { numRuns: 20_000 },
  );
});

test('texts that differ in one place, in order or in length differ', () => {
  const prints = new Set<string>();
  const texts = ['', '0', 'ab', 'ba', 'aab', 'aba', 'Ab', 'ab.', 'ab..', 'a b', '👍', '👍🏽'];
  for (let i = 0; i < 100_000; i++) texts.push(`Your number is ${i}.`);
  for (let i = 1; i < 500; i++) texts.push('a'.repeat(i));
  for (const text of texts) prints.add(fingerprint(text));
  expect(prints.size).toBe(new Set(texts).size);
});

test('it is short, and tells nothing of the text by itself', () => {
  for (const text of ['', 'a', 'a'.repeat(10_000), '\ud800']) {
    expect(fingerprint(text)).toMatch(/^[0-9a-f]{16}$/);
  }
});
