import { describe, expect, test } from '@jest/globals';
import { isPrivate, mediaUrlIn, throughApi, typeByName } from './media-url.ts';

const hosts = new Set([
  'ton.twitter.com',
  'pbs.twimg.com:443',
  'video.twimg.com:8443',
  '127.0.0.1:9001',
  '[::1]:9001',
  'localhost',
  '10.0.0.1:9001',
]);

describe('a URL of media', () => {
  test.each([
    'https://ton.twitter.com/1.1/ton/data/dm/1/2/a.jpg:large',
    'https://TON.twitter.com:443/1.1/ton/data/dm/1/2/a.jpg',
    'https://pbs.twimg.com/dm_gif_preview/1/a.jpg',
    'https://video.twimg.com:8443/dm_video/1/a.mp4?tag=1',
    'https://127.0.0.1:9001/a',
    'http://127.0.0.1:9001/a',
    'http://[::1]:9001/a',
    'http://localhost/a',
    'https://localhost/a',
  ])('is asked for where it leads to a listed host: %s', (text) => {
    expect(mediaUrlIn(text, hosts).href).toBe(new URL(text).href);
  });

  test.each([
    'http://ton.twitter.com/1.1/ton/data/dm/1/2/a.jpg',
    'https://ton.twitter.com:8443/a',
    'https://ton.twitter.com./a',
    'https://x.ton.twitter.com/a',
    'https://twitter.com/a',
    'https://video.twimg.com/a',
    'https://user@ton.twitter.com/a',
    'https://user:password@ton.twitter.com/a',
    'https://elsewhere.example\\@ton.twitter.com/a',
    'http://127.0.0.1:9002/a',
    'http://127.0.0.1/a',
    'http://10.0.0.1:9001/a',
    'http://localhost:9001/a',
    'ftp://ton.twitter.com/a',
    'blob:https://ton.twitter.com/a',
    'ton.twitter.com/a',
    'https://',
  ])('leads nowhere else: %s', (text) => {
    expect(() => mediaUrlIn(text, hosts)).toThrow(expect.objectContaining({ code: 'rejected' }));
  });

  test.each([
    ['https://ton.twitter.com/1.1/ton/data/dm/1/2/a.jpg', true],
    ['https://ton.twitter.com/x/../1.1/ton/data/a.jpg', true],
    ['https://ton.twitter.com/1.1/tone/a.jpg', false],
    ['https://pbs.twimg.com/dm_gif_preview/1/a.jpg', false],
  ])('is private below the path of the ton host: %s', (text, expected) => {
    expect(isPrivate(new URL(text))).toBe(expected);
  });
});

describe('a private file', () => {
  test.each([
    ['https://ton.twitter.com/1.1/ton/data/dm/1/22/abcDEF12.jpg', '1/22/abcDEF12.jpg'],
    ['https://ton.x.com/1.1/ton/data/dm/1/22/a_b-c.png:large', '1/22/a_b-c.png'],
    ['https://ton.x.com/1.1/ton/i/dm/1/22/abc', '1/22/abc'],
  ])('at %s is named so in API v2: %s', (url, names) => {
    for (const api of ['https://api.x.com', 'https://api.x.com/']) {
      const { href } = throughApi(new URL(url), api);
      expect(href).toBe(`https://api.x.com/2/dm_conversations/media/${names}`);
    }
    const behind = throughApi(new URL(url), 'https://gateway.example/x');
    expect(behind.pathname).toBe(`/x/2/dm_conversations/media/${names}`);
  });

  test.each(['a.jpg', '1/a.jpg', 'x/1/a.jpg', '1/x/a.jpg', '1/2/', '1/2/%2e%2e', '1/2/a;b.jpg'])(
    'has no name in API v2 at %s',
    (path) => {
      const url = new URL(`https://ton.twitter.com/1.1/ton/data/dm/${path}`);
      expect(() => throughApi(url, 'https://api.x.com')).toThrow('names no file of a message');
    },
  );

  test.each([
    ['a.jpg', 'image/jpeg'],
    ['a.JPEG:large', 'image/jpeg'],
    ['a.b.png', 'image/png'],
    ['a.mp4', 'video/mp4'],
    ['a.pdf', undefined],
    ['jpg', undefined],
  ])('called %s is of type %s', (name, type) => {
    expect(typeByName(new URL(`https://ton.twitter.com/1/2/${name}`))).toBe(type);
  });
});
