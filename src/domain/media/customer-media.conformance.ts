import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Account } from '../accounts/account.ts';
import { Failure, type FailureCode } from '../errors.ts';
import type { CustomerMedia, OutgoingMedia } from './customer-media.ts';
import type { MediaKind } from './media.ts';

/** The media under test, and the X behind them. */
export interface OpenCustomerMedia {
  readonly media: CustomerMedia;
  readonly account: Account;
  /** Takes part in no conversation. */
  readonly stranger: Account;
  /** A customer sends this JPEG to the account; gives the URL. */
  attached(bytes: Uint8Array): Promise<string>;
  /** A customer sends this JPEG, or nothing but words, to the account; gives the event's id. */
  told(bytes?: Uint8Array): Promise<string>;
  /** What stood at the URL is gone. */
  withdrawn(url: string): Promise<void>;
  /** What X has under a media id. */
  uploaded(
    mediaId: string,
  ): Promise<{ readonly kind: MediaKind; readonly type: string; readonly bytes: Uint8Array }>;
  /** X refuses the next call, and does nothing. */
  refuseNext(code: FailureCode, retryAtMs?: number): Promise<void>;
  /** X takes the next file, but cannot make anything of it. */
  breakNext(): Promise<void>;
  close(): Promise<void>;
}

const mebibyte = 1024 * 1024;
const sizes: readonly (readonly [MediaKind, string, number, number])[] = [
  ['image', 'image/jpeg', 1, 1],
  ['image', 'image/png', 20_000, 7],
  ['image', 'image/webp', 65_536, 65_536],
  ['gif', 'image/gif', 4 * mebibyte, 99_991],
  ['video', 'video/mp4', 4 * mebibyte + 1, 65_536],
  ['video', 'video/quicktime', 9 * mebibyte, 9 * mebibyte],
];

