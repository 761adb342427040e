import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { listen } from '../../../../sandbox/cim/http.ts';
import { ManualClock } from '../../in-memory/manual-clock.ts';
import { FileEngineStore } from './file-engine-store.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

type Answering = (request: IncomingMessage, response: ServerResponse) => unknown;

/** A peer that answers like this, a store of it, and what it was asked. */
async function peer(answering: Answering, connections = 8) {
  const asked: string[] = [];
  const server = await listen(async (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    await answering(request, response);
  }, 0);
  const clock = new ManualClock();
  const store = new FileEngineStore({ url: `${server.url}/files/`, clock, connections });
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

const address = 'https://cx.example.com/x?filename=a.png';

async function lengthOf(bytes: AsyncIterable<Uint8Array>): Promise<number> {
  let length = 0;
  for await (const chunk of bytes) length += chunk.length;
  return length;
}

describe('a download', () => {
  test('is sent no faster than it is read', async () => {
    const total = 64 * mebibyte;
    let produced = 0;
    let consumed = 0;
    let ahead = 0;
    const { store } = await peer(async (_, response) => {
      response.writeHead(200, { 'content-length': total });
      while (produced < total) {
        produced += piece.length;
        ahead = Math.max(ahead, produced - consumed);
        if (!response.write(piece)) await new Promise((go) => response.once('drain', go));
      }
      response.end();
    });
    const { bytes } = await store.get(address);
    for await (const chunk of bytes) {
      consumed += chunk.length;
      for (let turns = 0; turns < 3; turns++) await turn();
    }
    expect(consumed).toBe(total);
    expect(ahead).toBeLessThan(aheadMax);
  });

  const sized: Answering = (_, response) => {
    response.writeHead(200, { 'content-length': 10 * piece.length }).write(piece);
  };

  test('fails with media-unavailable when it stands still, before or within the file', async () => {
    const before = await peer(() => never);
    const got = before.store.get(address).catch((thrown: unknown) => thrown);
    while (before.asked.length === 0) await turn();
    await before.clock.advance(60_000);
    expect(await got).toMatchObject(unavailable);

    const within = await peer(sized);
    const { bytes } = await within.store.get(address);
    let read = 0;
    const reading = (async () => {
      for await (const chunk of bytes) read += chunk.length;
    })().catch((thrown: unknown) => thrown);
    while (read < piece.length) await turn();
    await within.clock.advance(60_000);
    expect(await reading).toMatchObject(unavailable);
  });

  test('waits for whoever reads it', async () => {
    const { store, clock } = await peer((_, response) => response.end(Buffer.alloc(9 * mebibyte)));
    const { bytes } = await store.get(address);
    let length = 0;
    for await (const chunk of bytes) {
      if (length === 0) await clock.advance(3_600_000);
      length += chunk.length;
    }
    expect(length).toBe(9 * mebibyte);
  });

  test.each([
    ['with a length', { 'content-length': 10 * piece.length }],
    ['in chunks', {}],
  ])('fails with media-unavailable when it is cut off: %s', async (_, headers) => {
    const { store } = await peer((request, response) => {
      if (request.url?.includes('getFileStat')) return response.end('{"size":655360}');
      response.writeHead(200, headers).write(piece, () => response.destroy());
    });
    const reading = store.get(address).then(({ bytes }) => lengthOf(bytes));
    await expect(reading).rejects.toMatchObject(unavailable);
  });

  test.each([65_535, 65_537])('that has not the size that was said fails: %i', async (size) => {
    const { store } = await peer((request, response) => {
      if (request.url?.includes('getFileStat')) return response.end(JSON.stringify({ size }));
      response.writeHead(200).write(piece);
      response.end();
    });
    const { bytes, sizeBytes } = await store.get(address);
    expect(sizeBytes).toBe(size);
    await expect(lengthOf(bytes)).rejects.toMatchObject(unavailable);
  });

  test.each(['{"size":65536}', '{"size":"65536"}'])(
    'without a length asks for it: %s',
    async (facts) => {
      const { store, asked } = await peer((request, response) => {
        if (request.url?.includes('getFileStat')) return response.end(facts);
        response.writeHead(200).write(piece);
        response.end();
      }, 1);
      const { bytes, sizeBytes } = await store.get(address);
      expect([sizeBytes, await lengthOf(bytes)]).toEqual([65_536, 65_536]);
      expect(asked).toEqual([
        'GET /files/api/downloadFileStream?filename=a.png',
        'GET /files/api/getFileStat?filename=a.png',
      ]);
    },
  );

  test.each([
    [404, '{}'],
    [200, '{}'],
    [200, 'what?'],
    [500, '{"size":65536}'],
  ])('of which nobody knows the length fails: %i %s', async (status, facts) => {
    const { store } = await peer((request, response) => {
      if (request.url?.includes('getFileStat')) return response.writeHead(status).end(facts);
      response.writeHead(200).write(piece);
    });
    await expect(store.get(address)).rejects.toMatchObject(unavailable);
  });

  test('never goes to another host than the configured one', async () => {
    const trap = await peer((_, response) => response.end('x'));
    const location = `${trap.url}/files/api/downloadFileStream?filename=a.png`;
    const { store, asked } = await peer((_, response) => {
      response.writeHead(302, { location }).end();
    });
    await expect(store.get(location)).rejects.toMatchObject(unavailable);
    expect(asked).toHaveLength(1);
    expect(trap.asked).toEqual([]);
  });

  test('fails when the store is closed', async () => {
    const { store } = await peer(sized);
    const { bytes } = await store.get(address);
    await store.close();
    await expect(lengthOf(bytes)).rejects.toMatchObject(unavailable);
  });
});
