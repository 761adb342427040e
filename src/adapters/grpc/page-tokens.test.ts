import { describe, expect, test } from '@jest/globals';
import { Failure, InvalidInput } from '../../domain/errors.ts';
import { cursorOf, from, pageAfter, pageTokenOf, positionIn } from './page-tokens.ts';

const foreign = (field: string) =>
  expect.objectContaining({ faults: [`${field} is not one that was answered to this request`] });
const list = ['messages', '1', ''];

describe('a page token', () => {
  test.each(['7', '', 'Ünïcode/%', '1:2:3'])('leads on to where %j says', (next) => {
    expect(pageAfter(list, pageTokenOf(list, next))).toBe(next);
  });

  test('is empty when there is no other page, and an empty one is the first page', () => {
    expect(pageTokenOf(list, undefined)).toBe('');
    expect(pageAfter(list, '')).toBeUndefined();
  });

  test('of another list is refused', () => {
    const token = pageTokenOf(list, '7');
    const others = [['messages', '1', '2'], ['dead letters', '1', ''], ['messages', '', '1'], []];
    for (const other of others) {
      expect(() => pageAfter(other, token)).toThrow(foreign('page_token'));
    }
  });

  test.each(['7', 'nonsense', '%%%', ' ', `${pageTokenOf(list, '7')}=`, 'a'.repeat(9_999)])(
    'that nobody answered is refused: %j',
    (token) => {
      expect(() => pageAfter(list, token)).toThrow(foreign('page_token'));
    },
  );
});

describe('a cursor', () => {
  test.each(['', '7', 'abc'])('leads on to %j, and is never empty', (position) => {
    expect(cursorOf(position)).not.toBe('');
    expect(positionIn(cursorOf(position))).toBe(position);
  });

  test('that is empty leads nowhere', () => {
    expect(positionIn('')).toBeUndefined();
  });

  test.each(['7', 'nonsense', '%%%', `${cursorOf('7')}=`])('%j is refused', (cursor) => {
    expect(() => positionIn(cursor)).toThrow(foreign('cursor'));
  });
});

describe('a reading', () => {
  test('that the journal refuses is a fault of what said where to begin', async () => {
    const refused = Promise.reject(new Failure('rejected', 'no such position'));
    await expect(from('cursor', refused)).rejects.toEqual(foreign('cursor'));
    await expect(from('cursor', refused)).rejects.toBeInstanceOf(InvalidInput);
  });

  test('fails as it does for every other reason', async () => {
    const down = new Failure('unavailable', 'the journal failed');
    await expect(from('page_token', Promise.reject(down))).rejects.toBe(down);
    expect(await from('page_token', Promise.resolve(7))).toBe(7);
  });
});
