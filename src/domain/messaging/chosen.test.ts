import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Option } from './agent-message.ts';
import { capabilitiesOf } from '../accounts/capabilities.ts';
import { chosen, fitted } from './choice.ts';

const menu = (...labels: readonly string[]): readonly Option[] =>
  labels.map((label, i) => ({ label, payload: `p${i + 1}` }));
const answer = (options: readonly Option[], text: string) => chosen(options, text)?.payload;

const long = `${'y'.repeat(40)} long`;
const drinks = menu('Tea', 'Café', long);

describe('a customer’s answer', () => {
  test.each([
    ['the number', '2', 'p2'],
    ['the number with a full stop', '2.', 'p2'],
    ['the number with a bracket', '2)', 'p2'],
    ['the number with space around it', ' \n2 ', 'p2'],
    ['the number with a zero before it', '02', 'p2'],
    ['the label', 'Tea', 'p1'],
    ['the label in another case', 'tEA', 'p1'],
    ['the label with space around it', ' Tea\n', 'p1'],
    ['the label in decomposed Unicode', 'CAFE\u0301', 'p2'],
    ['a long label in full', long, 'p3'],
    ['a long label as it was cut', `${'y'.repeat(35)}…`, 'p3'],
  ])('is understood: %s', (_name, text, payload) => {
    expect(answer(drinks, text)).toBe(payload);
  });

  test.each([
    ['0'],
    ['4'],
    ['21'],
    ['-1'],
    ['1.5'],
    ['2..'],
    ['2.)'],
    ['1 2'],
    ['1e0'],
    ['999'],
    ['0001'],
    ['9'.repeat(400)],
    ['٢'],
    ['two'],
    ['Tea please'],
    ['T'],
    ['cafe'],
    [''],
    ['  '],
    ['…'],
    ['constructor'],
    ['at'],
  ])('is nothing of the menu: %j', (text) => {
    expect(answer(drinks, text)).toBeUndefined();
  });

  test('of a menu of numbers means what is written on the button, not its place', () => {
    const stars = menu('5', '4', '3', '2', '1');
    expect(['5', '4', '3', '2', '1'].map((text) => answer(stars, text))).toEqual([
      'p1',
      'p2',
      'p3',
      'p4',
      'p5',
    ]);
    const amounts = menu('50', '100', '200');
    expect(['100', '2', '200'].map((text) => answer(amounts, text))).toEqual(['p2', 'p2', 'p3']);
  });

  test('of a label that ends like a number is understood as it is written', () => {
    expect(answer(menu('Part 1.', '7)'), '7)')).toBe('p2');
    expect(answer(menu('A', 'B', '1)'), '1)')).toBe('p3');
  });

  test('of an empty menu is nothing', () => {
    expect(answer([], '1')).toBeUndefined();
    expect(answer([], '')).toBeUndefined();
  });
});

test('every number of a numbered text, and every label that a menu shows, comes back', () => {
  const label = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
  const labels = fc.uniqueArray(label, { minLength: 1, maxLength: 24 });
  fc.assert(
    fc.property(labels, (all) => {
      const options = menu(...all);
      const { options: shown } = fitted({ kind: 'choice', text: '', options }, capabilitiesOf({}));
      for (const option of shown ?? []) expect(answer(options, option.label)).toBe(option.payload);
      if (shown !== undefined || all.some((text) => /\d/.test(text))) return;
      options.forEach((option, i) => expect(answer(options, `${i + 1}`)).toBe(option.payload));
    }),
    { numRuns: 1_000 },
  );
});
