import { FileContent } from './file-content.ts';
import type { Media } from './media.ts';
import type { MediaCategory } from './media-category.ts';

const SIZE_DEFAULT = 20_000;

/** X itself has no photos of the last two, which are there to see what becomes of them. */
const TYPES = {
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  pdf: 'application/pdf',
  mp3: 'audio/mpeg',
} as const;

const CATEGORIES = {
  photo: 'dm_image',
  gif: 'dm_gif',
  video: 'dm_video',
} as const satisfies Record<string, MediaCategory>;

/** What a person attaches in X's own client. */
export interface NativeFile {
  readonly kind: keyof typeof CATEGORIES;
  /** The file; without it, one is generated. */
  readonly bytesBase64?: string | undefined;
  /** The size of the generated file. */
  readonly fileBytes?: number | undefined;
  /** That of the photo's name; absent: `jpg`. Gifs and videos are always mp4 files. */
  readonly extension?: keyof typeof TYPES | undefined;
}

/** The media of a person who has attached a file. */
export function nativeMedia(id: string, ownerId: string, attached: NativeFile): Media {
  const { kind, bytesBase64, fileBytes = SIZE_DEFAULT, extension = 'jpg' } = attached;
  const type = kind === 'photo' ? TYPES[extension] : 'video/mp4';
  const file =
    bytesBase64 === undefined
      ? FileContent.generated(type, fileBytes)
      : FileContent.of(type, [Buffer.from(bytesBase64, 'base64')]);
  return {
    id,
    ownerId,
    via: 'native',
    category: CATEGORIES[kind],
    type,
    isShared: false,
    size: file.size,
    file,
    attachedTo: [],
    stateAt: () => 'succeeded',
    isExpiredAt: () => false,
  };
}
