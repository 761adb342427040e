import { createCipheriv, createHash, randomBytes } from 'node:crypto';

const FILLER = Buffer.alloc(16);

/** The first bytes of a file by its media type, enough to be recognized by them. */
const SIGNATURES: Readonly<Record<string, Buffer>> = {
  'image/jpeg': Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'),
  'image/png': Buffer.from(
    '89504e470d0a1a0a0000000d4948445200000320000001400802000000d1af0dd8000010004944415478',
    'hex',
  ),
  'image/webp': Buffer.from('524946460010000057454250565038200010000000', 'hex'),
  'image/gif': Buffer.from('474946383961060101c800f70000', 'hex'),
  'video/mp4': Buffer.from('00000018667479706d703432000000006d70343269736f6d', 'hex'),
};

const MARKS: Readonly<Record<string, RegExp>> = {
  'image/jpeg': /^\xff\xd8\xff/,
  'image/png': /^\x89PNG/,
  'image/webp': /^RIFF.{4}WEBP/s,
  'image/gif': /^GIF8/,
  'video/mp4': /^.{4}ftyp/s,
};

/** A file: its media type, its size, and its bytes. */
export class FileContent {
  readonly type: string;
  readonly size: number;
  readonly #read: () => Buffer;
  #sha256: string | undefined;

  private constructor(type: string, size: number, read: () => Buffer, sha256?: string) {
    this.type = type;
    this.size = size;
    this.#read = read;
    this.#sha256 = sha256;
  }

  /** A file with these bytes, of which only so many are remembered. */
  static of(type: string, chunks: readonly Buffer[], keptBytesMax = Infinity): FileContent {
    const hash = createHash('sha256');
    for (const chunk of chunks) hash.update(chunk);
    const bytes = Buffer.concat(chunks);
    const kept = bytes.length > keptBytesMax ? Buffer.from(bytes.subarray(0, keptBytesMax)) : bytes;
    return new FileContent(type, bytes.length, () => kept, hash.digest('hex'));
  }

  /** A file of that size that begins as one of its type does; made anew whenever it is read. */
  static generated(type: string, size: number): FileContent {
    const key = randomBytes(16);
    return new FileContent(type, size, () => {
      const bytes = createCipheriv('aes-128-ctr', key, FILLER).update(Buffer.alloc(size));
      SIGNATURES[type]?.copy(bytes);
      return bytes;
    });
  }

  /** The media type that a file's first bytes tell; undefined when they tell none. */
  static typeOf(bytes: Buffer): string | undefined {
    const types = Object.entries(MARKS);
    return types.find(([, mark]) => mark.test(bytes.toString('latin1', 0, 16)))?.[0];
  }

  get bytes(): Buffer {
    return this.#read();
  }

  /** The SHA-256 digest of the whole file, in hexadecimal. */
  get sha256(): string {
    this.#sha256 ??= createHash('sha256').update(this.bytes).digest('hex');
    return this.#sha256;
  }
}
