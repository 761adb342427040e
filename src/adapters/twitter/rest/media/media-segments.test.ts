import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Failure } from '../../../../domain/errors.ts';
import { MediaSegments } from './media-segments.ts';

async function* file(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

async function taken(segments: MediaSegments, sizeBytes: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of segments.take(sizeBytes)) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe('a file cut to segments', () => {
  test('is the same file, however it comes and however it is cut', async () => {
    const bytes = fc.uint8Array({ maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(fc.array(bytes), fc.integer({ min: 1, max: 50 }), async (chunks, size) => {
        const whole = Buffer.concat(chunks);
        const segments = new MediaSegments(file(chunks));
        const cut: Buffer[] = [];
        for (let at = 0; at < whole.length; at += size) {
          cut.push(await taken(segments, Math.min(size, whole.length - at)));
        }
        await segments.end();
        expect(Buffer.concat(cut).equals(whole)).toBe(true);
        expect(cut.slice(0, -1).every(({ length }) => length === size)).toBe(true);
      }),
    );
  });

  test('is read no further than was asked for', async () => {
    let read = 0;
    async function* counted() {
      for (; read < 100; read++) yield Buffer.alloc(10);
    }
    const segments = new MediaSegments(counted());
    expect(await taken(segments, 25)).toHaveLength(25);
    expect(read).toBe(2);
  });

  test('remembers what was wrong with it, whatever follows from that', async () => {
    const gone = new Failure('not-found', 'gone');
    async function* broken() {
      yield Buffer.alloc(1);
      throw gone;
    }
    const segments = new MediaSegments(broken());
    await expect(taken(segments, 2)).rejects.toBe(gone);
    expect(segments.causeOf(new Error('the connection was torn'))).toBe(gone);
    const whole = new MediaSegments(file([Buffer.alloc(1)]));
    await taken(whole, 1);
    const torn = new Error('the connection was torn');
    expect(whole.causeOf(torn)).toBe(torn);
  });

  test('is let go of when no more is wanted', async () => {
    let released = false;
    async function* endless() {
      try {
        for (;;) yield Buffer.alloc(10);
      } finally {
        released = true;
      }
    }
    const segments = new MediaSegments(endless());
    await taken(segments, 5);
    segments.release();
    await Promise.resolve();
    expect(released).toBe(true);
  });
});
