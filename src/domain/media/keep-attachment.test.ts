import { beforeEach, describe, expect, test } from '@jest/globals';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import type { Account } from '../accounts/account.ts';
import { Failure } from '../errors.ts';
import type { Occurrence } from '../observer.ts';
import type { CustomerMedia } from './customer-media.ts';
import type { FileStore, NewFile } from './file-store.ts';
import { type Attached, KeepAttachment } from './keep-attachment.ts';
import type { MediaStream } from './media.ts';

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

/** A transfer of zeros; one that stalls gives no more after them, until it is closed. */
class Transfer implements MediaStream {
  readonly contentType: string;
  readonly sizeBytes?: number;
  readonly bytes: AsyncIterable<Uint8Array>;
  readBytes = 0;
  closed = false;
  #onClose = () => {};

  constructor(realBytes: number, says?: number, more: { type?: string; stalls?: true } = {}) {
    this.contentType = more.type ?? 'video/mp4';
    if (says !== undefined) this.sizeBytes = says;
    this.bytes = this.#zeros(realBytes, more.stalls);
  }

  async *#zeros(realBytes: number, stalls = false): AsyncIterable<Uint8Array> {
    while (this.readBytes < realBytes) {
      const chunk = new Uint8Array(Math.min(mebibyte, realBytes - this.readBytes));
      this.readBytes += chunk.length;
      yield chunk;
    }
    if (!stalls) return;
    await new Promise<void>((resolve) => (this.#onClose = resolve));
    throw new Failure('media-unavailable', 'the transfer was ended');
  }

  async close(): Promise<void> {
    this.closed = true;
    this.#onClose();
  }
}

/** X, which has these transfers or fails so. */
class X implements Pick<CustomerMedia, 'download'> {
  readonly forms = new Map<string, Transfer | Failure>();
  readonly asked: string[] = [];

  async download(_account: Account, url: string): Promise<MediaStream> {
    this.asked.push(url);
    const form = this.forms.get(url) ?? new Failure('not-found', url);
    if (form instanceof Failure) throw form;
    return form;
  }
  async upload(): Promise<never> {
    throw new Error('nothing is uploaded here');
  }
  addresses = this.upload;
}

/** A store that reads all it is given, or fails after so many bytes. */
class Store implements FileStore {
  readonly kept: (Omit<NewFile, 'bytes'> & { readBytes: number })[] = [];
  fails: { readonly afterBytes: number; readonly failure: Failure } | undefined;

