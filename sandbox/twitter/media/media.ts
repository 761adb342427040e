import type { FileContent } from './file-content.ts';
import type { MediaCategory } from './media-category.ts';

/** How far an upload has come. */
export type MediaState = 'uploading' | 'pending' | 'in_progress' | 'succeeded' | 'failed';

/** A photo, gif or video that can be attached to direct messages. */
export interface Media {
  readonly id: string;
  readonly ownerId: string;
  /** Whether it was uploaded through the API or in X's own client. */
  readonly via: 'api' | 'native';
  readonly category: MediaCategory;
  /** The media type of the file. */
  readonly type: string;
  /** True: it may be attached to more than one message. */
  readonly isShared: boolean;
  /** The bytes that have arrived. */
  readonly size: number;
  /** Absent while it is being uploaded. */
  readonly file: FileContent | undefined;
  /** The ids of the messages it is attached to. */
  readonly attachedTo: string[];
  stateAt(nowMs: number): MediaState;
  /** True once the id can no longer be used. */
  isExpiredAt(nowMs: number): boolean;
}

/** A number in JSON with all of its digits, which a double would round. */
export function exactNumber(digits: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(digits);
}
