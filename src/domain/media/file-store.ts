import type { MediaStream } from './media.ts';

/** A file to be kept for agents. */
export interface NewFile {
  /** A short name with an extension; the store may change it. */
  readonly name: string;
  readonly contentType: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly sizeBytes?: number;
  /** Groups the files of a conversation. */
  readonly conversationId: string;
}

/** A file as the contact centre knows it. */
export interface StoredFile {
  readonly name: string;
  /** An address that agents' desks understand. */
  readonly url: string;
  readonly contentType: string;
  readonly sizeBytes: number;
}

/**
 * The contact centre's store of files. Trouble on the way fails with `media-unavailable`, which
 * may pass; `not-found`, `rejected` (infected, or of a type it does not take) and `too-large` are
 * final.
 */
export interface FileStore {
  put(file: NewFile): Promise<StoredFile>;
  /**
   * Begins to read a file by the address that a message carries, of which only the name counts:
   * the store's own address is the configured one. The size is always known.
   */
  get(url: string): Promise<MediaStream & { readonly sizeBytes: number; readonly name: string }>;
  /** An address that customers can open; undefined when the store is not public. */
  publicUrl(url: string): string | undefined;
}
