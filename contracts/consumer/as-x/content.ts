import { eventId } from '../../people.ts';

const noEntities = { hashtags: [], symbols: [], user_mentions: [], urls: [] as object[] };

/** What a message says and carries. */
export const dataOf = (text: string, more: object = {}) => ({
  text,
  entities: noEntities,
  ...more,
});

/** A link in a text, with what stands behind it. */
export const linkTo = (url: string, expanded_url: string, indices: readonly number[]) => ({
  entities: {
    ...noEntities,
    urls: [{ url, expanded_url, display_url: 'example.com', indices }],
  },
});

/** The mark of a quick reply that was tapped. */
export const tapped = (metadata: string) => ({
  quick_reply_response: { type: 'options', metadata },
});

const location = (shown: object) =>
  dataOf('', { attachment: { type: 'location', location: shown } });

/** Where somebody is. */
export const point = (longitude: number, latitude: number) =>
  location({
    type: 'shared_coordinate',
    shared_coordinate: { coordinates: { type: 'Point', coordinates: [longitude, latitude] } },
  });

/** One of X's places. */
export const place = (id: string) =>
  location({ type: 'shared_place', shared_place: { place: { id } } });

const key = 'EAaArVRs5q';

/** A file alone, with the link that X puts into the text for it. */
function media(type: string, preview: string, large: readonly [w: number, h: number], more = {}) {
  const url = `https://t.co/${key}`;
  const expanded_url = `https://twitter.com/messages/media/${eventId}`;
  const display_url = `pic.twitter.com/${key}`;
  const size = (w: number, h: number, resize = 'fit') => ({ w, h, resize });
  return {
    text: ` ${url}`,
    entities: { ...noEntities, urls: [{ url, expanded_url, display_url, indices: [1, 24] }] },
    attachment: {
      type: 'media',
      media: {
        id: 1856000000000000000,
        id_str: '1856000000000000000',
        indices: [1, 24],
        media_url: preview,
        media_url_https: preview,
        url,
        display_url,
        expanded_url,
        type,
        sizes: {
          thumb: size(150, 150, 'crop'),
          small: size(...large),
          medium: size(...large),
          large: size(...large),
        },
        ...more,
      },
    },
  };
}

const mp4 = (bitrate: number, url: string) => ({ bitrate, content_type: 'video/mp4', url });

/** Where the customer's photo is. */
export const photoUrl = `https://ton.twitter.com/1.1/ton/data/dm/${eventId}/1856000000000000001/hvDYQ0s3.jpg`;

export const photo = () => media('photo', photoUrl, [1080, 1080]);

/** Where the customer's GIF is, which is a film. */
export const gifUrl = 'https://video.twimg.com/dm_gif/1856000000000000002/UF-L2NL0.mp4';

export const gif = () =>
  media(
    'animated_gif',
    'https://pbs.twimg.com/dm_gif_preview/1856000000000000002/UF-L2NL0.jpg',
    [262, 200],
    { video_info: { aspect_ratio: [131, 100], variants: [mp4(0, gifUrl)] } },
  );

const films = 'https://video.twimg.com/dm_video/1856000000000000003';

/** Where the customer's video is, by bitrate. */
export const videoUrls = {
  320000: `${films}/vid/180x320/Jf8WOAmv.mp4?tag=1`,
  832000: `${films}/vid/360x640/XzTytEpK.mp4?tag=1`,
  2176000: `${films}/vid/720x1280/cVTnZqWO.mp4?tag=1`,
} as const;

/** In X's order, which is not that of the bitrates. */
export const video = () =>
  media(
    'video',
    'https://pbs.twimg.com/dm_video_preview/1856000000000000003/img/nwh2ABNg.jpg',
    [720, 1280],
    {
      video_info: {
        aspect_ratio: [9, 16],
        duration_millis: 12_345,
        variants: [
          mp4(320000, videoUrls[320000]),
          mp4(2176000, videoUrls[2176000]),
          { content_type: 'application/x-mpegURL', url: `${films}/pl/AvSQ9pxR.m3u8?tag=1` },
          mp4(832000, videoUrls[832000]),
        ],
      },
    },
  );
