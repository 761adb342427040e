import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { isChallengeToken, isSigned, signatureOf } from './signature.ts';

const fixtures = new URL('../../../../test/fixtures/x/', import.meta.url);
const { vectors } = JSON.parse(
  readFileSync(new URL('vectors.webhook_hmac.json', fixtures), 'utf8'),
) as { vectors: { name: string; secret: string; message: string; signature: string }[] };

const body = Buffer.from('{"url":"https:\\/\\/t.co\\/x","text":"سلام"}');
const good = signatureOf('secret', body);

describe('the signature', () => {
  test.each(vectors)('is X’s own: $name', ({ secret, message, signature }) => {
    expect(signatureOf(secret, message)).toBe(signature);
    expect(isSigned(secret, Buffer.from(message), signature)).toBe(true);
  });

  test('fits the raw bytes and nothing else', () => {
    expect(isSigned('secret', body, good)).toBe(true);
    const again = Buffer.from(JSON.stringify(JSON.parse(body.toString())));
    expect(isSigned('secret', again, good)).toBe(false);
    expect(isSigned('Secret', body, good)).toBe(false);
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(body);
        changed[at] = (changed[at] as number) ^ change;
        expect(isSigned('secret', changed, good)).toBe(false);
      }),
    );
  });

  test.each([
    ['missing', undefined],
    ['empty', ''],
    ['the prefix alone', 'sha256='],
    ['without its prefix', good.slice(7)],
    ['with another prefix', good.replace('sha256', 'sha512')],
    ['with an upper-case prefix', good.replace('sha256', 'SHA256')],
    ['cut off', good.slice(0, -1)],
    ['longer', `${good}=`],
    ['followed by a second one', `${good}, ${good}`],
    ['in white space', ` ${good}`],
    ['of another secret', signatureOf('other', body)],
    ['not ASCII', good.replace('sha256', 'sha25ö')],
    ['not ASCII and as many characters', `sha256=${'é'.repeat(44)}`],
    ['not ASCII and as many bytes', `sha256=${'é'.repeat(22)}`],
    ['endless', 'x'.repeat(100_000)],
  ])('is refused when it is %s', (_name, header) => {
    expect(isSigned('secret', body, header)).toBe(false);
  });

  test('is refused with any one character changed', () => {
    for (let at = 0; at < good.length; at++) {
      const other = good[at] === 'A' ? 'B' : 'A';
      expect(isSigned('secret', body, good.slice(0, at) + other + good.slice(at + 1))).toBe(false);
    }
  });
});

describe('a token of the challenge', () => {
  test.each(['foo', 'x', 'MDAxYzE0NzgtMmE4NC00YzY4LTk2ZjMtMDk0ZGU3ZjYwMmM3', 'a-_b', '+/9=='])(
    'may be %s',
    (token) => {
      expect(isChallengeToken(token)).toBe(true);
    },
  );

  test('may be as long as X could make it, and no longer', () => {
    expect(isChallengeToken('x'.repeat(256))).toBe(true);
    expect(isChallengeToken('x'.repeat(257))).toBe(false);
  });

  test.each([
    [''],
    ['{}'],
    ['{"direct_message_events":[]}'],
    ['"text"'],
    ['[1]'],
    ['a b'],
    ['token\n'],
    ['\ntoken'],
    ['crc_token=foo&nonce=bar'],
    ['%7B%7D'],
    ['tökén'],
    ['a\u0000b'],
    [undefined],
    [null],
    [7],
    [['foo']],
    [['foo', 'bar']],
    [{ length: 3 }],
  ])('may not be %j: whoever can have that signed can forge events', (token) => {
    expect(isChallengeToken(token)).toBe(false);
  });

  test('can never be an event body', () => {
    fc.assert(
      fc.property(fc.object(), (value) => {
        expect(isChallengeToken(JSON.stringify(value))).toBe(false);
      }),
    );
  });
});
