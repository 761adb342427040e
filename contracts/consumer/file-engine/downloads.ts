import { expect } from '@jest/globals';
import { MatchersV3 } from '@pact-foundation/pact';
import { bytes, json } from '../bodies.ts';
import type { Contract, Example } from '../contract.ts';
import { droppingLengths } from '../dropping-lengths.ts';
import { fails } from '../fails.ts';
import { jpeg, whole } from '../files.ts';
import { withStore } from './store.ts';

const { like, regex } = MatchersV3;

/** As agents' desks write it: the name as it is, behind another host. */
const address = 'https://cx.example/file-engine/api/downloadFileStream?filename=7_my photo&1.jpg';
const name = '7_my photo&1.jpg';
const held = ['the File Engine holds the file', { name }] as const;

const reading = (what: string, filename = name): Example['request'] => ({
  method: 'GET',
  path: `/api/${what}`,
  query: { filename },
  headers: { 'accept-encoding': 'identity' },
});

const get = (url: string, from = address) =>
  withStore(url, async (store) => {
    const { bytes, ...facts } = await store.get(from);
    return { ...facts, file: await whole(bytes) };
  });

/** Files that agents send, read from the File Engine. */
export function downloads(contract: Contract): void {
  contract.test(
    'sends a file',
    {
      given: [held],
      request: reading('downloadFileStream'),
      response: {
        status: 200,
        headers: { 'content-length': regex('^\\d+$', String(jpeg.length)) },
        body: bytes('image/jpeg', jpeg),
      },
    },
    async (url) =>
      expect(await get(url)).toMatchObject({
        name,
        sizeBytes: jpeg.length,
        contentType: 'image/jpeg',
        file: jpeg,
      }),
  );

  contract.test(
    'tells the size of a file, where something in between drops it',
    [
      {
        receiving: 'sends a file, and something in between drops its size',
        given: [held],
        request: reading('downloadFileStream'),
        response: { status: 200, body: bytes('image/jpeg', jpeg) },
      },
      {
        receiving: 'tells the size of a file',
        given: [held],
        request: reading('getFileStat'),
        response: { status: 200, body: json({ size: like(jpeg.length) }) },
      },
    ],
    (url) =>
      droppingLengths(url, async (proxy) =>
        expect(await get(proxy)).toMatchObject({ sizeBytes: jpeg.length, file: jpeg }),
      ),
  );

  contract.test(
    'has no such file, and the message is told so',
    { request: reading('downloadFileStream', 'gone.jpg'), response: { status: 404 } },
    (url) => fails(get(url, 'gone.jpg'), 'not-found'),
  );

  contract.test(
    'cannot read a file at the moment, and the message waits',
    {
      given: [['the File Engine answers', { status: 503 }]],
      request: reading('downloadFileStream'),
      response: { status: 503 },
    },
    (url) => fails(get(url), 'media-unavailable'),
  );
}
