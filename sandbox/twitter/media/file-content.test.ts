import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { FileContent } from './file-content.ts';

test.each([
  ['image/jpeg', 'ffd8ffe0'],
  ['image/png', '89504e470d0a1a0a'],
  ['image/gif', '474946383961'],
  ['video/mp4', '00000018667479706d703432'],
])('a generated %s begins as one and is the same whenever it is read', (type, beginning) => {
  const file = FileContent.generated(type, 1_000);
  expect(file.bytes.toString('hex')).toMatch(new RegExp(`^${beginning}`));
  expect([file.bytes.length, file.size]).toEqual([1_000, 1_000]);
  expect(file.bytes.equals(file.bytes)).toBe(true);
  expect(file.sha256).toBe(createHash('sha256').update(file.bytes).digest('hex'));
});

test('two generated files differ', () => {
  const [one, other] = [1, 2].map(() => FileContent.generated('image/jpeg', 100).sha256);
  expect(one).not.toBe(other);
});

test('size and digest are of the whole file though only a part is kept', () => {
  const file = FileContent.of('image/jpeg', [Buffer.from('abc'), Buffer.from('def')], 4);
  expect([file.bytes.toString(), file.size]).toEqual(['abcd', 6]);
  expect(file.sha256).toBe(createHash('sha256').update('abcdef').digest('hex'));
});
