import { describe, expect, test } from '@jest/globals';
import { fileOf } from '../../../../../sandbox/stage/files.ts';
import { asTold } from './told-type.ts';

async function* chunked(file: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.length; at += size) yield file.subarray(at, at + size);
}

async function read(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('a file of X', () => {
  test.each([
    ['jpeg', 'image/jpeg'],
    ['jpeg', 'image/png'],
    ['gif', 'image/jpeg'],
    ['mp4', 'video/mp4'],
    ['mp4', 'video/quicktime'],
    ['pdf', 'application/pdf'],
    ['pdf', 'application/octet-stream'],
  ] as const)('passes as it is: %s as %s', async (kind, type) => {
    const file = fileOf(kind, 10_000);
    expect((await read(asTold(chunked(file, 999), type))).equals(file)).toBe(true);
  });

  test.each([
    ['pdf', 'image/jpeg'],
    ['mp3', 'video/mp4'],
    ['mp4', 'image/jpeg'],
    ['gif', 'video/mp4'],
  ] as const)('does not pass, not even in part, as what it is not: %s as %s', async (...given) => {
    const [kind, type] = given;
    const bytes = asTold(chunked(fileOf(kind, 10_000), 999), type);
    await expect(bytes.next()).rejects.toMatchObject({ code: 'unsupported' });
    expect(await bytes.next()).toMatchObject({ done: true });
  });

  test.each(['', 'x', 'hello, world'])(
    'passes when it does not tell what it is: %j',
    async (text) => {
      const file = Buffer.from(text);
      expect((await read(asTold(chunked(file, 5), 'image/jpeg'))).equals(file)).toBe(true);
    },
  );
});
