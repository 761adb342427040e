import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { fileNameIn, safeName } from './file-name.ts';

const path = '/file-engine/api/downloadFileStream';

describe('the name in an address', () => {
  test.each([
    [`https://cx.example.com${path}?filename=1_a.png`, '1_a.png'],
    [`cx.example.com${path}?filename=1_a.png`, '1_a.png'],
    [`${path}?filename=1_a.png`, '1_a.png'],
    [`https://cx.example.com${path}?v=1&filename=1_a.png`, '1_a.png'],
    [`http://fe:8080/api?FileName=a b & c #1.png`, 'a b & c #1.png'],
    ['http://fe/api?filename=a%20b%26c%231.png', 'a b&c#1.png'],
    ['http://fe/api?filename=100% sure.png', '100% sure.png'],
    ['http://fe/api?filename=50%off.png', '50%off.png'],
    ['http://fe/api?filename=a+b=c?d.png', 'a+b=c?d.png'],
    ['http://fe/api?filename=Gr%C3%BC%C3%9Fe.png', 'Grüße.png'],
    [' http://fe/api?filename=a.png\n', 'a.png'],
    ['http://fe/api?filename=a\ud800.png', 'a\ufffd.png'],
    ['http://x/s/my%20sticker.webp?size=1#top', 'my sticker.webp'],
    ['x/s.webp', 's.webp'],
    ['s.webp', 's.webp'],
  ])('%j is %j', (url, name) => {
    expect(fileNameIn(url)).toBe(name);
  });

  test.each(['', ' ', 'https://cx.example.com', 'https://cx.example.com/', 'http://fe/?filename='])(
    'is missing in %j',
    (url) => {
      expect(fileNameIn(url)).toBeUndefined();
    },
  );

  test('is found however it was encoded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
        const name = `7_${text}.png`;
        const url = `http://fe${path}?filename=${encodeURIComponent(name)}`;
        expect(fileNameIn(url)).toBe(name);
      }),
    );
  });
});

describe('a name that the File Engine takes', () => {
  test.each([
    ['photo.jpg', 'image/jpeg', 'photo.jpg'],
    ['photo.JPEG', 'image/jpeg', 'photo.jpeg'],
    ['photo', 'image/png', 'photo.png'],
    ['photo.heic', 'image/jpeg', 'photo_heic.jpg'],
    ['a.b.mp4', 'video/mp4', 'a_b.mp4'],
    ['clip.mp4', 'application/octet-stream', 'clip.mp4'],
    ['clip', 'application/octet-stream', 'clip.bin'],
    ['Grüße, Welt!.pdf', 'application/pdf', 'Gru_e_Welt_.pdf'],
    ['../../etc/passwd', 'text/plain', '_etc_passwd.txt'],
    ['"\r\nx: y', 'image/gif', '_x_y.gif'],
    ['.png', 'image/png', 'file.png'],
    ['', 'image/png', 'file.png'],
    ['你好.png', 'image/png', '_.png'],
  ])('%j of %s is %j', (name, contentType, expected) => {
    expect(safeName(name, contentType)).toBe(expected);
  });

  test('has only letters, digits, underscores and hyphens, and one extension', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('image/png', 'x/y'),
        (name, type) => {
          expect(safeName(name, type)).toMatch(/^[\w-]{1,80}\.[a-z\d]{1,8}$/);
        },
      ),
    );
  });
});
