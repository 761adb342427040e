import { createHash } from 'node:crypto';

/** One stored file. */
export interface StoredFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
  readonly etag: string;
  readonly storedAt: Date;
}

/** The files uploaded so far, in memory; a name stored again replaces the former file. */
export class Files {
  readonly #files = new Map<string, StoredFile>();

  store(name: string, type: string, bytes: Buffer): StoredFile {
    const etag = createHash('md5').update(bytes).digest('hex');
    const file = { name, type, bytes: Buffer.from(bytes), etag, storedAt: new Date() };
    this.#files.set(name, file);
    return file;
  }

  get(name: string): StoredFile | undefined {
    return this.#files.get(name);
  }

  clear(): void {
    this.#files.clear();
  }
}
