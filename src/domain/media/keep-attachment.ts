import type { Account } from '../accounts/account.ts';
import type { Clock } from '../delivery/clock.ts';
import { Failure } from '../errors.ts';
import type { CustomerMedia } from './customer-media.ts';
import type { FileStore, StoredFile } from './file-store.ts';
import { mediaBytesMax, type MediaStream } from './media.ts';

/** What a customer attached. */
export interface Attached {
  /** Names the file together with the part, since one message may carry several. */
  readonly eventId: string;
  readonly part: number;
  /** Groups the file with others of the conversation. */
  readonly customerId: string;
  readonly kind: 'photo' | 'video' | 'gif';
  /** Where it can be fetched, the best form first. */
  readonly urls: readonly string[];
}

/** Brings what a customer attached into the contact centre's store, straight through. */
export class KeepAttachment {
  readonly #media: CustomerMedia;
  readonly #files: FileStore;

  readonly #clock: Clock;
  readonly #timeoutMs: number;

  /** `timeoutMs`: longest time for a whole transfer, whichever forms are tried. */
  constructor(media: CustomerMedia, files: FileStore, clock: Clock, timeoutMs: number) {
    this.#media = media;
    this.#files = files;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  /** Keeps the best form that is within the limit; fails with `too-large` when none is. */
  async execute(account: Account, attached: Attached): Promise<StoredFile> {
    const untilMs = this.#clock.now() + this.#timeoutMs;
    let failure = new Failure('rejected', 'there is nothing to fetch');
    for (const url of attached.urls) {
      try {
        return await this.#keep(account, attached, url, untilMs);
      } catch (thrown) {
        if (!(thrown instanceof Failure) || thrown.code !== 'too-large') throw thrown;
        failure = thrown;
      }
    }
    throw failure;
  }

  async #keep(
    account: Account,
    attached: Attached,
    url: string,
    untilMs: number,
  ): Promise<StoredFile> {
    const bytesMax = mediaBytesMax[attached.kind === 'photo' ? 'image' : 'video'];
    const stream = await this.#media.download(account, url);
    const leftMs = untilMs - this.#clock.now();
    const inTime = this.#clock.after(leftMs, () => void stream.close());
    try {
      const { contentType, sizeBytes } = stream;
      if ((sizeBytes ?? 0) > bytesMax) throw new Failure('too-large', `${sizeBytes} bytes`);
      return await this.#files.put({
        name: nameOf(attached, contentType),
        contentType,
        bytes: atMost(stream, bytesMax),
        conversationId: attached.customerId,
        ...(sizeBytes !== undefined && { sizeBytes }),
      });
    } finally {
      inTime();
      await stream.close();
    }
  }
}

/** The same bytes; fails with `too-large` instead of passing on more than allowed. */
async function* atMost({ bytes }: MediaStream, bytesMax: number): AsyncIterable<Uint8Array> {
  let passed = 0;
  for await (const chunk of bytes) {
    passed += chunk.length;
    if (passed > bytesMax) throw new Failure('too-large', `more than ${bytesMax} bytes`);
    yield chunk;
  }
}

const extensions: ReadonlyMap<string, string> = new Map([
  ['image/jpeg', 'jpg'],
  ['image/png', 'png'],
  ['image/gif', 'gif'],
  ['image/webp', 'webp'],
  ['video/mp4', 'mp4'],
  ['video/quicktime', 'mov'],
]);

function nameOf({ eventId, kind, part }: Attached, contentType: string): string {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  return `${kind}_${eventId}_${part}.${extensions.get(type) ?? (kind === 'photo' ? 'jpg' : 'mp4')}`;
}
