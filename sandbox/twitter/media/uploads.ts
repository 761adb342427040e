import { refusal } from '../http/refusal.ts';
import type { User } from '../directory/user.ts';
import type { World } from '../world.ts';
import type { MediaState } from './media.ts';
import {
  accepts,
  bytesMaxOf,
  categoryNamed,
  kindOf,
  type MediaCategory,
  usualCategory,
} from './media-category.ts';
import type { ProcessingError } from './media-settings.ts';
import { Upload } from './upload.ts';
import { UploadRefusal } from './upload-refusal.ts';

const SEGMENT_BYTES_MAX = 5_242_880;
const SEGMENT_INDEX_MAX = 999;

/** What somebody wants to upload; without a category, the usual one of the type. */
export interface NewUpload {
  readonly type: string;
  readonly category: string | undefined;
  readonly totalBytes: number;
  readonly isShared: boolean;
}

/** How far the processing of a gif or a video has come, in the words of both generations. */
export interface ProcessingInfo {
  readonly state: MediaState;
  readonly check_after_secs?: number;
  readonly progress_percent?: number;
  readonly error?: ProcessingError;
}

/** Begins an upload within X's limits for its category. */
export function announceUpload(world: World, user: User, announced: NewUpload): Upload {
  const { type, totalBytes, isShared } = announced;
  const category = categoryOf(announced.category, type);
  const bytesMax = bytesMaxOf(category, world.settings.media);
  if (!(Number.isInteger(totalBytes) && totalBytes > 0)) {
    throw new UploadRefusal('total_bytes must be a positive number.');
  }
  if (totalBytes > bytesMax) throw new UploadRefusal(`File size exceeds ${bytesMax} bytes.`);
  const upload = new Upload({
    id: world.media.newId(),
    ownerId: user.id,
    type,
    category,
    isShared,
    totalBytes,
    expiresMs: world.now() + world.settings.media.expiresAfterSecs * 1000,
  });
  world.media.add(upload);
  return upload;
}

/** The user's own upload; another user's cannot be told from one that does not exist. */
export function uploadOf(world: World, user: User, id: string): Upload {
  const upload = world.media.find(id);
  const isOwn = upload instanceof Upload && upload.ownerId === user.id;
  if (!isOwn || upload.isExpiredAt(world.now())) throw refusal(325);
  return upload;
}

/** Adds a segment; `index` as it was sent. */
export function appendTo(upload: Upload, index: string, size: number, bytes: Buffer): void {
  const number = /^\d{1,4}$/.test(index) ? Number(index) : SEGMENT_INDEX_MAX + 1;
  if (number > SEGMENT_INDEX_MAX) {
    throw new UploadRefusal(`SegmentIndex must be between 0 and ${SEGMENT_INDEX_MAX}.`);
  }
  if (size > SEGMENT_BYTES_MAX) throw new UploadRefusal('The segment is too large.', 413);
  upload.append(number, bytes);
}

/** What the answer to the last step says of processing; undefined for what needs none. */
export function firstProcessing(world: World, upload: Upload): ProcessingInfo | undefined {
  if (kindOf(upload.category) === 'photo') return undefined;
  return { state: 'pending', check_after_secs: world.settings.media.checkAfterSecs };
}

/** How far processing is; refuses for what is not processed. */
export function processingOf(world: World, upload: Upload): ProcessingInfo {
  const progress = upload.progressAt(world.now());
  if (progress === undefined || kindOf(upload.category) === 'photo') {
    throw new UploadRefusal('Media is not being processed.');
  }
  const { state, percent, error } = progress;
  const isOver = state === 'succeeded' || state === 'failed';
  const wait = isOver ? {} : { check_after_secs: world.settings.media.checkAfterSecs };
  return {
    state,
    ...wait,
    ...(state !== 'pending' && { progress_percent: percent }),
    ...(error && { error }),
  };
}

/** How many seconds the id can still be used. */
export function secondsLeft(world: World, { expiresMs }: Upload): number {
  return Math.max(0, Math.floor((expiresMs - world.now()) / 1000));
}

function categoryOf(named: string | undefined, type: string): MediaCategory {
  const usual = usualCategory(type);
  if (usual === undefined) throw new UploadRefusal('media type unrecognized.');
  const category = categoryNamed(named ?? usual);
  if (category === undefined) throw new UploadRefusal('media_category unrecognized.');
  if (!accepts(category, type)) {
    throw new UploadRefusal(`media type ${type} does not match media_category ${category}.`);
  }
  return category;
}
