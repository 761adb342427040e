import { once } from 'node:events';
import { buffer, text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Account } from '../../../../domain/accounts/account.ts';
import { systemClock } from '../../../system/system-clock.ts';
import { mediaAt } from './media-at.conformance.ts';
import { MediaPeer } from './media-peer.conformance.ts';
import type { TwitterCustomerMedia } from './twitter-customer-media.ts';

const credentials = {
  consumerKey: 'key',
  consumerSecret: 'consumer-secret',
  accessToken: 'token',
  accessTokenSecret: 'token-secret',
};
const account: Account = { id: '1', credentials, state: 'active' };
const mebibyte = 1024 * 1024;
const fileBytes = 25 * mebibyte;
const segmentBytes = 4 * mebibyte;
/** Sockets of the operating system hold some of what is on its way; no process holds that. */
const socketBytes = 12 * mebibyte;
const chunk = Buffer.alloc(65_536);
const ten = Array.from({ length: 10 }, (_, n) => n);

/** How much of each file was given away so far. */
class Givers {
  readonly given: number[] = ten.map(() => 0);

  give(n: number): Buffer {
    this.given[n] = (this.given[n] ?? 0) + chunk.length;
    return chunk;
  }

  hasMore(n: number): boolean {
    return (this.given[n] ?? 0) < fileBytes;
  }

  /** Resolves when nothing more is given, although there was every opportunity. */
  async atRest(): Promise<void> {
    let before = '';
    for (let quiet = 0; quiet < 500; quiet++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (before !== String(this.given)) quiet = 0;
      before = String(this.given);
    }
  }
}

describe('ten large transfers at once', () => {
  let peer: MediaPeer;
  let media: TwitterCustomerMedia;
  let givers: Givers;
  beforeEach(async () => {
    peer = await MediaPeer.start();
    media = mediaAt(peer.url, { mediaHosts: [peer.host], clock: systemClock });
    givers = new Givers();
  });
  afterEach(async () => {
    peer.close();
    await media.close();
  });

  test('are downloaded no faster than they are read', async () => {
    peer.handle = async ({ url }, response) => {
      const n = Number(url?.slice(1));
      response.writeHead(200, { 'content-length': fileBytes });
      while (givers.hasMore(n)) {
        if (!response.write(givers.give(n))) await once(response, 'drain');
      }
      response.end();
    };
    const heldBefore = process.memoryUsage().arrayBuffers;
    const streams = await Promise.all(ten.map((n) => media.download(account, `${peer.url}/${n}`)));
    await givers.atRest();
    expect(Math.max(...givers.given)).toBeLessThan(socketBytes);
    expect(process.memoryUsage().arrayBuffers - heldBefore).toBeLessThan(fileBytes);

    const readers = streams.map(async ({ bytes }, n) => {
      let taken = 0;
      let ahead = 0;
      for await (const { length } of bytes) {
        ahead = Math.max(ahead, (givers.given[n] ?? 0) - taken);
        taken += length;
      }
      expect(ahead).toBeLessThan(socketBytes);
      return taken;
    });
    expect(await Promise.all(readers)).toEqual(ten.map(() => fileBytes));
  });

  test('are read no faster than they are uploaded, a segment ahead at most', async () => {
    let open = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    peer.handle = async (request, response) => {
      if (request.headers['content-type']?.startsWith('multipart')) {
        await opened;
        await buffer(request);
        response.writeHead(204).end();
      } else {
        await text(request);
        response.end('{"media_id_string":"1"}');
      }
    };
    async function* file(n: number) {
      while (givers.hasMore(n)) yield givers.give(n);
    }
    const video = { kind: 'video', contentType: 'video/mp4', sizeBytes: fileBytes } as const;
    const uploads = ten.map((n) => media.upload(account, { ...video, bytes: file(n) }));
    await givers.atRest();
    expect(Math.max(...givers.given)).toBeLessThanOrEqual(segmentBytes);

    open();
    await Promise.all(uploads);
    expect(givers.given).toEqual(ten.map(() => fileBytes));
    const segments = Math.ceil(fileBytes / segmentBytes);
    expect(peer.requests).toHaveLength(10 * (1 + segments + 1));
  });
});
