import type { Clock } from '../delivery/clock.ts';
import { Failure, InvalidInput } from '../errors.ts';
import type { FileStore, NewFile, StoredFile } from './file-store.ts';
import { mediaBytesMax } from './media.ts';

/** What X carries at most; a larger file would be of no use. */
const bytesMax = mediaBytesMax.video;

/** Brings a file into the contact centre's store, straight through, for a message to come. */
export class KeepFile {
  readonly #files: Pick<FileStore, 'put'>;
  readonly #clock: Clock;
  readonly #timeoutMs: number;

  /** `timeoutMs`: longest time for a whole transfer. */
  constructor(files: Pick<FileStore, 'put'>, clock: Clock, timeoutMs: number) {
    this.#files = files;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Keeps a file of exactly the size that was said, if one was; nothing is kept of one that breaks
   * off. Fails with `too-large`, as invalid input for an empty file or one of another size, and as
   * its bytes do.
   */
  async execute(file: NewFile): Promise<StoredFile> {
    if ((file.sizeBytes ?? 0) > bytesMax) throw tooLarge();
    const chunks = this.#checked(file);
    const first = await chunks.next();
    if (first.done === true) throw new InvalidInput(['chunk is missing: the file is empty']);
    const source = remembering(first.value, chunks);
    try {
      return await this.#files.put({ ...file, bytes: source.bytes });
    } catch (thrown) {
      throw source.broke() ?? thrown;
    } finally {
      await chunks.return(undefined);
    }
  }

  async *#checked({ bytes, sizeBytes }: NewFile): AsyncGenerator<Uint8Array> {
    const untilMs = this.#clock.now() + this.#timeoutMs;
    let passed = 0;
    for await (const chunk of bytes) {
      passed += chunk.length;
      if (passed > bytesMax) throw tooLarge();
      if (sizeBytes !== undefined && passed > sizeBytes) throw otherSize('larger');
      if (this.#clock.now() > untilMs) {
        throw new Failure('media-unavailable', 'the transfer took too long');
      }
      if (chunk.length > 0) yield chunk;
    }
    if (sizeBytes !== undefined && passed > 0 && passed < sizeBytes) throw otherSize('smaller');
  }
}

const tooLarge = (): Failure => new Failure('too-large', `more than ${bytesMax} bytes`);

const otherSize = (how: string): InvalidInput =>
  new InvalidInput([`size_bytes is wrong: the file is ${how}`]);

/** The same bytes; `broke` is what they failed with, which a store may tell in words of its own. */
function remembering(first: Uint8Array, rest: AsyncGenerator<Uint8Array>) {
  let broke: unknown;
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield first;
    try {
      yield* rest;
    } catch (thrown) {
      broke = thrown;
      throw thrown;
    }
  }
  return { bytes: bytes(), broke: () => broke };
}
