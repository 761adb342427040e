import type { Account } from '../accounts/account.ts';
import type { MediaKind, MediaStream } from './media.ts';

/** A file for X, whose size is known. */
export interface OutgoingMedia {
  readonly kind: MediaKind;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * What customers and accounts attach to direct messages on X. Trouble on the way fails with
 * `media-unavailable` and refused credentials with `unauthorized`, which may both pass;
 * `not-found`, `rejected`, `unsupported` (a file that is not of the type it is said to be),
 * `media-refused` and `too-large` are final.
 */
export interface CustomerMedia {
  /**
   * Where the file of a direct message can be fetched of which X told no more than its name, the
   * best form first; none when X does not say that either.
   */
  addresses(account: Account, eventId: string): Promise<readonly string[]>;
  /**
   * Begins to download what stands at a URL of a direct message. Fails with `rejected` for a host
   * that is not one of X's.
   */
  download(account: Account, url: string): Promise<MediaStream>;
  /** Uploads for one direct message; the id can be attached when the promise resolves. */
  upload(account: Account, media: OutgoingMedia): Promise<string>;
}
