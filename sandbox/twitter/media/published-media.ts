import { letters } from '../directory/directory.ts';
import { FileContent } from './file-content.ts';
import type { Media } from './media.ts';
import { kindOf, type MediaKind } from './media-category.ts';

const PREVIEW_BYTES = 2_000;
const DURATION_MS = 12_345;

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'application/pdf': 'pdf',
  'audio/mpeg': 'mp3',
};

/** The mp4 files of a video, not in the order of their bitrates, and their share of its size. */
const RENDITIONS = [
  { bitrate: 320_000, resolution: '180x320', share: 0.15 },
  { bitrate: 2_176_000, resolution: '720x1280', share: 1 },
  { bitrate: 832_000, resolution: '360x640', share: 0.4 },
] as const;

/** The files of a gif or a video. */
interface VideoInfo {
  readonly aspect_ratio: readonly number[];
  readonly duration_millis?: number;
  readonly variants: readonly {
    readonly bitrate?: number;
    readonly content_type: string;
    readonly url: string;
  }[];
}

/** The part of a media object that is the same in every message, in the words of the API. */
export interface PublishedMedia {
  readonly media_url: string;
  readonly type: MediaKind;
  readonly sizes: { readonly large: { readonly w: number; readonly h: number } };
  readonly video_info?: VideoInfo;
}

/** The files that a media is served as, by the path of their URLs. */
export type PublishedFiles = ReadonlyMap<string, FileContent>;

type Finished = Pick<Media, 'id' | 'category'> & { readonly file: FileContent };

/** What a first message with this id makes of a media; `origin` begins all URLs. */
export function publish(
  media: Finished,
  eventId: string,
  origin: string,
): { shown: PublishedMedia; files: PublishedFiles } {
  const files = new Map<string, FileContent>();
  const serve = (path: string, file: FileContent, query = ''): string => {
    files.set(path, file);
    return `${origin}${path}${query}`;
  };
  const kind = kindOf(media.category);
  return { shown: PUBLISH[kind](media, eventId, serve), files };
}

type Serve = (path: string, file: FileContent, query?: string) => string;
type Publish = (media: Finished, eventId: string, serve: Serve) => PublishedMedia;

const PUBLISH: Readonly<Record<MediaKind, Publish>> = {
  photo: ({ id, file }, eventId, serve) => {
    const name = `${letters(8)}.${EXTENSIONS[file.type] ?? 'bin'}`;
    return {
      media_url: serve(`/1.1/ton/data/dm/${eventId}/${id}/${name}`, file),
      type: 'photo',
      sizes: sizes([680, 680], [1080, 1080], [1080, 1080]),
    };
  },
  animated_gif: ({ id, file }, _, serve) => {
    const key = letters(50);
    return {
      media_url: serve(`/dm_gif_preview/${id}/${key}.jpg`, preview()),
      type: 'animated_gif',
      sizes: sizes([262, 200], [262, 200], [262, 200]),
      video_info: {
        aspect_ratio: [131, 100],
        variants: [
          {
            bitrate: 0,
            content_type: 'video/mp4',
            url: serve(`/dm_gif/${id}/${key}.mp4`, asMp4(file)),
          },
        ],
      },
    };
  },
  video: ({ id, file }, _, serve) => ({
    media_url: serve(`/dm_video_preview/${id}/img/${letters(43)}.jpg`, preview()),
    type: 'video',
    sizes: sizes([340, 604], [600, 1067], [720, 1280]),
    video_info: {
      aspect_ratio: [9, 16],
      duration_millis: DURATION_MS,
      variants: videoVariants(`/ext_tw_video/${id}`, file, serve),
    },
  }),
};

function videoVariants(folder: string, file: FileContent, serve: Serve): VideoInfo['variants'] {
  const mp4s = RENDITIONS.map(({ bitrate, resolution, share }) => ({
    bitrate,
    content_type: 'video/mp4',
    url: serve(
      `${folder}/vid/${resolution}/${letters(43)}.mp4`,
      share === 1
        ? asMp4(file)
        : FileContent.generated('video/mp4', Math.max(1, Math.floor(file.size * share))),
      '?tag=1',
    ),
  }));
  const list = ['#EXTM3U', ...mp4s.flatMap(listed), ''].join('\n');
  const content_type = 'application/x-mpegURL';
  const playlist = FileContent.of(content_type, [Buffer.from(list)]);
  const url = serve(`${folder}/pl/${letters(43)}.m3u8`, playlist, '?tag=1');
  return [...mp4s.slice(0, 2), { content_type, url }, ...mp4s.slice(2)];
}

function listed({ bitrate, url }: { bitrate: number; url: string }): string[] {
  return [`#EXT-X-STREAM-INF:BANDWIDTH=${bitrate}`, url];
}

/** The file, or what X's conversion would make of it. */
function asMp4(file: FileContent): FileContent {
  return file.type === 'video/mp4' ? file : FileContent.generated('video/mp4', file.size);
}

function preview(): FileContent {
  return FileContent.generated('image/jpeg', PREVIEW_BYTES);
}

type Dimensions = readonly [w: number, h: number];

function sizes(small: Dimensions, medium: Dimensions, large: Dimensions) {
  const fit = ([w, h]: Dimensions) => ({ w, h, resize: 'fit' });
  return {
    thumb: { w: 150, h: 150, resize: 'crop' },
    small: fit(small),
    medium: fit(medium),
    large: fit(large),
  };
}
