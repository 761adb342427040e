/** What X carries in a direct message. A GIF is a kind of its own: X shows it as a short video. */
export type MediaKind = 'image' | 'gif' | 'video';

const mebibyte = 1024 * 1024;

/** Largest size of each kind, in bytes. */
export const mediaBytesMax: Readonly<Record<MediaKind, number>> = {
  image: 5 * mebibyte,
  gif: 15 * mebibyte,
  video: 25 * mebibyte,
};

/** A file on its way; it is read once, and never held as a whole. */
export interface MediaStream {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** What the bytes are: found in the bytes themselves by a file store, told by X otherwise. */
  readonly contentType: string;
  /** Absent when the sender did not say; then only the bytes themselves tell. */
  readonly sizeBytes?: number;
  /** Ends the transfer, so that reading on fails with `media-unavailable`; no effect after its end. */
  close(): Promise<void>;
}

const imageTypes: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp']);

/** The kind that X carries files of this type as; undefined when it does not carry them. */
export function mediaKindOf(contentType: string): MediaKind | undefined {
  if (contentType === 'image/gif') return 'gif';
  if (imageTypes.has(contentType)) return 'image';
  return contentType === 'video/mp4' || contentType === 'video/quicktime' ? 'video' : undefined;
}
