import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { listen } from '../../../../sandbox/cim/http.ts';
import { Failure } from '../../../domain/errors.ts';
import { ManualClock } from '../../in-memory/manual-clock.ts';
import { FileEngineStore } from './file-engine-store.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

type Answering = (request: IncomingMessage, response: ServerResponse) => unknown;

/** A peer that answers like this, a store of it, and what it was asked. */
async function peer(answering: Answering) {
  const asked: string[] = [];
  const server = await listen(async (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    await answering(request, response);
  }, 0);
  const clock = new ManualClock();
  const store = new FileEngineStore({ url: `${server.url}/files/`, clock });
  closing.push(server.close, () => store.close());
  return { store, clock, asked, url: server.url };
}

const mebibyte = 1024 * 1024;
/** What the buffers of both sockets may hold, and a bit. */
const aheadMax = 24 * mebibyte;
const piece = Buffer.alloc(64 * 1024, 'x');
const unavailable = { code: 'media-unavailable' };
const turn = () => new Promise((resolve) => setImmediate(resolve));
const never = new Promise<never>(() => {});

const uploadOf = (bytes: AsyncIterable<Uint8Array>, sizeBytes?: number) => ({
  name: 'a.mp4',
  contentType: 'video/mp4',
  conversationId: '7',
  bytes,
  ...(sizeBytes !== undefined && { sizeBytes }),
});
const stored = JSON.stringify({ name: '7_a.mp4', type: 'video/mp4', size: 1 });

const total = 64 * mebibyte;

test.each([total, undefined])(
  'is read no faster than the File Engine takes it: %j bytes',
  async (sizeBytes) => {
    let produced = 0;
    let consumed = 0;
    let ahead = 0;
    async function* source() {
      while (produced < total) {
        produced += piece.length;
        ahead = Math.max(ahead, produced - consumed);
        yield piece;
      }
    }
    const { store } = await peer(async (request, response) => {
      for await (const chunk of request) {
        consumed += chunk.length;
        for (let turns = 0; turns < 3; turns++) await turn();
      }
      response.end(stored);
    });
    await store.put(uploadOf(source(), sizeBytes));
    expect(consumed).toBeGreaterThan(total);
    expect(ahead).toBeLessThan(aheadMax);
  },
);

describe('an upload fails with media-unavailable when', () => {
  async function* endless() {
    for (;;) yield piece;
  }
  async function* short() {
    yield piece;
  }

  test.each([
    ['nobody reads it', endless],
    ['nobody answers', short],
  ])('%s', async (_, source) => {
    const { store, clock } = await peer((request) => {
      if (source === short) request.resume();
      return never;
    });
    const failures: unknown[] = [];
    const done = store.put(uploadOf(source())).catch((thrown: unknown) => failures.push(thrown));
    while (failures.length === 0) await clock.advance(60_000);
    await done;
    const detail = 'nothing moved between the File Engine and us for 60000 ms';
    expect(failures).toMatchObject([{ ...unavailable, detail }]);
  });

  test('it is torn off', async () => {
    const { store } = await peer((request) => {
      request.once('data', () => request.socket.resetAndDestroy());
    });
    await expect(store.put(uploadOf(endless()))).rejects.toMatchObject(unavailable);
  });

  test('nobody is there', async () => {
    const { store, url } = await peer(() => never);
    const other = new FileEngineStore({
      url: `${url.replace(/:\d+$/, '')}:1`,
      clock: new ManualClock(),
    });
    const detail = 'the transfer broke off: ECONNREFUSED';
    await expect(other.put(uploadOf(short()))).rejects.toMatchObject({ ...unavailable, detail });
    await other.close();
    await store.close();
    await expect(store.put(uploadOf(short()))).rejects.toMatchObject(unavailable);
  });
});

test('an upload that is called stored before its end is none', async () => {
  const { store } = await peer((_, response) => response.end(stored));
  async function* endless() {
    for (;;) yield piece;
  }
  await expect(store.put(uploadOf(endless()))).rejects.toMatchObject(unavailable);
});

test('an upload is not sent to where a redirection leads', async () => {
  const trap = await peer((_, response) => response.end(stored));
  const { store } = await peer((request, response) => {
    request.resume();
    response.writeHead(307, { location: trap.url }).end();
  });
  await expect(store.put(uploadOf((async function* () {})()))).rejects.toMatchObject(unavailable);
  expect(trap.asked).toEqual([]);
});

test('an upload that moves slowly goes on', async () => {
  const { store, clock } = await peer(async (request, response) => {
    for await (const _ of request);
    response.end(stored);
  });
  async function* slow() {
    for (let i = 0; i < 5; i++) {
      await clock.advance(59_000);
      yield piece;
    }
  }
  await expect(store.put(uploadOf(slow()))).resolves.toMatchObject({ name: '7_a.mp4' });
});

test('an upload that is refused before its end is not read on', async () => {
  const { store } = await peer((_, response) => {
    response.writeHead(413, { connection: 'close' }).end();
  });
  const ended = Promise.withResolvers<void>();
  async function* endless() {
    try {
      for (;;) yield piece;
    } finally {
      ended.resolve();
    }
  }
  await expect(store.put(uploadOf(endless()))).rejects.toBeInstanceOf(Failure);
  await ended.promise;
});
