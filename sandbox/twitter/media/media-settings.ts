/** How processing a gif or a video can end badly. */
export interface ProcessingError {
  readonly code: number;
  readonly name: string;
  readonly message: string;
}

/** How media behave. */
export interface MediaSettings {
  /** How long a finalized gif or video is processed. */
  readonly processingMs: number;
  /** What `check_after_secs` says; a fraction is possible. */
  readonly checkAfterSecs: number;
  /** What processing ends with that begins from now on; null: it succeeds. */
  readonly fail: ProcessingError | null;
  /** How long a new id can be used. */
  readonly expiresAfterSecs: number;
  readonly videoBytesMax: number;
  /** How much of each uploaded file is remembered; its size and digest always are. */
  readonly keptBytesMax: number;
  /** How the ton host refuses whom it does not know: with a 302 to the login page, or with 403. */
  readonly tonRefusal: 'redirect' | 'forbidden';
  /** True: gifs, videos and previews are refused with 403 unless a participant signs. */
  readonly videoNeedsSignature: boolean;
  /** False: files are sent in chunks, without `content-length`. */
  readonly contentLength: boolean;
  /** The sending of a file falls silent after so many bytes. */
  readonly stallAfterBytes: number | null;
  /** The connection is torn after so many bytes of a file. */
  readonly truncateAfterBytes: number | null;
}

const MEBIBYTE = 1_048_576;

/** X's behaviour, with quick processing. */
export const DEFAULT_MEDIA_SETTINGS: MediaSettings = {
  processingMs: 800,
  checkAfterSecs: 1,
  fail: null,
  expiresAfterSecs: 86_400,
  videoBytesMax: 25 * MEBIBYTE,
  keptBytesMax: 64 * MEBIBYTE,
  tonRefusal: 'redirect',
  videoNeedsSignature: false,
  contentLength: true,
  stallAfterBytes: null,
  truncateAfterBytes: null,
};
