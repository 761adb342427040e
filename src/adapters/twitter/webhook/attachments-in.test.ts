import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { attachmentsIn } from './attachments-in.ts';

const mp4 = (url: unknown, bitrate?: unknown) => ({ content_type: 'video/mp4', url, bitrate });
const film = (variants: unknown, type = 'video') => ({
  type: 'media',
  media: { type, video_info: { variants } },
});
const at = (location: unknown) => ({ type: 'location', location });
const coordinates = (pair: unknown) =>
  at({ type: 'shared_coordinate', shared_coordinate: { coordinates: { coordinates: pair } } });

describe('what a message carries', () => {
  test.each([undefined, null, [], 'text', 7])('is nothing when X says %p', (attachment) => {
    expect(attachmentsIn(attachment)).toEqual([]);
  });

  test.each([
    [{}, 'attachment'],
    [{ type: 'media' }, 'media'],
    [{ type: 'media', media: null }, 'media'],
    [{ type: 'media', media: {} }, 'media'],
    [{ type: 'media', media: { type: 'hologram' } }, 'hologram'],
    [{ type: 'media', media: { type: 'constructor' } }, 'constructor'],
    [{ type: 'media', media: { type: '__proto__' } }, '__proto__'],
    [{ type: 'card', card: {} }, 'card'],
    [at(undefined), 'location'],
    [at({ type: 'shared_orbit' }), 'location'],
    [at({ type: 'shared_place', shared_place: { place: {} } }), 'location'],
    [coordinates(null), 'location'],
    [coordinates([]), 'location'],
    [coordinates(['8.5', '47.4']), 'location'],
    [coordinates([181, 0]), 'location'],
    [coordinates([0, 90.1]), 'location'],
  ])('is never lost, even if we do not know it: %j', (attachment, name) => {
    expect(attachmentsIn(attachment)).toEqual([{ kind: 'unknown', name }]);
  });

  test.each([
    coordinates([8.5, 47.4]),
    at({ shared_coordinate: { coordinates: [8.5, 47.4] } }),
    at({ coordinates: { type: 'Point', coordinates: [8.5, 47.4] } }),
    at({ type: 'Point', coordinates: [8.5, 47.4, 408] }),
  ])('is a point on the map, longitude first: %j', (attachment) => {
    expect(attachmentsIn(attachment)).toEqual([
      { kind: 'location', latitude: 47.4, longitude: 8.5 },
    ]);
  });

  test('may be a place of X’s own', () => {
    for (const id of ['07d9cd6afd884001', '123456', 123456]) {
      const attachment = at({ type: 'shared_place', shared_place: { place: { id } } });
      expect(attachmentsIn(attachment)).toEqual([{ kind: 'place', name: String(id) }]);
    }
  });

  test('is a film in its best form first, and never a playlist', () => {
    const variants = [
      mp4('https://video.example/low', 320_000),
      { content_type: 'application/x-mpegURL', url: 'https://video.example/list.m3u8' },
      { content_type: 'application/dash+xml', url: 'https://video.example/list.mpd' },
      mp4('https://video.example/unknown'),
      mp4('https://video.example/high?tag=1', 2_176_000),
      mp4(7, 9_000_000),
      mp4('', 9_000_000),
      null,
    ];
    const urls = [
      'https://video.example/high?tag=1',
      'https://video.example/low',
      'https://video.example/unknown',
    ];
    expect(attachmentsIn(film(variants))).toEqual([{ kind: 'video', urls }]);
    expect(attachmentsIn(film(variants, 'animated_gif'))).toEqual([{ kind: 'gif', urls }]);
  });

  test.each([undefined, null, {}, [], [{}], 'text'])(
    'is a film that cannot be fetched when its forms are %j',
    (variants) => {
      expect(attachmentsIn(film(variants))).toEqual([{ kind: 'video', urls: [] }]);
    },
  );

  test('is one thing at most, of whatever JSON it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (media, location) => {
        expect(attachmentsIn({ type: 'media', media })).toHaveLength(1);
        expect(attachmentsIn({ type: 'location', location })).toHaveLength(1);
      }),
    );
  });
});