/** A file that comes in chunks of that size. */
async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function whole(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** What every implementation of {@link CustomerMedia} promises. `open` gives a fresh X. */
export function customerMediaConformance(
  name: string,
  open: () => Promise<OpenCustomerMedia>,
): void {
  describe(`customers’ media, ${name}`, () => {
    let opened: OpenCustomerMedia;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    describe('asking where a file is', () => {
      const file = randomBytes(1_000);
      const ask = (eventId: string) => opened.media.addresses(opened.account, eventId);

      test('tells where it can be fetched', async () => {
        const [url = '', ...others] = await ask(await opened.told(file));
        expect(others).toEqual([]);
        const { bytes } = await opened.media.download(opened.account, url);
        expect((await whole(bytes)).equals(file)).toBe(true);
      });

      test('tells nothing of a message that has none', async () => {
        expect(await ask(await opened.told())).toEqual([]);
      });

      test('finds no message that there is not', async () => {
        await expect(ask('1226014113735880708')).rejects.toMatchObject({ code: 'not-found' });
      });

      test('fails with media-unavailable and the announced time, and is possible later', async () => {
        const eventId = await opened.told(file);
        const retryAtMs = (Math.ceil(Date.now() / 1_000) + 90) * 1_000;
        await opened.refuseNext('media-unavailable', retryAtMs);
        await expect(ask(eventId)).rejects.toMatchObject({ code: 'media-unavailable', retryAtMs });
        expect(await ask(eventId)).toHaveLength(1);
      });
    });

    describe('downloading', () => {
      const file = randomBytes(300_000);
      const download = (url: string, account = opened.account) =>
        opened.media.download(account, url);

      test('gives what the customer sent, its type and its size', async () => {
        const stream = await download(await opened.attached(file));
        expect(stream).toMatchObject({ contentType: 'image/jpeg', sizeBytes: file.length });
        expect((await whole(stream.bytes)).equals(file)).toBe(true);
        await stream.close();
      });

      test('can be ended before its end, and after it, and begun again', async () => {
        const url = await opened.attached(file);
        const cut = await download(url);
        for await (const chunk of cut.bytes) {
          expect(chunk.length).toBeGreaterThan(0);
          break;
        }
        await cut.close();
        await cut.close();
        const unread = await download(url);
        await unread.close();
        const again = await download(url);
        expect(await whole(again.bytes)).toHaveLength(file.length);
        await again.close();
      });

      test('is for those who take part in the conversation', async () => {
        const url = await opened.attached(file);
        await expect(download(url, opened.stranger)).rejects.toMatchObject({ code: 'rejected' });
      });

      test.each([
        'https://elsewhere.example/1.1/ton/data/dm/1/2/a.jpg',
        'https://ton.twitter.com.elsewhere.example/1.1/ton/data/dm/1/2/a.jpg',
        'https://ton.twitter.com@elsewhere.example/1.1/ton/data/dm/1/2/a.jpg',
        'file:///etc/passwd',
        'data:image/jpeg;base64,/9j/',
        '/1.1/ton/data/dm/1/2/a.jpg',
        '',
      ])('is refused from anywhere but X: %s', async (url) => {
        await expect(download(url)).rejects.toMatchObject({ code: 'rejected' });
      });

      test('finds nothing where the message was deleted', async () => {
        const url = await opened.attached(file);
        await opened.withdrawn(url);
        await expect(download(url)).rejects.toMatchObject({ code: 'not-found' });
      });

      test('fails with media-unavailable and the announced time, and is possible later', async () => {
        const url = await opened.attached(file);
        const retryAtMs = (Math.ceil(Date.now() / 1_000) + 90) * 1_000;
        await opened.refuseNext('media-unavailable', retryAtMs);
        await expect(download(url)).rejects.toMatchObject({ code: 'media-unavailable', retryAtMs });
        expect(await whole((await download(url)).bytes)).toHaveLength(file.length);
      });
    });

    describe('uploading', () => {
      const file = randomBytes(5 * mebibyte);
      const upload = (more: Partial<OutgoingMedia> = {}) =>
        opened.media.upload(opened.account, {
          kind: 'video',
          contentType: 'video/mp4',
          sizeBytes: file.length,
          bytes: chunked(file, 65_536),
          ...more,
        });

      test.each(sizes)('takes a file of kind %s as it is: %s, %d bytes by %d', async (...given) => {
        const [kind, contentType, sizeBytes, size] = given;
        const bytes = randomBytes(sizeBytes);
        const media = { kind, contentType, sizeBytes, bytes: chunked(bytes, size) };
        const shown = await opened.uploaded(await upload(media));
        expect(shown).toMatchObject({ kind, type: contentType });
        expect(Buffer.from(shown.bytes).equals(bytes)).toBe(true);
      });

      test('gives each file an id of its own', async () => {
        const ids = await Promise.all([upload(), upload(), upload()]);
        expect(new Set(ids).size).toBe(3);
      });

      test.each([-4 * mebibyte, -1, 1, 4 * mebibyte])(
        'fails when the file is %d bytes off its size, since it may come whole later',
        async (off) => {
          const uploading = upload({ sizeBytes: file.length + off });
          await expect(uploading).rejects.toMatchObject({ code: 'media-unavailable' });
        },
      );

      test('fails as the file does that is read', async () => {
        const gone = new Failure('not-found', 'the file is gone');
        async function* broken() {
          yield file.subarray(0, 100_000);
          throw gone;
        }
        await expect(upload({ bytes: broken() })).rejects.toBe(gone);
      });

      test.each<FailureCode>(['rejected', 'unauthorized', 'media-unavailable'])(
        'fails with %s, and is possible later',
        async (code) => {
          await opened.refuseNext(code);
          await expect(upload()).rejects.toMatchObject({ name: 'Failure', code });
          const shown = await opened.uploaded(await upload());
          expect(shown.bytes).toHaveLength(file.length);
        },
      );

      test('fails with media-unavailable and the announced time', async () => {
        const retryAtMs = (Math.ceil(Date.now() / 1_000) + 90) * 1_000;
        await opened.refuseNext('media-unavailable', retryAtMs);
        await expect(upload()).rejects.toMatchObject({ code: 'media-unavailable', retryAtMs });
      });

      test('is refused when X can make nothing of the file', async () => {
        await opened.breakNext();
        await expect(upload()).rejects.toMatchObject({ code: 'rejected' });
      });
    });
  });
}
