import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Failure } from '../errors.ts';
import type { FileStore, NewFile } from './file-store.ts';

/** What may be wrong with a store. `infected`, `full`: it finds so whatever it is given. */
export type FileStoreTrouble = 'away' | 'infected' | 'full';

/** A store that can be brought into trouble. */
export interface FileStoreUnderTest {
  readonly store: FileStore;
  trouble(kind: FileStoreTrouble | 'none'): Promise<void>;
  close(): Promise<void>;
}

/** The first bytes of files that say what they are. */
const signatures: Readonly<Record<string, readonly number[]>> = {
  'image/jpeg': [0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1],
  'image/gif': [0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 1, 0, 1, 0],
  'application/pdf': [0x25, 0x50, 0x44, 0x46, 0x2d, 0x31, 0x2e, 0x37, 10],
};

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (each) => each.charCodeAt(0));

/** Bytes of all values that say nothing of what they are. */
const bytesOf = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 8)) % 251);

async function* inChunks(bytes: Uint8Array, size = 10_000): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.slice(start, start + size);
}

const textFile = (bytes: Uint8Array): NewFile => ({
  name: 'note.txt',
  contentType: 'text/plain',
  bytes: inChunks(bytes),
  sizeBytes: bytes.length,
  conversationId: '902211-158',
});

const elsewhere = 'https://elsewhere.example/file-engine/api/downloadFileStream?filename=';

/** What every implementation of {@link FileStore} promises. */
export function fileStoreConformance(
  name: string,
  open: (publicUrl?: string) => Promise<FileStoreUnderTest>,
): void {
  describe(`${name} is a store of files that`, () => {
    let opened: FileStoreUnderTest;

    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    async function read(url: string) {
      const { bytes, ...facts } = await opened.store.get(url);
      const read: number[][] = [];
      for await (const chunk of bytes) read.push([...chunk]);
      await facts.close();
      return { ...facts, bytes: Uint8Array.from(read.flat()) };
    }
    const failureOf = async (work: Promise<unknown>): Promise<Failure> => {
      const thrown = await work.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(thrown).toBeInstanceOf(Failure);
      return thrown as Failure;
    };

    test.each([
      ['nothing', bytesOf(0)],
      ['one byte', bytesOf(1)],
      ['a few bytes', ascii('hello')],
      ['line ends and dashes', ascii('\r\n--\r\n\r\n------x--\r\n')],
      ['many bytes', bytesOf(300_001)],
    ])('gives back exactly what it was given: %s', async (_, given) => {
      const stored = await opened.store.put(textFile(given));
      expect(stored).toMatchObject({ contentType: 'text/plain', sizeBytes: given.length });
      const { bytes, ...facts } = await read(stored.url);
      expect(facts).toMatchObject({
        name: stored.name,
        contentType: 'text/plain',
        sizeBytes: given.length,
      });
      expect(bytes).toEqual(given);
    });

    test('takes a file whose size was not said', async () => {
      const { sizeBytes: _, ...file } = textFile(bytesOf(50_000));
      const stored = await opened.store.put(file);
      expect(stored.sizeBytes).toBe(50_000);
      expect((await read(stored.url)).bytes).toEqual(bytesOf(50_000));
    });

    test('names a file by an absolute address that ends in its name', async () => {
      const { url, name } = await opened.store.put(textFile(bytesOf(1)));
      expect(url).toMatch(/^https?:\/\/.+\?filename=[\w.-]+$/);
      expect(url.endsWith(`=${name}`)).toBe(true);
      expect(name).toMatch(/note\.txt$/);
    });

    test('keeps files of the same name apart by their conversations', async () => {
      const one = await opened.store.put({ ...textFile(ascii('one')), conversationId: '1' });
      const two = await opened.store.put({ ...textFile(ascii('two')), conversationId: '2' });
      expect((await read(one.url)).bytes).toEqual(ascii('one'));
      expect((await read(two.url)).bytes).toEqual(ascii('two'));
    });

    test.each(Object.entries(signatures))('finds %s in the bytes', async (contentType, start) => {
      const file = {
        ...textFile(Uint8Array.from([...start, ...bytesOf(9_000)])),
        name: 'file.bin',
      };
      const { url } = await opened.store.put({ ...file, contentType: 'application/octet-stream' });
      expect(await read(url)).toMatchObject({ contentType, sizeBytes: start.length + 9_000 });
    });

    test('goes by the name alone, wherever the address points', async () => {
      const { name } = await opened.store.put(textFile(ascii('mine')));
      for (const at of [elsewhere, elsewhere.replace('https://', ''), 'https://x.example/']) {
        expect((await read(at + name)).bytes).toEqual(ascii('mine'));
      }
    });

    test('fails with not-found for a file that it does not have', async () => {
      for (const url of [`${elsewhere}none.txt`, 'https://x.example/none.txt']) {
        expect((await failureOf(opened.store.get(url))).code).toBe('not-found');
      }
    });

    test.each(['too-large', 'media-unavailable', 'not-found'] as const)(
      'fails as the source of a file does: %s',
      async (code) => {
        const failure = new Failure(code, 'as told');
        async function* bytes() {
          yield bytesOf(20_000);
          throw failure;
        }
        const file = { ...textFile(bytesOf(0)), bytes: bytes(), sizeBytes: 50_000 };
        expect(await failureOf(opened.store.put(file))).toBe(failure);
      },
    );

    test.each([
      ['infected', 'rejected'],
      ['full', 'too-large'],
    ] as const)(
      'that finds a file %s fails with %s, and takes the next one',
      async (kind, code) => {
        await opened.trouble(kind);
        expect((await failureOf(opened.store.put(textFile(bytesOf(5_000))))).code).toBe(code);
        await opened.trouble('none');
        await expect(opened.store.put(textFile(bytesOf(5_000)))).resolves.toBeDefined();
      },
    );

    test('fails with media-unavailable while it is away, and serves when it is back', async () => {
      const { url } = await opened.store.put(textFile(ascii('kept')));
      await opened.trouble('away');
      const failures = [
        await failureOf(opened.store.put(textFile(ascii('lost')))),
        await failureOf(opened.store.get(url)),
      ];
      expect(failures.map(({ code }) => code)).toEqual(['media-unavailable', 'media-unavailable']);
      await opened.trouble('none');
      expect((await read(url)).bytes).toEqual(ascii('kept'));
    });

    test('lets go of a file at any time', async () => {
      const { url } = await opened.store.put(textFile(bytesOf(200_000)));
      const unread = await opened.store.get(url);
      await unread.close();
      const begun = await opened.store.get(url);
      for await (const chunk of begun.bytes) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
      await begun.close();
      await begun.close();
      expect((await read(url)).bytes).toEqual(bytesOf(200_000));
    });

    test('has no address for customers unless it is public', async () => {
      const { url, name } = await opened.store.put(textFile(bytesOf(1)));
      expect(opened.store.publicUrl(url)).toBeUndefined();
      const other = await open('https://cx.example.com/file-engine');
      const expected = `https://cx.example.com/file-engine/api/downloadFileStream?filename=${name}`;
      expect(other.store.publicUrl(url)).toBe(expected);
      await other.close();
    });
  });
}
