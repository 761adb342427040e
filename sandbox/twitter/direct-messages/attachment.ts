import { z } from 'zod';
import { refusal } from '../http/refusal.ts';
import { exactNumber, type Media } from '../media/media.ts';
import type { PublishedMedia } from '../media/published-media.ts';
import { codePoints, shortened, type WireText } from './message-text.ts';

const MESSAGE = 'https://twitter.com/messages/media/';
const SHORT_LINK = 'https://t.co/';

/** Where somebody is: a point, or one of X's places by its id. */
export type Location =
  | { readonly latitude: number; readonly longitude: number }
  | { readonly place: string };

/** What a message carries beside its text. */
export type Attachment =
  | { readonly type: 'media'; readonly media: Media }
  | { readonly type: 'location'; readonly location: Location };

/** A text with its attachment in the words of the API. */
export type WireMessage = WireText & { readonly attachment?: object };

const attachment = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('media'), media: z.object({ id: z.string().min(1) }) }),
  z.strictObject({
    type: z.literal('location'),
    location: z.discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('shared_coordinate'),
        shared_coordinate: z.strictObject({
          coordinates: z.strictObject({
            type: z.literal('Point'),
            coordinates: z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]),
          }),
        }),
      }),
      z.strictObject({
        type: z.literal('shared_place'),
        shared_place: z.strictObject({ place: z.strictObject({ id: z.string().min(1) }) }),
      }),
    ]),
  }),
]);

/** The attachment of a new message, its media looked up; refuses with 38 when it is malformed. */
export function attachmentIn(
  messageData: object,
  mediaWithId: (id: string) => Media,
): Attachment | undefined {
  if (!('attachment' in messageData)) return undefined;
  const result = attachment.safeParse(messageData.attachment);
  if (!result.success) {
    const faults = result.error.issues.map(
      ({ path, message }) => `attachment.${path.join('.')}: ${message}`,
    );
    throw refusal(38, { message: faults.join('; ') });
  }
  const { data } = result;
  if (data.type === 'media') return { type: 'media', media: mediaWithId(data.media.id) };
  const { location } = data;
  if (location.type === 'shared_place') {
    return { type: 'location', location: { place: location.shared_place.place.id } };
  }
  const [longitude, latitude] = location.shared_coordinate.coordinates.coordinates;
  return { type: 'location', location: { latitude, longitude } };
}

/** Adds a location to a text. */
export function withLocation(wire: WireText, location: Location): WireMessage {
  const shown =
    'place' in location
      ? { type: 'shared_place', shared_place: { place: { id: location.place } } }
      : { type: 'shared_coordinate', shared_coordinate: { coordinates: pointAt(location) } };
  return { ...wire, attachment: { type: 'location', location: shown } };
}

/** Adds a media to a text, with a link to it at the end of the text and among its entities. */
export function withMedia(
  { text, entities }: WireText,
  eventId: string,
  mediaId: string,
  { media_url, type, sizes, video_info }: PublishedMedia,
): WireMessage {
  const expanded_url = `${MESSAGE}${eventId}`;
  const url = shortened(expanded_url);
  const display_url = `pic.twitter.com/${url.slice(SHORT_LINK.length)}`;
  const start = codePoints(text) + 1;
  const indices = [start, start + url.length] as const;
  return {
    text: `${text} ${url}`,
    entities: {
      ...entities,
      urls: [...entities.urls, { url, expanded_url, display_url, indices }],
    },
    attachment: {
      type: 'media',
      media: {
        id: exactNumber(mediaId),
        id_str: mediaId,
        indices,
        media_url,
        media_url_https: media_url,
        url,
        display_url,
        expanded_url,
        type,
        sizes,
        ...(video_info && { video_info }),
      },
    },
  };
}

function pointAt({ latitude, longitude }: { latitude: number; longitude: number }) {
  return { type: 'Point', coordinates: [longitude, latitude] };
}
