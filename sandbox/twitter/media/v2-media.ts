import type { Media } from './media.ts';
import { kindOf, type MediaKind } from './media-category.ts';
import type { PublishedMedia } from './published-media.ts';

const KEY_PREFIXES: Readonly<Record<MediaKind, string>> = {
  photo: '3',
  video: '7',
  animated_gif: '16',
};

/** The name of a media in API v2. */
export function mediaKeyOf({ id, category }: Pick<Media, 'id' | 'category'>): string {
  return `${KEY_PREFIXES[kindOf(category)]}_${id}`;
}

/** A media among the includes of API v2: its key and its type, and the fields asked for. */
export function v2Media(
  media_key: string,
  { type, media_url, sizes, video_info }: PublishedMedia,
  fields: ReadonlySet<string>,
): object {
  const members = {
    ...(video_info === undefined ? { url: media_url } : { preview_image_url: media_url }),
    width: sizes.large.w,
    height: sizes.large.h,
    ...(video_info?.duration_millis !== undefined && { duration_ms: video_info.duration_millis }),
    ...(video_info && { variants: video_info.variants.map(variant) }),
  };
  const asked = Object.entries(members).filter(([name]) => fields.has(name));
  return { media_key, type, ...Object.fromEntries(asked) };
}

function variant({
  bitrate,
  content_type,
  url,
}: {
  bitrate?: number;
  content_type: string;
  url: string;
}) {
  return { ...(bitrate !== undefined && { bit_rate: bitrate }), content_type, url };
}
