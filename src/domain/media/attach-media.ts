import type { Account } from '../accounts/account.ts';
import type { Clock } from '../delivery/clock.ts';
import { Failure } from '../errors.ts';
import type { CustomerMedia } from './customer-media.ts';
import type { FileStore } from './file-store.ts';
import { mediaBytesMax, mediaKindOf } from './media.ts';

/** Brings a file of the contact centre to X, straight through, after its kind and size are known. */
export class AttachMedia {
  readonly #files: FileStore;
  readonly #media: CustomerMedia;

  readonly #clock: Clock;
  readonly #timeoutMs: number;

  /** `timeoutMs`: longest time for a whole transfer. */
  constructor(files: FileStore, media: CustomerMedia, clock: Clock, timeoutMs: number) {
    this.#files = files;
    this.#media = media;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * The media id to attach. Fails with `unsupported` for a type that X does not carry and with
   * `too-large` before anything was uploaded, with `media-gone` when there is no such file.
   */
  async execute(account: Account, url: string): Promise<string> {
    const file = await this.#files.get(url).catch((thrown) => {
      const gone = thrown instanceof Failure && thrown.code === 'not-found';
      throw gone ? new Failure('media-gone', thrown.detail) : thrown;
    });
    const inTime = this.#clock.after(this.#timeoutMs, () => void file.close());
    try {
      const { bytes, contentType, sizeBytes } = file;
      const kind = mediaKindOf(contentType);
      if (kind === undefined) throw new Failure('unsupported', contentType);
      if (sizeBytes > mediaBytesMax[kind]) {
        throw new Failure('too-large', `${kind} of ${sizeBytes} bytes`);
      }
      return await this.#media.upload(account, { kind, contentType, sizeBytes, bytes });
    } finally {
      inTime();
      await file.close();
    }
  }
}
