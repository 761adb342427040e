import type { Account } from '../accounts/account.ts';
import type { Clock } from '../delivery/clock.ts';
import { Failure } from '../errors.ts';
import type { Observer } from '../observer.ts';
import type { CustomerMedia } from './customer-media.ts';
import type { FileStore } from './file-store.ts';
import { mediaBytesMax, mediaKindOf } from './media.ts';
import { observed } from './progress.ts';

/** Brings a file of the contact centre to X, straight through, after its kind and size are known. */
export class AttachMedia {
  readonly #files: FileStore;
  readonly #media: CustomerMedia;

  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #observer: Observer;

  /** `timeoutMs`: longest time for a whole transfer. */
  constructor(
    files: FileStore,
    media: CustomerMedia,
    clock: Clock,
    timeoutMs: number,
    observer: Observer,
  ) {
    this.#files = files;
    this.#media = media;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#observer = observer;
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
      const { contentType, sizeBytes } = file;
      const kind = mediaKindOf(contentType);
      if (kind === undefined) throw new Failure('unsupported', contentType);
      if (sizeBytes > mediaBytesMax[kind]) {
        throw new Failure('too-large', `${kind} of ${sizeBytes} bytes`);
      }
      const transfer = { direction: 'out', accountId: account.id, sizeBytes } as const;
      const bytes = observed(file.bytes, transfer, this.#clock, this.#observer);
      return await this.#media.upload(account, { kind, contentType, sizeBytes, bytes });
    } finally {
      inTime();
      await file.close();
    }
  }
}
