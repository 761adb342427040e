import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { DownloadFileResponse } from '../src/adapters/grpc/generated/twitter_connector/v1/media.ts';
import type { FileStore, NewFile, StoredFile } from '../src/domain/media/file-store.ts';
import { ask, clientsOf, refused } from './control-client.ts';
import { ControlRig } from './control-rig.ts';
import { eventually } from './eventually.ts';

const mebibyte = 1024 * 1024;
const slice = Buffer.alloc(64 * 1024, 7);

/** A store that takes bytes when it is told to, and counts those it has given. */
class SlowStore implements FileStore {
  taken = 0;
  given = 0;
  closed = 0;
  /** How many slices it gives before it stands still. */
  gives = Infinity;
  goOn = () => {};
  readonly #mayGoOn = new Promise<void>((resolve) => {
    this.goOn = resolve;
  });

  async put({ bytes, name, contentType }: NewFile): Promise<StoredFile> {
    for await (const chunk of bytes) {
      this.taken += chunk.length;
      await this.#mayGoOn;
    }
    return { name, url: `http://files/${name}`, contentType, sizeBytes: this.taken };
  }

  async get(): ReturnType<FileStore['get']> {
    let fail: (thrown: Error) => void = () => {};
    const torn = new Promise<never>((_, reject) => {
      fail = reject;
    });
    torn.catch(() => {});
    const close = async () => {
      this.closed += 1;
      fail(new Error('closed'));
    };
    const about = { name: 'x', contentType: 'video/mp4', sizeBytes: 320 * slice.length };
    return { ...about, bytes: this.#slices(torn), close };
  }

  publicUrl(): undefined {}

  async *#slices(torn: Promise<never>) {
    for (let n = 0; n < 320; n++) {
      if (n >= this.gives) await torn;
      this.given += slice.length;
      yield slice;
    }
  }
}

let store: SlowStore;
let rig: ControlRig;
let clients: ReturnType<typeof clientsOf>;

beforeEach(async () => {
  store = new SlowStore();
  rig = new ControlRig(store);
  await rig.start();
  clients = clientsOf(rig.port);
});
afterEach(async () => {
  clients.close();
  await rig.close();
  expect(rig.reported).toEqual([]);
});

/** What is counted, once it has stood still for a while. */
const atRest = async (count: () => number) => {
  let before = -1;
  let since = performance.now();
  const rests = (now: number) => {
    if (now !== before) since = performance.now();
    before = now;
    return now > 0 && performance.now() - since > 300;
  };
  return eventually(count, rests);
};
const download = (options = {}) => clients.media.downloadFile({ name: 'files/x' }, options);

describe('a file that is sent', () => {
  test('faster than the File Engine takes it waits with its sender', async () => {
    let written = 0;
    const answer = ask<any>((settle) => {
      const stream = clients.media.uploadFile(settle);
      const value = {
        fileName: 'x.mp4',
        contentType: 'video/mp4',
        sizeBytes: 0n,
        conversation: '',
      };
      stream.write({ step: { $case: 'header', value } });
      void (async () => {
        for (; written < 20; written++) {
          const chunk = { step: { $case: 'chunk', value: Buffer.alloc(mebibyte) } } as const;
          await new Promise((resolve) => void stream.write(chunk, resolve));
        }
        stream.end();
      })();
    });
    expect(await atRest(() => written)).toBeLessThan(12);
    expect(store.taken).toBe(mebibyte);
    store.goOn();
    expect((await answer).file.sizeBytes).toBe(BigInt(20 * mebibyte));
    expect(store.taken).toBe(20 * mebibyte);
  });
});

describe('a file that is read', () => {
  test('more slowly than the File Engine could give it waits there', async () => {
    const stream = download();
    await new Promise((resolve) => void stream.once('readable', resolve));
    expect(await atRest(() => store.given)).toBeLessThan(12 * mebibyte);
    let read = 0;
    for await (const { step } of stream as AsyncIterable<DownloadFileResponse>) {
      if (step?.$case === 'chunk') read += step.value.length;
    }
    expect(read).toBe(20 * mebibyte);
    expect(store.closed).toBe(1);
  });

  test('is let go at once when its reader goes away while the File Engine stands still', async () => {
    store.gives = 1;
    const stream = download({ deadline: Date.now() + 300 });
    const read = (async () => {
      for await (const _ of stream);
    })();
    await expect(read).rejects.toEqual(refused('DEADLINE_EXCEEDED', /./));
    await eventually(
      () => store.closed,
      (closed) => closed > 0,
      1_000,
    );
    expect(store.closed).toBeGreaterThan(0);
  });
});
