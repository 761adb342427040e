import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Account } from '../../../../domain/accounts/account.ts';
import type { FailureCode } from '../../../../domain/errors.ts';
import { systemClock } from '../../../system/system-clock.ts';
import { MediaDownload } from './media-download.ts';
import { MediaPeer } from './media-peer.conformance.ts';
import { signing } from '../accounts/user-authentication.ts';

const credentials = {
  consumerKey: 'key',
  consumerSecret: 'consumer-secret',
  accessToken: 'token',
  accessTokenSecret: 'token-secret',
};
const account: Account = { id: '1', credentials, state: 'active' };
const ton = '/1.1/ton/data/dm/1/2/a.jpg';

async function sizeOf(bytes: AsyncIterable<Uint8Array>): Promise<number> {
  let size = 0;
  for await (const chunk of bytes) size += chunk.length;
  return size;
}

describe('a download', () => {
  let peer: MediaPeer;
  let downloads: MediaDownload;
  const open = (path: string) => downloads.open(account, `${peer.url}${path}`);
  const start = (idleTimeoutMs: number, connections = 64) => {
    const mediaHosts = [peer.host.toUpperCase()];
    const api = { apiUrl: peer.url, users: signing };
    const limits = { clock: systemClock, idleTimeoutMs, connections };
    downloads = new MediaDownload({ ...api, mediaHosts, ...limits });
  };

  beforeEach(async () => {
    peer = await MediaPeer.start();
    start(5_000);
  });
  afterEach(async () => {
    await downloads.close();
    peer.close();
  });

  test('begins when the answer does, however late the file comes', async () => {
    let finish = () => {};
    peer.handle = (_, response) => {
      response.writeHead(200, { 'content-type': 'Image/PNG; q=1', 'content-length': 3 });
      response.flushHeaders();
      finish = () => response.end('abc');
    };
    const { bytes, contentType, sizeBytes } = await open(ton);
    expect({ contentType, sizeBytes }).toEqual({ contentType: 'image/png', sizeBytes: 3 });
    finish();
    expect(await sizeOf(bytes)).toBe(3);
  });

  test('is possible without an announced size and type', async () => {
    peer.handle = (_, response) => {
      response.write('abc');
      response.end('def');
    };
    const stream = await open('/video.mp4?tag=1');
    expect(stream.contentType).toBe('application/octet-stream');
    expect('sizeBytes' in stream).toBe(false);
    expect(await sizeOf(stream.bytes)).toBe(6);
    expect(peer.requests).toEqual([{ line: 'GET /video.mp4?tag=1', signed: false }]);
  });

  test.each<[number, object, FailureCode]>([
    [204, {}, 'media-unavailable'],
    [206, {}, 'media-unavailable'],
    [301, { location: '/elsewhere' }, 'rejected'],
    [302, { location: 'https://twitter.com/login' }, 'rejected'],
    [307, { location: 'https://elsewhere.example/' }, 'rejected'],
    [200, { 'content-type': 'text/html; charset=utf-8' }, 'rejected'],
    [400, {}, 'rejected'],
    [401, {}, 'unauthorized'],
    [403, {}, 'rejected'],
    [404, {}, 'not-found'],
    [408, {}, 'media-unavailable'],
    [410, {}, 'not-found'],
    [429, {}, 'media-unavailable'],
    [500, {}, 'media-unavailable'],
    [503, {}, 'media-unavailable'],
  ])('that is answered with %d %j is %s, and never asked for elsewhere', async (...given) => {
    const [status, headers, code] = given;
    peer.handle = (_, response) => response.writeHead(status, { ...headers }).end('words');
    await expect(open(ton)).rejects.toMatchObject({ name: 'Failure', code });
    expect(peer.requests).toEqual([{ line: `GET ${ton}`, signed: true }]);
  });

  test.each<[number, FailureCode]>([
    [401, 'unauthorized'],
    [403, 'rejected'],
  ])('of what is public is signed after %d, once', async (status, code) => {
    peer.handle = (_, response) => response.writeHead(status).end();
    await expect(open('/dm_video/1/a.mp4')).rejects.toMatchObject({ code });
    expect(peer.requests.map(({ signed }) => signed)).toEqual([false, true]);
  });

  test('may be possible at an announced time', async () => {
    const atS = Math.ceil(Date.now() / 1_000) + 90;
    const answer = (status: number, headers: object) => {
      peer.handle = (_, response) => response.writeHead(status, { ...headers }).end();
    };
    answer(429, { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': atS });
    await expect(open(ton)).rejects.toMatchObject({ retryAtMs: atS * 1_000 });
    answer(503, { 'retry-after': new Date(atS * 1_000).toUTCString() });
    await expect(open(ton)).rejects.toMatchObject({ retryAtMs: atS * 1_000 });
  });

  const cut: [string, object, (response: ServerResponse) => unknown][] = [
    ['torn off', { 'content-length': 100 }, (response) => response.destroy()],
    ['reset', { 'content-length': 100 }, (response) => response.socket?.resetAndDestroy()],
    ['ended early', { 'content-length': 100 }, (response) => response.socket?.end()],
    ['torn off between chunks', {}, (response) => response.socket?.end()],
    ['left to itself', { 'content-length': 100 }, () => {}],
  ];

  test.each(cut)('is not whole when it is %s', async (_, headers, end) => {
    start(200);
    peer.handle = (_request, response) => {
      response.writeHead(200, { ...headers });
      response.write('x'.repeat(50), () => setImmediate(() => end(response)));
    };
    const { bytes } = await open(ton);
    const reading = sizeOf(bytes);
    await expect(reading).rejects.toMatchObject({ name: 'Failure', code: 'media-unavailable' });
  });

  test('fails when nothing is answered, or nobody there', async () => {
    start(100);
    peer.handle = () => {};
    await expect(open(ton)).rejects.toMatchObject({
      code: 'media-unavailable',
      detail: 'no progress in 100 ms',
    });
    const url = `${peer.url}${ton}`;
    peer.close();
    const failure = await downloads.open(account, url).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ code: 'media-unavailable' });
    expect(`${String(failure)} ${JSON.stringify(failure)}`).not.toMatch(/secret|token/);
  });

  test('may take as long as it likes while it moves, and as its reader likes', async () => {
    start(150);
    let sent = 0;
    let allSent: Promise<unknown> = Promise.resolve();
    peer.handle = (_, response) => {
      allSent = once(response, 'finish');
      const dripping = setInterval(() => {
        response.write('x');
        if (++sent < 8) return;
        clearInterval(dripping);
        response.end();
      }, 40);
    };
    const { bytes } = await open(ton);
    let read = 0;
    for await (const chunk of bytes) {
      read += chunk.length;
      await allSent;
    }
    expect(read).toBe(8);
  });

  test('that is closed fails its reader, and lets go of the connection', async () => {
    let request: IncomingMessage | undefined;
    peer.handle = (asked, response) => {
      request = asked;
      response.writeHead(200, { 'content-length': 100 }).write('x');
    };
    const stream = await open(ton);
    const reading = sizeOf(stream.bytes);
    const gone = once((request as IncomingMessage).socket, 'close');
    await stream.close();
    await expect(reading).rejects.toMatchObject({ code: 'media-unavailable' });
    await gone;
  });
});
