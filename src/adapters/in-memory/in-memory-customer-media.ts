import type { Account } from '../../domain/accounts/account.ts';
import { Failure } from '../../domain/errors.ts';
import type { CustomerMedia, OutgoingMedia } from '../../domain/media/customer-media.ts';
import type { MediaStream } from '../../domain/media/media.ts';
import { Troubles } from './troubles.ts';

/** A file that an account uploaded. */
export type UploadedMedia = Pick<OutgoingMedia, 'kind' | 'contentType'> & {
  readonly accountId: string;
  readonly bytes: Uint8Array;
};

interface Attached {
  readonly accountId: string;
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

const chunkBytes = 65_536;

/** An X in memory that keeps media, for tests; it can be told to fail. */
export class InMemoryCustomerMedia implements CustomerMedia {
  readonly troubles = new Troubles();
  /** What was uploaded, by media id. */
  readonly uploads = new Map<string, UploadedMedia>();
  readonly #files = new Map<string, Attached>();
  readonly #addresses = new Map<string, readonly string[]>();
  #count = 0;

  /** Somebody sends a file to the account; gives its URL. */
  attach(accountId: string, bytes: Uint8Array, contentType = 'image/jpeg'): string {
    const url = `https://ton.twitter.com/1.1/ton/data/dm/${++this.#count}/file`;
    this.#files.set(url, { accountId, bytes, contentType });
    return url;
  }

  /** X says where the file of this message is when it is asked, and not before. */
  tellLater(eventId: string, urls: readonly string[]): void {
    this.#addresses.set(eventId, urls);
  }

  /** What stood at the URL is gone. */
  withdraw(url: string): void {
    this.#files.delete(url);
  }

  async addresses(_: Account, eventId: string): Promise<readonly string[]> {
    this.#meetTrouble();
    const urls = this.#addresses.get(eventId);
    if (urls === undefined) throw new Failure('not-found', 'there is no such message');
    return urls;
  }

  async download(account: Account, url: string): Promise<MediaStream> {
    this.#meetTrouble();
    if (!url.startsWith('https://ton.twitter.com/')) {
      throw new Failure('rejected', 'the host is none of X’s');
    }
    const file = this.#files.get(url);
    if (file === undefined) throw new Failure('not-found', 'there is no such file');
    const { accountId, bytes, contentType } = file;
    if (accountId !== account.id) throw new Failure('rejected', 'the file is of others');
    const sizeBytes = bytes.length;
    return { bytes: inChunks(bytes), contentType, sizeBytes, close: async () => {} };
  }

  async upload(account: Account, media: OutgoingMedia): Promise<string> {
    this.#meetTrouble();
    const { kind, contentType, sizeBytes } = media;
    const chunks: Uint8Array[] = [];
    for await (const chunk of media.bytes) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    if (bytes.length !== sizeBytes) {
      throw new Failure('media-unavailable', `${bytes.length} of ${sizeBytes} bytes came`);
    }
    const mediaId = String(1_700_000_000_000_000_000n + BigInt(++this.#count));
    this.uploads.set(mediaId, { accountId: account.id, kind, contentType, bytes });
    return mediaId;
  }

  /** A torn connection is no more than a file that waits. */
  #meetTrouble(): void {
    try {
      this.troubles.meet('unavailable', () => undefined);
    } catch (thrown) {
      const torn = thrown instanceof Failure && thrown.code === 'unavailable';
      throw torn ? new Failure('media-unavailable', thrown.detail) : thrown;
    }
  }
}

async function* inChunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}
