import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { MediaSettings } from '../media/media-settings.ts';
import { fixture, shapeOf } from '../testing/fixtures.ts';
import { BUSINESS, Scene } from '../testing/scene.ts';
import type { SignedClient } from '../testing/signed-client.ts';
import { append, finalize, init, mediaIdOf, status, upload } from '../testing/uploading.ts';

const UPLOAD = '/1.1/media/upload.json';
const PHOTO = Buffer.from('a photo');
const VIDEO = { bytes: Buffer.from('a video'), type: 'video/mp4', category: 'dm_video' };
const GIF = { bytes: Buffer.from('a gif'), type: 'image/gif', category: 'dm_gif' };

let scene: Scene;
let client: SignedClient;
let passedMs: number;

beforeEach(async () => {
  passedMs = 0;
  scene = await Scene.start({ now: () => Date.now() + passedMs });
  client = scene.business;
});

afterEach(() => scene.close());

function settings(media: Partial<MediaSettings>): void {
  scene.sandbox.control.change({ media });
}

async function stateOf(id: string): Promise<unknown> {
  const { body } = await status(client, id);
  return (body as { processing_info: unknown }).processing_info;
}

test('a photo is uploaded in segments, in any order, and can be read back', async () => {
  const started = await init(client, { bytes: PHOTO });
  expect(started.status).toBe(202);
  expect(shapeOf(started.body)).toEqual(shapeOf(fixture('v11.media.init.response')));
  const id = mediaIdOf(started);
  expect(started.text).toContain(`"media_id":${id},`);
  expect(Number.isSafeInteger(Number(id)) || BigInt(Number(id)) === BigInt(id)).toBe(false);
  expect((await append(client, id, 1, PHOTO.subarray(3))).status).toBe(204);
  expect((await append(client, id, 0, PHOTO.subarray(0, 3))).status).toBe(204);
  const finished = await finalize(client, id);
  const image = { image_type: 'image/jpeg', w: 800, h: 320 };
  expect(finished.body).toMatchObject({ media_id_string: id, size: PHOTO.length, image });
  expect(finished.body).not.toHaveProperty('processing_info');
  const sha256 = createHash('sha256').update(PHOTO).digest('hex');
  expect(scene.sandbox.control.media.list()).toEqual([
    {
      id,
      via: 'api',
      owner: BUSINESS,
      category: 'dm_image',
      type: 'image/jpeg',
      bytes: PHOTO.length,
      sha256,
      shared: false,
      state: 'succeeded',
      attachedTo: [],
    },
  ]);
  const read = await client.plain('GET', `/sandbox/media/${id}/bytes`);
  expect([read.text, read.headers.get('content-type')]).toEqual(['a photo', 'image/jpeg']);
});

test('every command may be a multipart body, which is not signed', async () => {
  const send = (parts: Record<string, string | Buffer>) => client.signed('POST', UPLOAD, { parts });
  const announced = { total_bytes: '7', media_type: 'image/png', media_category: 'dm_image' };
  const media_id = mediaIdOf(await send({ command: 'INIT', ...announced }));
  const media_data = PHOTO.toString('base64');
  await send({ command: 'APPEND', media_id, segment_index: '0', media_data });
  expect((await send({ command: 'FINALIZE', media_id })).status).toBe(201);
});

test('a segment that comes again replaces itself', async () => {
  const id = mediaIdOf(await init(client, { bytes: PHOTO }));
  for (const text of ['A PHOTO', 'a photo']) await append(client, id, 0, Buffer.from(text));
  expect((await finalize(client, id)).status).toBe(201);
  expect(scene.sandbox.control.media.file(id).bytes.toString()).toBe('a photo');
});

test('a 12 MB video in segments of 5 MB arrives as it was', async () => {
  const bytes = Buffer.alloc(12_000_000, 'x');
  const id = await upload(client, { ...VIDEO, bytes, segmentBytes: 5_242_880 });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  expect(scene.sandbox.control.media.list()).toMatchObject([{ id, sha256, bytes: 12_000_000 }]);
});

describe('processing', () => {
  beforeEach(() => settings({ processingMs: 10_000, checkAfterSecs: 0.5 }));

  test.each([
    ['a video', VIDEO],
    ['a gif', GIF],
  ])('%s is pending, in progress and at last succeeded', async (_, file) => {
    const id = mediaIdOf(await init(client, file));
    await append(client, id, 0, file.bytes);
    const finalized = await finalize(client, id);
    expect(shapeOf(finalized.body)).toEqual(shapeOf(fixture('v11.media.finalize_async.response')));
    const pending = { state: 'pending', check_after_secs: 0.5 };
    expect(finalized.body).toMatchObject({ processing_info: pending });
    expect(await stateOf(id)).toEqual(pending);
    passedMs = 6_000;
    const progress = await status(client, id);
    expect(shapeOf(progress.body)).toEqual(
      shapeOf(fixture('v11.media.status_in_progress.response')),
    );
    expect(await stateOf(id)).toMatchObject({ state: 'in_progress', check_after_secs: 0.5 });
    passedMs = 10_000;
    expect(await stateOf(id)).toEqual({ state: 'succeeded', progress_percent: 100 });
  });

  test('a succeeded video is described', async () => {
    const id = await upload(client, VIDEO);
    passedMs = 10_000;
    const { body } = await status(client, id);
    expect(shapeOf(body)).toEqual(shapeOf(fixture('v11.media.status_succeeded.response')));
  });

  test('it fails when it is told to', async () => {
    const fail = { code: 1, name: 'InvalidMedia', message: 'Unsupported video format' };
    settings({ fail });
    const id = await upload(client, VIDEO);
    settings({ fail: null });
    passedMs = 10_000;
    expect(await stateOf(id)).toEqual({ state: 'failed', progress_percent: 100, error: fail });
    expect(scene.sandbox.control.media.list()).toMatchObject([{ id, state: 'failed' }]);
  });

  test('a photo has none to ask for', async () => {
    const id = await upload(client, { bytes: PHOTO });
    const { body } = await status(client, id);
    expect(body).toEqual({ request: UPLOAD, error: 'Media is not being processed.' });
  });
});

test('calls have rate limit headers, need a signature, and are logged with their command', async () => {
  const { headers } = await init(client, { bytes: PHOTO });
  expect(headers.get('x-rate-limit-limit')).toBe('1875');
  expect((await client.plain('POST', UPLOAD, { form: { command: 'INIT' } })).status).toBe(400);
  expect(scene.sandbox.control.requests()).toMatchObject([
    { path: UPLOAD, command: 'INIT', status: 202 },
    { path: UPLOAD, command: 'INIT', status: 400 },
  ]);
});

test('a fault can meet one command only', async () => {
  const path = '/1.1/media/';
  await client.plain('POST', '/sandbox/faults', { json: { path, command: 'APPEND', status: 503 } });
  const id = mediaIdOf(await init(client, { bytes: PHOTO }));
  expect((await append(client, id, 0, PHOTO)).status).toBe(503);
  await client.plain('DELETE', '/sandbox/faults');
  const torn = { path, command: 'APPEND', tear: true, when: 'after' };
  await client.plain('POST', '/sandbox/faults', { json: torn });
  await expect(append(client, id, 0, PHOTO)).rejects.toThrow();
  expect((await finalize(client, id)).status).toBe(201);
});
