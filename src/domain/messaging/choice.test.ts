import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { capabilitiesOf } from '../accounts/capabilities.ts';
import type { CallToAction, Option } from './agent-message.ts';
import { fitted } from './choice.ts';
import { choiceLimits } from './direct-messages.ts';
import { lengthOf } from './split-text.ts';

const family = '👨‍👩‍👧‍👦';
const option = (label: string, more: Partial<Option> = {}): Option => ({
  label,
  payload: `payload of ${label}`,
  ...more,
});
const options = (count: number) => Array.from({ length: count }, (_, i) => option(`option ${i}`));
const links = (count: number): CallToAction[] =>
  Array.from({ length: count }, (_, i) => ({ label: `page ${i}`, url: `https://e.com/${i}` }));
const choice = (all: readonly Option[], text = 'Which?') =>
  fitted({ kind: 'choice', text, options: all }, capabilitiesOf({}));
const pages = (all: readonly CallToAction[], text = 'Where?') =>
  fitted({ kind: 'links', text, links: all }, capabilitiesOf({}));

describe('a choice', () => {
  test('within every limit goes as it is', () => {
    const all = [option('Yes'), option('No')];
    expect(choice(all)).toEqual({ text: 'Which?', options: all });
  });

  test('of 20 options is a menu, of 21 numbered text', () => {
    expect(choice(options(20)).options).toHaveLength(20);
    const { text, ...extras } = choice(options(21));
    expect(extras).toEqual({});
    expect(text.split('\n')).toHaveLength(22);
    expect(text).toMatch(/^Which\?\n1\. option 0\n2\. option 1\n[^]*\n21\. option 20$/);
  });

  test('of no options is its question', () => {
    expect(choice([])).toEqual({ text: 'Which?' });
    expect(choice([], '')).toEqual({ text: 'Please choose:' });
  });

  test('without a question asks one', () => {
    const all = [option('Yes')];
    expect(choice(all, '')).toEqual({ text: 'Please choose:', options: all });
    expect(choice([option('')], '').text).toBe('Please choose:\n1. ');
  });

  test.each([
    ['letters', 'x'.repeat(36), 'y'.repeat(37), `${'y'.repeat(35)}…`],
    ['emoji outside the basic plane', '😀'.repeat(36), '😀'.repeat(37), `${'😀'.repeat(35)}…`],
    ['families of 7 code points', `${family.repeat(5)}x`, family.repeat(6), `${family.repeat(5)}…`],
    ['words', `${'a'.repeat(30)} bbbbb`, `${'a'.repeat(30)} bbbbbb`, `${'a'.repeat(30)}…`],
  ])('label of 36 is kept, of more is cut and told in full below: %s', (_n, fits, long, cut) => {
    expect(choice([option(fits)]).options).toEqual([option(fits)]);
    expect(choice([option(long)]).options).toEqual([
      { label: cut, description: long, payload: `payload of ${long}` },
    ]);
  });

  test('description of 72 is kept, of 73 cut', () => {
    const [kept] = choice([option('A', { description: 'd'.repeat(72) })]).options ?? [];
    const [cut] = choice([option('A', { description: 'd'.repeat(73) })]).options ?? [];
    expect(kept?.description).toBe('d'.repeat(72));
    expect(cut?.description).toBe(`${'d'.repeat(71)}…`);
  });

  test('has descriptions for all options or for none, as X wants it', () => {
    const all = [option('A', { description: 'of A' }), option('B'), option('C')];
    expect(choice(all).options?.map(({ description }) => description)).toEqual(['of A', 'B', 'C']);
    const none = [option('A', { description: '' }), option('B')];
    expect(choice(none).options).toEqual([option('A'), option('B')]);
  });

  test('keeps the description of a label that was cut, behind the label', () => {
    const [only] = choice([option('y'.repeat(37), { description: 'why' })]).options ?? [];
    expect(only?.description).toBe(`${'y'.repeat(37)} why`);
  });

  test('payload of 1,000 comes back, one of 1,001 makes numbered text', () => {
    const payload = (length: number) => [option('A', { payload: '👋'.repeat(length) })];
    expect(choice(payload(1_000)).options).toEqual(payload(1_000));
    expect(choice(payload(1_001))).toEqual({ text: 'Which?\n1. A' });
  });

  test.each([
    ['an empty label', [option('A'), option('')], '1. A\n2. '],
    ['a link as label', [option('HTTPS://e.com')], '1. HTTPS://e.com'],
    ['a label with a link', [option('see http://e.com')], '1. see http://e.com'],
    ['the same label twice', [option('A'), option('A')], '1. A\n2. A'],
    [
      'labels that differ only behind the cut',
      [option(`${'y'.repeat(36)}1`), option(`${'y'.repeat(36)}2`)],
      `1. ${'y'.repeat(36)}1\n2. ${'y'.repeat(36)}2`,
    ],
    [
      'something X cannot take, with descriptions',
      [option('A', { description: 'of A' }), option('')],
      '1. A (of A)\n2. ',
    ],
  ])('with %s is numbered text, in which nothing is cut', (_name, all, lines) => {
    expect(choice(all)).toEqual({ text: `Which?\n${lines}` });
  });
});

