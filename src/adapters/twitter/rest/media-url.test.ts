import { describe, expect, test } from '@jest/globals';
import { isPrivate, mediaUrlIn } from './media-url.ts';

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
