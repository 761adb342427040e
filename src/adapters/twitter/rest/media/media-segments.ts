import { Failure } from '../../../../domain/errors.ts';

/** A file as it comes, cut to pieces of the sizes that are asked for. */
export class MediaSegments {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);
  #fault: { readonly thrown: unknown } | undefined;

  constructor(bytes: AsyncIterable<Uint8Array>) {
    this.#chunks = bytes[Symbol.asyncIterator]();
  }

  /** The next so many bytes, as they are asked for; throws when the file has fewer. */
  async *take(sizeBytes: number): AsyncGenerator<Uint8Array> {
    let missing = sizeBytes;
    while (missing > 0) {
      const chunk = await this.#next();
      if (chunk === undefined) this.#blame(`the file ended ${missing} bytes early`);
      const piece = chunk.subarray(0, missing);
      this.#rest = chunk.subarray(piece.length);
      missing -= piece.length;
      yield piece;
    }
  }

  /** Throws when the file goes on. */
  async end(): Promise<void> {
    if ((await this.#next()) !== undefined) this.#blame('the file is larger than announced');
  }

  /** What is behind a failure: the trouble of the file itself, where there was any. */
  causeOf(thrown: unknown): unknown {
    return this.#fault === undefined ? thrown : this.#fault.thrown;
  }

  /** Lets go of a file of which no more is wanted. */
  release(): void {
    this.#chunks.return?.()?.catch(() => undefined);
  }

  /** The next bytes, at least one; undefined at the end. */
  async #next(): Promise<Uint8Array | undefined> {
    try {
      while (this.#rest.length === 0) {
        const next = await this.#chunks.next();
        if (next.done === true) return undefined;
        this.#rest = next.value;
      }
      return this.#rest;
    } catch (thrown) {
      this.#fault ??= { thrown };
      throw thrown;
    }
  }

  #blame(detail: string): never {
    const thrown = new Failure('media-unavailable', detail);
    this.#fault ??= { thrown };
    throw thrown;
  }
}
