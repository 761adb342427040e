import type { Attachment } from '../../../domain/messaging/direct-message.ts';
import { idOf, isObject, type JsonObject, textOf } from '../wire.ts';

/**
 * What a direct message carries beside its text, from its `attachment` (X API v1.1, direct message
 * events), of which there is at most one. What cannot be read is `unknown`, and so not lost; of a
 * file without an address its `media_key` is kept.
 */
export function attachmentsIn(attachment: unknown): readonly Attachment[] {
  if (!isObject(attachment)) return [];
  const type = textOf(attachment['type']);
  if (type === 'location') return [locationIn(attachment['location'])];
  const media = attachment['media'];
  return [isObject(media) ? mediaIn(media) : unknown(type)];
}

const unknown = (type: string): Attachment => ({ kind: 'unknown', name: type || 'attachment' });

function mediaIn(media: JsonObject): Attachment {
  const type = textOf(media['type']);
  const mediaKey = textOf(media['media_key']);
  const kind = kinds.get(type);
  if (kind === undefined) return unknown(type || mediaKey || 'media');
  const urls = kind === 'photo' ? photosIn(media) : filmsIn(media['video_info']);
  return { kind, urls, ...(urls.length === 0 && mediaKey !== '' && { mediaKey }) };
}

const kinds: ReadonlyMap<string, 'photo' | 'gif' | 'video'> = new Map([
  ['photo', 'photo'],
  ['animated_gif', 'gif'],
  ['video', 'video'],
]);

const photosIn = ({ media_url_https: url }: JsonObject): readonly string[] =>
  textOf(url) === '' ? [] : [textOf(url)];

/** The MP4 forms of a film, the best first; playlists (HLS, DASH) are no files. */
function filmsIn(info: unknown): readonly string[] {
  const variants = isObject(info) ? info['variants'] : undefined;
  return (Array.isArray(variants) ? variants : [])
    .filter(isObject)
    .filter((variant) => variant['content_type'] === 'video/mp4' && textOf(variant['url']) !== '')
    .sort((a, b) => bitrateOf(b) - bitrateOf(a))
    .map((variant) => textOf(variant['url']));
}

const bitrateOf = ({ bitrate }: { readonly bitrate?: unknown }): number =>
  typeof bitrate === 'number' ? bitrate : 0;

function locationIn(location: unknown): Attachment {
  if (!isObject(location)) return unknown('location');
  const place = within(location['shared_place'], 'place');
  const placeId = isObject(place) ? placeIdOf(place['id']) : undefined;
  if (placeId !== undefined) return { kind: 'place', name: placeId };
  const point = within(location['shared_coordinate'], 'coordinates') ?? location['coordinates'];
  const [longitude, latitude] = pairIn(isObject(point) ? point['coordinates'] : point);
  const isOnEarth = within180(longitude) && within180(latitude) && Math.abs(latitude) <= 90;
  return isOnEarth ? { kind: 'location', latitude, longitude } : unknown('location');
}

const within = (value: unknown, name: string): unknown =>
  isObject(value) ? value[name] : undefined;

const placeIdOf = (value: unknown): string | undefined =>
  idOf(value) ?? (textOf(value) || undefined);

/** Longitude and latitude, in the order of GeoJSON. */
const pairIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const within180 = (value: unknown): value is number =>
  typeof value === 'number' && Math.abs(value) <= 180;
