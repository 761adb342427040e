import { FileContent } from './file-content.ts';
import type { Media, MediaState } from './media.ts';
import { kindOf, type MediaCategory } from './media-category.ts';
import type { MediaSettings, ProcessingError } from './media-settings.ts';
import { UploadRefusal } from './upload-refusal.ts';

const PENDING_SHARE = 0.25;

/** What INIT announces. */
export interface AnnouncedUpload {
  readonly id: string;
  readonly ownerId: string;
  readonly type: string;
  readonly category: MediaCategory;
  readonly isShared: boolean;
  readonly totalBytes: number;
  readonly expiresMs: number;
}

/** How the processing of a finalized gif or video goes. */
export interface Progress {
  readonly state: Exclude<MediaState, 'uploading'>;
  readonly percent: number;
  /** Present when it has failed. */
  readonly error?: ProcessingError;
}

interface Finalized {
  readonly file: FileContent;
  readonly atMs: number;
  readonly processingMs: number;
  readonly fail: ProcessingError | null;
}

/** One file on its way through INIT, APPEND, FINALIZE and STATUS. */
export class Upload implements Media {
  readonly id: string;
  readonly ownerId: string;
  readonly via = 'api';
  readonly type: string;
  readonly category: MediaCategory;
  readonly isShared: boolean;
  readonly expiresMs: number;
  readonly attachedTo: string[] = [];
  readonly #totalBytes: number;
  readonly #segments = new Map<number, Buffer>();
  #finalized: Finalized | undefined;

  constructor(announced: AnnouncedUpload) {
    this.id = announced.id;
    this.ownerId = announced.ownerId;
    this.type = announced.type;
    this.category = announced.category;
    this.isShared = announced.isShared;
    this.expiresMs = announced.expiresMs;
    this.#totalBytes = announced.totalBytes;
  }

  get file(): FileContent | undefined {
    return this.#finalized?.file;
  }

  get size(): number {
    if (this.file !== undefined) return this.file.size;
    return [...this.#segments.values()].reduce((sum, { length }) => sum + length, 0);
  }

  isExpiredAt(nowMs: number): boolean {
    return nowMs >= this.expiresMs;
  }

  /** Takes one segment; segments come in any order, and one that comes again replaces itself. */
  append(index: number, bytes: Buffer): void {
    if (this.#finalized !== undefined) throw new UploadRefusal('Media is already finalized.');
    this.#segments.set(index, bytes);
  }

  /** Puts the segments together; refuses when one is missing or their sizes are not the total. */
  finalize({ keptBytesMax, processingMs, fail }: MediaSettings, nowMs: number): FileContent {
    if (this.#finalized !== undefined) throw new UploadRefusal('Media is already finalized.');
    const segments = [...this.#segments.keys()].sort((a, b) => a - b);
    const hasGap = segments.some((index, position) => index !== position);
    if (hasGap || this.size !== this.#totalBytes) {
      throw new UploadRefusal('Segments do not add up to provided total file size.');
    }
    const chunks = segments.flatMap((index) => this.#segments.get(index) ?? []);
    const file = FileContent.of(this.type, chunks, keptBytesMax);
    this.#segments.clear();
    const isAsync = kindOf(this.category) !== 'photo';
    this.#finalized = {
      file,
      atMs: nowMs,
      processingMs: isAsync ? processingMs : 0,
      fail: isAsync ? fail : null,
    };
    return file;
  }

  stateAt(nowMs: number): MediaState {
    return this.progressAt(nowMs)?.state ?? 'uploading';
  }

  /** Undefined before FINALIZE. */
  progressAt(nowMs: number): Progress | undefined {
    if (this.#finalized === undefined) return undefined;
    const { atMs, processingMs, fail } = this.#finalized;
    const share = processingMs === 0 ? 1 : (nowMs - atMs) / processingMs;
    if (share >= 1) {
      if (fail !== null) return { state: 'failed', percent: 100, error: fail };
      return { state: 'succeeded', percent: 100 };
    }
    return {
      state: share < PENDING_SHARE ? 'pending' : 'in_progress',
      percent: Math.max(0, Math.floor(share * 100)),
    };
  }
}