  async put({ bytes, ...file }: NewFile) {
    let readBytes = 0;
    for await (const chunk of bytes) {
      readBytes += chunk.length;
      if (this.fails && readBytes >= this.fails.afterBytes) throw this.fails.failure;
    }
    this.kept.push({ ...file, readBytes });
    const { contentType, name } = file;
    return { name, url: `https://files/${name}`, contentType, sizeBytes: readBytes };
  }
  async get(): Promise<never> {
    throw new Error('nothing is read here');
  }
  publicUrl = (): undefined => undefined;
}

let clock: ManualClock;
let x: X;
let store: Store;
let keepAttachment: KeepAttachment;
let noticed: Occurrence[];

beforeEach(() => {
  noticed = [];
  clock = new ManualClock();
  x = new X();
  store = new Store();
  keepAttachment = new KeepAttachment(x, store, clock, timeoutMs, {
    notice: (occurrence) => void noticed.push(occurrence),
  });
});

/** Keeps a video in these forms, the best first. */
function keep(forms: readonly (Transfer | Failure)[], more: Partial<Attached> = {}) {
  const urls = forms.map((_, i) => `form ${i}`);
  forms.forEach((form, i) => x.forms.set(`form ${i}`, form));
  const kind = 'video';
  return keepAttachment.execute(account, {
    eventId: '7',
    part: 3,
    customerId: '2',
    kind,
    urls,
    ...more,
  });
}
const fits = () => new Transfer(1_000, 1_000);
const tooLarge = () => new Transfer(26 * mebibyte, 26 * mebibyte);

describe('what a customer attached', () => {
  test('is kept in its best form, for agents to open', async () => {
    const stored = await keep([fits(), fits()]);
    const file = { name: 'video_7_3.mp4', contentType: 'video/mp4', sizeBytes: 1_000 };
    expect(stored).toEqual({ ...file, url: 'https://files/video_7_3.mp4' });
    expect(store.kept).toEqual([{ ...file, conversationId: '2', readBytes: 1_000 }]);
    expect(x.asked).toEqual(['form 0']);
  });

  test('of which the size is not known is kept, without a word about its size', async () => {
    await keep([new Transfer(1_000)]);
    expect(store.kept[0]).not.toHaveProperty('sizeBytes');
    expect(store.kept[0]?.readBytes).toBe(1_000);
  });

  test('that is too large is kept in the next form that is not; not a byte of it is read', async () => {
    const [large, larger] = [tooLarge(), tooLarge()];
    expect(await keep([large, larger, fits(), fits()])).toMatchObject({ sizeBytes: 1_000 });
    expect([large.readBytes, larger.readBytes, x.asked.length]).toEqual([0, 0, 3]);
  });

  test.each([
    ['does not say', undefined],
    ['says less than', 10],
  ])('that %s how large it is, is stopped at the limit', async (_how, says) => {
    const endless = new Transfer(1_000 * mebibyte, says);
    expect(await keep([endless, fits()])).toMatchObject({ sizeBytes: 1_000 });
    expect(endless.readBytes).toBe(26 * mebibyte);
    expect(store.kept).toHaveLength(1);
  });

  test.each([
    ['photo', 'image/jpeg', 5],
    ['photo', 'image/gif', 15],
    ['photo', 'application/octet-stream', 5],
    ['gif', 'video/mp4', 25],
    ['video', 'video/webm', 25],
    ['video', '', 25],
  ] as const)('as %s of type %j may have %i MiB, no byte more', async (kind, type, mebibytes) => {
    const max = mebibytes * mebibyte;
    for (const says of [max, undefined]) {
      const kept = keep([new Transfer(max, says, { type })], { kind });
      expect(await kept).toMatchObject({ sizeBytes: max });
    }
    for (const says of [max + 1, undefined]) {
      const over = keep([new Transfer(max + 1, says, { type })], { kind });
      await expect(over).rejects.toMatchObject({ code: 'too-large' });
    }
  });

  test('that is nowhere to be fetched is refused', async () => {
    await expect(keep([])).rejects.toMatchObject({ code: 'rejected' });
  });

  test.each(['media-unavailable', 'unauthorized', 'throttled', 'rejected'] as const)(
    'is not kept in a worse form only because X fails with %s',
    async (code) => {
      const failure = new Failure(code, 'no');
      await expect(keep([failure, fits()])).rejects.toBe(failure);
      expect(store.kept).toEqual([]);
    },
  );
});

describe('a transfer', () => {
  test('is told of when it has passed, and not when it has not', async () => {
    const [direction, accountId] = ['in', '1'];
    const ended = { kind: 'transfer', direction, accountId, state: 'ended', elapsedMs: 0 };
    await keep([fits()]);
    await keep([new Transfer(1_000)]);
    await expect(keep([tooLarge()])).rejects.toMatchObject({ code: 'too-large' });
    expect(noticed).toEqual([
      { ...ended, bytes: 1_000, newBytes: 1_000, sizeBytes: 1_000 },
      { ...ended, bytes: 1_000, newBytes: 1_000 },
    ]);
  });

  test('is ended when it is over, whatever came of it', async () => {
    const done = fits();
    await keep([done]);
    const large = tooLarge();
    await expect(keep([large])).rejects.toMatchObject({ code: 'too-large' });
    const lying = new Transfer(26 * mebibyte);
    await expect(keep([lying])).rejects.toMatchObject({ code: 'too-large' });
    const failure = new Failure('media-unavailable', '503');
    store.fails = { afterBytes: mebibyte, failure };
    const refused = new Transfer(20 * mebibyte);
    await expect(keep([refused])).rejects.toBe(failure);

    expect([done, large, lying, refused].map(({ closed }) => closed)).toEqual(Array(4).fill(true));
    expect(refused.readBytes).toBe(mebibyte);
  });

  test('that stalls is ended at the time-out, as trouble that may pass', async () => {
    const stalled = new Transfer(1_000, 2_000, { stalls: true });
    const kept = expect(keep([stalled, fits()])).rejects.toMatchObject({
      code: 'media-unavailable',
    });
    await clock.advance(timeoutMs - 1);
    expect(stalled.closed).toBe(false);
    await clock.advance(1);
    await kept;
    expect([stalled.closed, store.kept, x.asked.length]).toEqual([true, [], 1]);
  });

  test('of several forms takes no longer than of one', async () => {
    const slow = new Transfer(26 * mebibyte);
    const slowly = new Transfer(1_000, 2_000, { stalls: true });
    const put = store.put.bind(store);
    store.put = async (file) => {
      if (!slow.closed) await new Promise<void>((resolve) => clock.after(50_000, resolve));
      return put(file);
    };
    const kept = expect(keep([slow, slowly])).rejects.toMatchObject({ code: 'media-unavailable' });
    await clock.advance(timeoutMs - 1);
    expect([slow.closed, slowly.closed]).toEqual([true, false]);
    await clock.advance(1);
    await kept;
    expect(slowly.closed).toBe(true);
  });
});
