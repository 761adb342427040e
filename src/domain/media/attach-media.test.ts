import { beforeEach, describe, expect, test } from '@jest/globals';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import type { Account } from '../accounts/account.ts';
import { Failure } from '../errors.ts';
import type { Occurrence } from '../observer.ts';
import { AttachMedia } from './attach-media.ts';
import type { CustomerMedia, OutgoingMedia } from './customer-media.ts';
import type { FileStore } from './file-store.ts';

const mebibyte = 1024 * 1024;
const timeoutMs = 60_000;
const account: Account = {
  id: '1',
  state: 'active',
  credentials: {
    consumerKey: 'ck',
    consumerSecret: 'cs',
    accessToken: 'at',
    accessTokenSecret: 'ats',
  },
};

/** A store with one file, of a type and size as it says, which can be read until it is closed. */
class Store implements FileStore {
  contentType = 'image/png';
  sizeBytes = 3;
  stalls = false;
  failure: Failure | undefined;
  readonly asked: string[] = [];
  chunksRead = 0;
  closed = 0;
  #onClose = () => {};

  async get(url: string) {
    this.asked.push(url);
    if (this.failure !== undefined) throw this.failure;
    const { contentType, sizeBytes } = this;
    return { contentType, sizeBytes, name: 'cat.png', bytes: this.#bytes(), close: this.close };
  }

  async *#bytes(): AsyncIterable<Uint8Array> {
    for (const byte of [1, 2, 3]) {
      this.chunksRead++;
      yield Uint8Array.of(byte);
    }
    if (!this.stalls) return;
    await new Promise<void>((resolve) => (this.#onClose = resolve));
    throw new Failure('media-unavailable', 'the transfer was ended');
  }

  readonly close = async (): Promise<void> => {
    this.closed++;
    this.#onClose();
  };
  async put(): Promise<never> {
    throw new Error('nothing is stored here');
  }
  publicUrl = (): undefined => undefined;
}

/** X, which takes what is uploaded, or fails when it has read all of it. */
class X implements Pick<CustomerMedia, 'upload'> {
  readonly uploads: (Omit<OutgoingMedia, 'bytes'> & { accountId: string; bytes: number[] })[] = [];
  failure: Failure | undefined;

  async upload({ id: accountId }: Account, { bytes, ...media }: OutgoingMedia): Promise<string> {
    const read: number[] = [];
    for await (const chunk of bytes) read.push(...chunk);
    if (this.failure !== undefined) throw this.failure;
    this.uploads.push({ ...media, accountId, bytes: read });
    return '710511363345354753';
  }
  async download(): Promise<never> {
    throw new Error('nothing is downloaded here');
  }
  addresses = this.download;
}

let clock: ManualClock;
let store: Store;
let x: X;
let noticed: Occurrence[];

beforeEach(() => {
  noticed = [];
  clock = new ManualClock();
  store = new Store();
  x = new X();
});

const attach = (contentType = 'image/png', sizeBytes = 3) => {
  Object.assign(store, { contentType, sizeBytes });
  const attachMedia = new AttachMedia(store, x, clock, timeoutMs, {
    notice: (occurrence) => void noticed.push(occurrence),
  });
  return attachMedia.execute(account, 'https://elsewhere/cat.png');
};

describe('a file of the contact centre', () => {
  test('is uploaded as it is, and can then be attached by its media id', async () => {
    expect(await attach()).toBe('710511363345354753');
    expect(store.asked).toEqual(['https://elsewhere/cat.png']);
    expect(x.uploads).toEqual([
      { accountId: '1', kind: 'image', contentType: 'image/png', sizeBytes: 3, bytes: [1, 2, 3] },
    ]);
  });

  test.each([
    ['image/jpeg', 'image', 5],
    ['image/png', 'image', 5],
    ['image/webp', 'image', 5],
    ['image/gif', 'gif', 15],
    ['video/mp4', 'video', 25],
    ['video/quicktime', 'video', 25],
  ])('of type %s is carried as %s of up to %i MiB', async (type, kind, mebibytes) => {
    await attach(type, mebibytes * mebibyte);
    expect(x.uploads).toMatchObject([{ kind, contentType: type, sizeBytes: mebibytes * mebibyte }]);

    const over = attach(type, mebibytes * mebibyte + 1);
    await expect(over).rejects.toMatchObject({ code: 'too-large' });
    expect([x.uploads.length, store.chunksRead]).toEqual([1, 3]);
  });

  test.each(['application/pdf', 'audio/mpeg', 'image/tiff', 'image/svg+xml', 'video/webm', ''])(
    'of type %j is not carried, and not a byte of it is read',
    async (type) => {
      await expect(attach(type, 100 * mebibyte)).rejects.toEqual(new Failure('unsupported', type));
      expect([x.uploads, store.chunksRead]).toEqual([[], 0]);
    },
  );

  test('that the store does not have is told as gone, which says nothing of the customer', async () => {
    store.failure = new Failure('not-found', 'no');
    await expect(attach()).rejects.toEqual(new Failure('media-gone', 'no'));
  });

  test.each(['media-unavailable', 'rejected'] as const)(
    'that the store does not give is told as it is: %s',
    async (code) => {
      store.failure = new Failure(code, 'no');
      await expect(attach()).rejects.toBe(store.failure);
    },
  );

  test.each(['media-unavailable', 'media-refused', 'unauthorized', 'too-large'] as const)(
    'that X does not take is told as it is: %s',
    async (code) => {
      x.failure = new Failure(code, 'no');
      await expect(attach()).rejects.toBe(x.failure);
    },
  );
});

describe('a transfer', () => {
  test('is told of when it has passed, and not when nothing did', async () => {
    await attach();
    await expect(attach('application/pdf')).rejects.toMatchObject({ code: 'unsupported' });
    const [direction, accountId, state] = ['out', '1', 'ended'];
    const size = { bytes: 3, newBytes: 3, sizeBytes: 3 };
    expect(noticed).toEqual([
      { kind: 'transfer', direction, accountId, state, ...size, elapsedMs: 0 },
    ]);
  });

  test('is ended when it is over, whatever came of it', async () => {
    await attach();
    expect(store.closed).toBe(1);
    await expect(attach('application/pdf')).rejects.toThrow();
    expect(store.closed).toBe(2);
    await expect(attach('image/png', 6 * mebibyte)).rejects.toThrow();
    expect(store.closed).toBe(3);
    x.failure = new Failure('media-unavailable', '503');
    await expect(attach()).rejects.toThrow();
    expect(store.closed).toBe(4);

    await clock.advance(timeoutMs);
    expect(store.closed).toBe(4);
  });

  test('that stalls is ended at the time-out, as trouble that may pass', async () => {
    store.stalls = true;
    const attached = expect(attach()).rejects.toMatchObject({ code: 'media-unavailable' });
    await clock.advance(timeoutMs - 1);
    expect(store.closed).toBe(0);
    await clock.advance(1);
    await attached;
    expect(x.uploads).toEqual([]);
  });
});