describe('links', () => {
  test('of up to three are buttons, of four numbered text with their addresses', () => {
    expect(pages(links(3))).toEqual({ text: 'Where?', links: links(3) });
    expect(pages(links(4)).links).toBeUndefined();
    expect(pages(links(4)).text).toMatch(/^Where\?\n1\. page 0: https:\/\/e\.com\/0\n[^]*\n4\./);
  });

  test('without a text ask a question above buttons, and need none above a list', () => {
    expect(pages(links(1), '')).toEqual({ text: 'Please choose:', links: links(1) });
    expect(pages(links(4), '').text).toMatch(/^1\. page 0/);
  });

  test.each([
    ['label of 36', 'l'.repeat(36), true],
    ['label of 37', 'l'.repeat(37), false],
    ['label of 36 outside the basic plane', '😀'.repeat(36), true],
    ['empty label', '', false],
  ])('with a %s', (_name, label, isButton) => {
    const [first] = links(1) as [CallToAction];
    expect(pages([{ ...first, label }]).links !== undefined).toBe(isButton);
  });

  test('of which there is none are the text', () => {
    expect(pages([])).toEqual({ text: 'Where?' });
  });
});

const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 90 }),
  fc.string({ unit: 'grapheme', maxLength: 90 }),
  fc.string({ unit: fc.constantFrom(' ', '\n', 'a', family, '\u0301', '😀'), maxLength: 90 }),
);
const anyOption = fc.record(
  { label: words, description: words, payload: fc.string({ minLength: 1, maxLength: 1_100 }) },
  { requiredKeys: ['label', 'payload'] },
);
const within = (text: string | undefined, max: number) => {
  expect(lengthOf(text ?? '')).toBeGreaterThan(0);
  expect(lengthOf(text ?? '')).toBeLessThanOrEqual(max);
};

test('whatever is offered is within X’s limits, and every option is in it', () => {
  fc.assert(
    fc.property(words, fc.array(anyOption, { maxLength: 24 }), (text, all) => {
      const offered = choice(all, text);
      expect(offered.text).not.toBe('');
      expect(offered.links).toBeUndefined();
      if (offered.options === undefined) {
        for (const { label } of all) expect(offered.text).toContain(label);
        return;
      }
      expect(offered.options.map(({ payload }) => payload)).toEqual(all.map((o) => o.payload));
      within('x'.repeat(offered.options.length), choiceLimits.options);
      const labels = offered.options.map(({ label }) => label);
      expect(new Set(labels).size).toBe(labels.length);
      const described = offered.options.filter(({ description }) => description !== undefined);
      expect([0, labels.length]).toContain(described.length);
      for (const { label, payload } of offered.options) {
        within(label, choiceLimits.label);
        within(payload, choiceLimits.payload);
      }
      for (const { description } of described) within(description, choiceLimits.description);
    }),
    { numRuns: 1_000 },
  );
});

test('whatever links are offered are within X’s limits, and every address is in them', () => {
  const link = fc.record({ label: words, url: fc.webUrl() });
  fc.assert(
    fc.property(words, fc.array(link, { maxLength: 5 }), (text, all) => {
      const offered = pages(all, text);
      if (offered.links === undefined) {
        for (const { url } of all) expect(offered.text).toContain(url);
        return;
      }
      expect(offered.links).toEqual(all);
      expect(offered.text).not.toBe('');
      within('x'.repeat(all.length), choiceLimits.links);
      for (const { label } of offered.links) within(label, choiceLimits.label);
    }),
    { numRuns: 500 },
  );
});
