import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { lengthOf, splitText } from './split-text.ts';

const graphemes = (text: string): string[] =>
  [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].map((g) => g.segment);
const words = (text: string): string => text.replaceAll(/\s+/gu, '');

const family = '👨‍👩‍👧‍👦';
const flag = '🇵🇰';
const accented = 'e\u0301\u0323';
const spaceWithMark = ' \u0308';

/** Texts that are hard to cut: all of Unicode, composed emoji, marks, lone surrogates, white space. */
const hardText = fc
  .array(
    fc.oneof(
      fc.constantFrom(family, flag, accented, spaceWithMark, '👍🏽', '\r\n', '\n', '\u00a0', ' '),
      fc.constantFrom(
        '\ud83d',
        '\udc4d',
        '\u0928\u093f',
        '\u1100\u1161\u11a8',
        '\u200d',
        '\ufe0f',
        'word',
        'ß',
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.string({ maxLength: 8 }),
    ),
    { maxLength: 40 },
  )
  .map((pieces) => pieces.join(''));

describe('a text for the customer', () => {
  test('that fits is one part, as it is', () => {
    expect(splitText('', 3)).toEqual(['']);
    expect(splitText(' a ', 3)).toEqual([' a ']);
    expect(splitText(family, 7)).toEqual([family]);
    expect(splitText('x'.repeat(10_000), 10_000)).toHaveLength(1);
  });

  test('is cut at the last white space that fits, and trimmed there', () => {
    expect(splitText('one two three', 7)).toEqual(['one two', 'three']);
    expect(splitText('one two three', 8)).toEqual(['one two', 'three']);
    expect(splitText('one \r\n\t two', 5)).toEqual(['one', 'two']);
    expect(splitText('one\u00a0two', 5)).toEqual(['one', 'two']);
  });

  test('without white space is cut where it is full', () => {
    expect(splitText('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
    expect(splitText('a bcdefgh', 3)).toEqual(['a', 'bcd', 'efg', 'h']);
  });

  test('loses white space only, however much of it there is', () => {
    expect(splitText('    a', 3)).toEqual(['a']);
    expect(splitText('a         b', 3)).toEqual(['a', 'b']);
    expect(splitText('a         ', 3)).toEqual(['a']);
    expect(splitText('      ', 3)).toEqual(['']);
  });

  test.each([
    ['a family', family],
    ['a flag', flag],
    ['an accented letter', accented],
    ['a thumb with a skin tone', '👍🏽'],
    ['a syllable', '\u1100\u1161\u11a8'],
  ])('is never cut inside %s', (_name, whole) => {
    const max = lengthOf(whole) + 1;
    expect(splitText(whole.repeat(3), max)).toEqual([whole, whole, whole]);
  });

  test('keeps a space together with the mark that it carries', () => {
    expect(splitText(`aaaa${spaceWithMark}bbb`, 4)).toEqual(['aaaa', `${spaceWithMark}bb`, 'b']);
    expect(splitText(`aaaa  ${spaceWithMark}b`, 4)).toEqual(['aaaa', `${spaceWithMark}b`]);
  });

  test('is cut between code points where one grapheme is longer than a part', () => {
    const tower = `a${'\u0301'.repeat(6)}`;
    const parts = splitText(tower, 3);
    expect(parts.join('')).toBe(tower);
    expect(parts.map(lengthOf)).toEqual([3, 3, 1]);
    expect(splitText('👍👍', 1)).toEqual(['👍', '👍']);
  });

  test('joined again is the same but for white space, and no part is too long', () => {
    fc.assert(
      fc.property(hardText, fc.integer({ min: 1, max: 30 }), (text, max) => {
        const parts = splitText(text, max);
        expect(words(parts.join(''))).toBe(words(text));
        for (const part of parts) expect(lengthOf(part)).toBeLessThanOrEqual(max);
        if (lengthOf(text) > max && words(text) !== '') expect(parts).not.toContain('');
      }),
      { numRuns: 2_000 },
    );
  });

  test('is cut between whole graphemes, whatever it consists of', () => {
    fc.assert(
      fc.property(hardText, fc.integer({ min: 1, max: 30 }), (text, max) => {
        const whole = graphemes(text);
        fc.pre(whole.every((grapheme) => lengthOf(grapheme) <= max));
        const kept = whole.filter((grapheme) => grapheme.trim() !== '');
        const found = splitText(text, max).flatMap(graphemes);
        expect(found.filter((grapheme) => grapheme.trim() !== '')).toEqual(kept);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['words', 'слово '.repeat(174_763), 10_000],
    ['one long word', 'x'.repeat(1_048_576), 10_000],
    ['one endless grapheme', `a${'\u0301'.repeat(1_048_575)}`, 10_000],
    ['words, in many parts', 'word '.repeat(209_715), 100],
    ['white space', ' '.repeat(1_048_576), 100],
  ])('of a megabyte is cut without going over it again and again: %s', (_name, text, max) => {
    expect(splitText(text, max).length).toBeGreaterThan(0);
  });
});

describe('the length of a text', () => {
  test('counts code points, a lone surrogate as one', () => {
    expect(lengthOf('')).toBe(0);
    expect(lengthOf(family)).toBe(7);
    expect(lengthOf('\ud83d')).toBe(1);
    expect(lengthOf('\udc4d\ud83d')).toBe(2);
    fc.assert(
      fc.property(hardText, (text) => {
        expect(lengthOf(text)).toBe([...text].length);
      }),
    );
  });
});
