import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { AesGcmSeal } from './aes-gcm-seal.ts';

const seal = new AesGcmSeal(Buffer.alloc(32, 7));
const purpose = 'credentials of account 1';

test('whatever was sealed is opened again, with the same key, after a restart as well', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (text, why) => {
      expect(new AesGcmSeal(Buffer.alloc(32, 7)).open(seal.close(text, why), why)).toBe(text);
    }),
  );
});

test('the same text is sealed differently each time, and does not show', () => {
  const sealed = Array.from({ length: 100 }, () => seal.close('s3cret-s3cret', purpose));
  expect(new Set(sealed).size).toBe(100);
  expect(sealed.join()).not.toContain('s3cret');
  expect(
    sealed.map((one) => Buffer.from(one.split('.')[3] ?? '', 'base64url').toString()),
  ).not.toContain('s3cret-s3cret');
});

test('another key does not open it', () => {
  const sealed = seal.close('text', purpose);
  expect(() => new AesGcmSeal(randomBytes(32)).open(sealed, purpose)).toThrow();
  const near = Buffer.alloc(32, 7).fill(6, 31);
  expect(() => new AesGcmSeal(near).open(sealed, purpose)).toThrow();
});

test('what was sealed for one account cannot be opened for another', () => {
  const sealed = seal.close('text', purpose);
  for (const other of [
    'credentials of account 2',
    'credentials of account 11',
    '',
    `${purpose} `,
  ]) {
    expect(() => seal.open(sealed, other)).toThrow();
  }
});

test.each(['', 'a', 'ab', 'abc', 'a longer text, of several blocks, so that each of them counts'])(
  'a change of any one character is noticed: %p',
  (text) => {
    const sealed = seal.close(text, purpose);
    for (let at = 0; at < sealed.length; at++) {
      for (const other of ['A', 'B', 'Q', '.', '!', '=', '']) {
        const changed = sealed.slice(0, at) + other + sealed.slice(at + 1);
        if (changed !== sealed) expect(() => seal.open(changed, purpose)).toThrow();
      }
    }
  },
);

test('what is cut off, longer or put together from two is noticed', () => {
  const sealed = seal.close('text', purpose);
  const [version, iv, tag, text] = sealed.split('.') as [string, string, string, string];
  const [, otherIv, otherTag, otherText] = seal.close('else', purpose).split('.');
  for (const changed of [
    [version, iv, tag],
    [version, iv, tag, ''],
    [version, iv, tag, text, ''],
    [version, iv, tag, text, 'x'],
    [version, iv, tag, otherText],
    [version, iv, otherTag, text],
    [version, otherIv, tag, text],
    [version, tag, iv, text],
    ['v2', iv, tag, text],
    [version, iv, tag.slice(0, 6), text],
    [version, '', tag, text],
  ]) {
    expect(() => seal.open(changed.join('.'), purpose)).toThrow();
  }
});

test.each(['', 'v1', 'v1...', 'text', '{"consumerKey":"ck"}', 'v1.AAAA.AAAA.AAAA'])(
  'what we never sealed is refused, without a word of it: %p',
  (sealed) => {
    let message = '';
    try {
      seal.open(sealed, purpose);
    } catch (thrown) {
      message = (thrown as Error).message;
    }
    expect(message).not.toBe('');
    if (sealed !== '') expect(message).not.toContain(sealed);
  },
);

test.each([0, 16, 31, 33, 64])('a key of %i bytes is refused', (bytes) => {
  expect(() => new AesGcmSeal(Buffer.alloc(bytes))).toThrow('32 bytes');
});

describe('when the key was replaced', () => {
  const [old, older, next] = [7, 8, 9].map((byte) => Buffer.alloc(32, byte)) as [
    Buffer,
    Buffer,
    Buffer,
  ];
  const replaced = new AesGcmSeal(next, [old, older]);

  test.each([old, older])('what was sealed with an earlier one is opened, and known', (key) => {
    const sealed = new AesGcmSeal(key).close('text', purpose);

    expect(replaced.open(sealed, purpose)).toBe('text');
    expect(replaced.isOutdated(sealed, purpose)).toBe(true);
    expect(() => replaced.open(sealed, `${purpose} `)).toThrow();
  });

  test('what is sealed now is opened by the new one alone', () => {
    const sealed = replaced.close('text', purpose);

    expect(replaced.isOutdated(sealed, purpose)).toBe(false);
    expect(new AesGcmSeal(next).open(sealed, purpose)).toBe('text');
    expect(() => new AesGcmSeal(old, [older]).open(sealed, purpose)).toThrow();
  });

  test('what was sealed with yet another one is neither opened nor known', () => {
    const sealed = new AesGcmSeal(Buffer.alloc(32, 1)).close('text', purpose);

    expect(() => replaced.open(sealed, purpose)).toThrow();
    expect(replaced.isOutdated(sealed, purpose)).toBe(false);
  });

  test('a key that is named as an earlier one too is not outdated by that', () => {
    const seal = new AesGcmSeal(next, [next]);
    expect(seal.isOutdated(seal.close('text', purpose), purpose)).toBe(false);
  });

  test('earlier ones of another size are refused', () => {
    expect(() => new AesGcmSeal(next, [Buffer.alloc(31)])).toThrow('32 bytes');
  });
});
