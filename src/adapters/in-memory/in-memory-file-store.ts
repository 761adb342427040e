import { fileTypeFromBuffer } from 'file-type';
import { Failure } from '../../domain/errors.ts';
import type { FileStore, NewFile, StoredFile } from '../../domain/media/file-store.ts';

const base = 'http://files.test';

interface Kept extends StoredFile {
  readonly bytes: Uint8Array;
}

/** A store of files in memory, for tests. */
export class InMemoryFileStore implements FileStore {
  readonly #publicUrl: string | undefined;
  readonly #files = new Map<string, Kept>();
  #failure: Failure | undefined;

  constructor(publicUrl?: string) {
    this.#publicUrl = publicUrl;
  }

  /** What it keeps, in the order it came. */
  get files(): readonly Kept[] {
    return [...this.#files.values()];
  }

  /** Fails everything from now on. */
  fail(failure: Failure): void {
    this.#failure = failure;
  }

  /** Ends what {@link fail} began. */
  recover(): void {
    this.#failure = undefined;
  }

  async put({ name, contentType, bytes, conversationId }: NewFile): Promise<StoredFile> {
    this.#check();
    const chunks: Uint8Array[] = [];
    for await (const chunk of bytes) chunks.push(chunk);
    const whole = Buffer.concat(chunks);
    const kept = `${conversationId}_${name}`.replaceAll(/[^\w.-]/g, '_');
    const file = { name: kept, url: addressOf(base, kept), contentType, sizeBytes: whole.length };
    this.#files.set(kept, { ...file, bytes: whole });
    return file;
  }

  async get(url: string): ReturnType<FileStore['get']> {
    this.#check();
    const file = this.#files.get(nameIn(url));
    if (file === undefined) throw new Failure('not-found', 'there is no such file');
    const { name, sizeBytes, bytes } = file;
    const contentType = (await fileTypeFromBuffer(bytes))?.mime ?? file.contentType;
    return { name, sizeBytes, contentType, bytes: inSlices(bytes), close: async () => {} };
  }

  publicUrl(url: string): string | undefined {
    return this.#publicUrl && addressOf(this.#publicUrl, nameIn(url));
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}

const sliceBytes = 64 * 1024;

async function* inSlices(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += sliceBytes) {
    yield bytes.subarray(start, start + sliceBytes);
  }
}

const addressOf = (at: string, name: string): string =>
  `${at}/api/downloadFileStream?filename=${encodeURIComponent(name)}`;

/** Behind `filename=`, or behind the last slash. */
const nameIn = (url: string): string => decodeURIComponent(/[^=/]*$/.exec(url)?.[0] ?? '');
