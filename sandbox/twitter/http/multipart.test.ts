import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { boundaryOf, MultipartReader } from './multipart.ts';

const MAX = 5_242_880;

function bodyOf(parts: Record<string, Buffer>): Buffer {
  const encoded = Object.entries(parts).flatMap(([name, bytes]) => [
    Buffer.from(`--b\r\nContent-Disposition: form-data; name="${name}"; filename="x"\r\n\r\n`),
    bytes,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...encoded, Buffer.from('--b--\r\n')]);
}

function read(body: Buffer, chunkBytes = 65_536) {
  const reader = new MultipartReader('b');
  for (let start = 0; start < body.length; start += chunkBytes) {
    reader.write(body.subarray(start, start + chunkBytes));
  }
  return reader.end();
}

test('the parts are the same however the body is cut on its way', () => {
  const content = fc
    .array(fc.constantFrom('\r\n', '--', 'b', '\r\n--', '-', 'x', '\r'), { maxLength: 8 })
    .map((pieces) => Buffer.from(pieces.join('')))
    .filter((bytes) => !bytes.includes('\r\n--b'));
  fc.assert(
    fc.property(content, content, fc.integer({ min: 1, max: 40 }), (first, second, chunkBytes) => {
      const parts = read(bodyOf({ first, second }), chunkBytes);
      expect(parts?.get('first')).toEqual({ size: first.length, bytes: first });
      expect(parts?.get('second')).toEqual({ size: second.length, bytes: second });
    }),
  );
});

test('of a part above 5 MB the size is counted and the beginning is kept', () => {
  const part = read(bodyOf({ media: Buffer.alloc(MAX + 100, 1), after: Buffer.from('x') }));
  expect([part?.get('media')?.size, part?.get('media')?.bytes.length]).toEqual([MAX + 100, MAX]);
  expect(part?.get('after')?.bytes.toString()).toBe('x');
});

test.each([
  ['is empty', ''],
  ['ends within a part', '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx'],
  ['has another boundary', '--c\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--c--'],
  ['has a part without a name', '--b\r\n\r\nx\r\n--b--'],
  ['has endless headers', `--b\r\n${'x'.repeat(10_000)}\r\n\r\n\r\n--b--`],
])('a body that %s has no parts', (_, body) => {
  expect(read(Buffer.from(body))).toBeUndefined();
});

test.each([
  ['multipart/form-data; boundary=abc', 'abc'],
  ['multipart/form-data; charset=utf-8; boundary="a b"', 'a b'],
  ['multipart/form-data', undefined],
  ['application/json; boundary=abc', undefined],
])('the boundary of %s is %s', (contentType, boundary) => {
  expect(boundaryOf(contentType)).toBe(boundary);
});
