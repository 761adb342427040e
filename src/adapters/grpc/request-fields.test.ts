import { describe, expect, test } from '@jest/globals';
import { checked, idIn, pageSizeFaults, pageSizeOf, timeFaults } from './request-fields.ts';

describe('a request', () => {
  test('is refused with all of its faults', () => {
    expect(() => checked([], [])).not.toThrow();
    const faults = ['a is wrong', 'b is wrong', 'c is wrong'];
    expect(() => checked(['a is wrong', 'b is wrong'], [], ['c is wrong'])).toThrow(
      expect.objectContaining({ faults }),
    );
  });

  test.each([
    [0, 50],
    [1, 1],
    [1_000, 1_000],
    [1_001, 1_000],
    [2_147_483_647, 1_000],
  ])('for pages of %i gets pages of %i', (asked, size) => {
    expect(pageSizeFaults(asked)).toEqual([]);
    expect(pageSizeOf(asked)).toBe(size);
  });

  test('for pages of less than nothing is refused', () => {
    expect(pageSizeFaults(-1)).toEqual(['page_size must not be negative']);
  });

  test('names a time that there is, or none', () => {
    expect(timeFaults('start_time', undefined)).toEqual([]);
    expect(timeFaults('start_time', new Date(0))).toEqual([]);
    expect(timeFaults('start_time', new Date(Number.NaN))).toEqual(['start_time is no time']);
  });

  test.each([
    ['messages/cim/a/b', 'cim/a/b'],
    ['messages/x', 'x'],
    ['messages/', undefined],
    ['message/x', undefined],
    ['x', undefined],
  ])('with the name %j means %j', (name, id) => {
    expect(idIn('messages', name)).toBe(id);
  });
});
