import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryFileStore } from '../../adapters/in-memory/in-memory-file-store.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import { Failure, InvalidInput } from '../errors.ts';
import type { NewFile, StoredFile } from './file-store.ts';
import { KeepFile } from './keep-file.ts';
import { ReadFile } from './read-file.ts';

const mebibyte = 1024 * 1024;

/** A store that tells of every failure in words of its own, as real ones do. */
class ProudStore extends InMemoryFileStore {
  override async put(file: NewFile): Promise<StoredFile> {
    try {
      return await super.put(file);
    } catch {
      throw new Failure('media-unavailable', 'the transfer broke off');
    }
  }
}

let clock: ManualClock;
let files: InMemoryFileStore;
let keepFile: KeepFile;
let taken: number;
let ended: boolean;

beforeEach(() => {
  clock = new ManualClock();
  files = new ProudStore();
  keepFile = new KeepFile(files, clock, 60_000);
  taken = 0;
  ended = false;
});

async function* chunksOf(...chunks: readonly (Uint8Array | (() => unknown))[]) {
  try {
    for (const chunk of chunks) {
      taken += 1;
      if (typeof chunk === 'function') await chunk();
      else yield chunk;
    }
  } finally {
    ended = true;
  }
}
const bytes = (count: number) => new Uint8Array(count).fill(7);
const about = { name: 'cat.gif', contentType: 'image/gif', conversationId: 'c' };
const keep = (chunks: AsyncIterable<Uint8Array>, sizeBytes?: number) =>
  keepFile.execute({ ...about, bytes: chunks, ...(sizeBytes !== undefined && { sizeBytes }) });
const kept = () => files.files.map(({ sizeBytes }) => sizeBytes);

describe('a file', () => {
  test.each([undefined, 5])('is kept as it came, its size said before as %s', async (size) => {
    const chunks = chunksOf(bytes(0), bytes(2), bytes(0), bytes(3));
    expect(await keep(chunks, size)).toMatchObject({ sizeBytes: 5, contentType: 'image/gif' });
    expect(kept()).toEqual([5]);
    expect(ended).toBe(true);
  });

  test.each([
    ['empty', [bytes(0)], undefined, 'chunk is missing: the file is empty'],
    ['without a byte', [], 5, 'chunk is missing: the file is empty'],
    ['larger than was said', [bytes(3), bytes(3)], 5, 'size_bytes is wrong: the file is larger'],
    ['smaller than was said', [bytes(3)], 5, 'size_bytes is wrong: the file is smaller'],
  ])('%s is refused, and nothing is kept', async (_, chunks, size, fault) => {
    const refused = await keep(chunksOf(...chunks), size).catch((thrown: unknown) => thrown);
    expect(refused).toEqual(new InvalidInput([fault]));
    expect((refused as InvalidInput).faults).toEqual([fault]);
    expect(kept()).toEqual([]);
    expect(ended).toBe(true);
  });

  test('of 25 MiB is kept; with one byte more it is refused, whatever was said', async () => {
    const most = Array.from({ length: 25 }, () => bytes(mebibyte));
    await keep(chunksOf(...most));
    expect(kept()).toEqual([25 * mebibyte]);
    const tooLarge = { code: 'too-large' };
    await expect(keep(chunksOf(...most, bytes(1)))).rejects.toMatchObject(tooLarge);
    taken = 0;
    const said = keep(chunksOf(bytes(1)), 25 * mebibyte + 1);
    await expect(said).rejects.toMatchObject(tooLarge);
    expect(taken).toBe(0);
    expect(kept()).toHaveLength(1);
  });

  test('that breaks off fails as its bytes do, and nothing is kept', async () => {
    const gone = new Error('the client is gone');
    const chunks = chunksOf(bytes(3), () => {
      throw gone;
    });
    await expect(keep(chunks)).rejects.toBe(gone);
    const before = chunksOf(() => {
      throw gone;
    });
    await expect(keep(before)).rejects.toBe(gone);
    expect(kept()).toEqual([]);
  });

  test('that takes too long is given up', async () => {
    const chunks = chunksOf(bytes(1), () => clock.advance(60_001), bytes(1));
    await expect(keep(chunks)).rejects.toMatchObject({ code: 'media-unavailable' });
    expect(kept()).toEqual([]);
  });

  test('that the store refuses fails as the store does, and is read no further', async () => {
    const infected = new Failure('rejected', 'infected');
    files.put = async () => Promise.reject(infected);
    await expect(keep(chunksOf(bytes(1), bytes(1)))).rejects.toBe(infected);
    expect([taken, ended]).toEqual([1, true]);
  });
});

describe('a file that is read', () => {
  /** A file of the store, and whether it was closed. */
  const reading = async () => {
    const { url } = await files.put({ ...about, bytes: chunksOf(bytes(3)) });
    let closed = 0;
    const get = async (asked: string) => ({
      ...(await files.get(asked)),
      close: async () => {
        closed += 1;
      },
    });
    const file = await new ReadFile({ get }, clock, 60_000).execute(url);
    return { file, closed: () => closed };
  };

  test('is as the store has it, and closed by who reads it', async () => {
    const { file, closed } = await reading();
    expect(file).toMatchObject({ name: 'c_cat.gif', sizeBytes: 3 });
    await file.close();
    await clock.advance(60_000);
    expect(closed()).toBe(1);
  });

  test('too slowly is closed after the longest time', async () => {
    const { closed } = await reading();
    await clock.advance(59_999);
    expect(closed()).toBe(0);
    await clock.advance(1);
    expect(closed()).toBe(1);
  });
});
