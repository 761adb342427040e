import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryCustomerMedia } from '../../adapters/in-memory/in-memory-customer-media.ts';
import { InMemoryFileStore } from '../../adapters/in-memory/in-memory-file-store.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import type { Account } from '../accounts/account.ts';
import { type Attached, KeepAttachment } from './keep-attachment.ts';

const account: Account = {
  id: '1',
  state: 'active',
  credentials: { consumerKey: '', consumerSecret: '', accessToken: '', accessTokenSecret: '' },
};

let media: InMemoryCustomerMedia;
let files: InMemoryFileStore;
let keepAttachment: KeepAttachment;

beforeEach(() => {
  media = new InMemoryCustomerMedia();
  files = new InMemoryFileStore();
  const observer = { notice: () => {} };
  keepAttachment = new KeepAttachment(media, files, new ManualClock(), 60_000, observer);
});

test('what X told no more of than its name is kept once X is asked', async () => {
  const urls = [media.attach('1', Buffer.alloc(3), 'video/mp4')];
  media.tellLater('7', urls);
  const named = { eventId: '7', part: 0, customerId: '2', kind: 'video', urls: [] } as const;
  const stored = await keepAttachment.execute(account, { ...named, mediaKey: '7_1' });
  expect(stored).toMatchObject({ contentType: 'video/mp4', sizeBytes: 3 });
  const nameless = keepAttachment.execute(account, named);
  await expect(nameless).rejects.toMatchObject({ code: 'rejected' });
});

/** Keeps what X calls a photo, GIF or video, and serves as this type. */
function keep(kind: Attached['kind'], type: string) {
  const urls = [media.attach('1', Buffer.from('ten bytes.'), type)];
  return keepAttachment.execute(account, { eventId: '7', part: 3, customerId: '2', kind, urls });
}

describe('what a customer attached', () => {
  test.each([
    ['photo', 'image/jpeg', 'photo_7_3.jpg'],
    ['photo', 'image/png', 'photo_7_3.png'],
    ['photo', 'image/webp', 'photo_7_3.webp'],
    ['photo', 'IMAGE/PNG; q="a/b"', 'photo_7_3.png'],
    ['photo', 'application/octet-stream', 'photo_7_3.jpg'],
    ['photo', '', 'photo_7_3.jpg'],
    ['gif', 'video/mp4', 'gif_7_3.mp4'],
    ['gif', 'image/gif', 'gif_7_3.gif'],
    ['video', 'video/quicktime', 'video_7_3.mov'],
    ['video', 'constructor', 'video_7_3.mp4'],
  ] as const)('has a name that fits: %s of type %j is %s', async (kind, type, name) => {
    expect(await keep(kind, type)).toMatchObject({ name: `2_${name}`, contentType: type });
  });

  test.each([
    ['photo', 'application/pdf'],
    ['photo', 'text/plain; charset=utf-8'],
    ['gif', 'audio/mpeg'],
    ['video', 'application/x-mpegurl'],
  ] as const)(
    'that is neither an image nor a video is not kept: %s of type %j',
    async (kind, type) => {
      await expect(keep(kind, type)).rejects.toMatchObject({ code: 'unsupported' });
      expect(files.files).toEqual([]);
    },
  );
});
