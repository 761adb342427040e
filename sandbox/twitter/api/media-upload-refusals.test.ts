import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { MediaSettings } from '../media/media-settings.ts';
import { ADA, errorBody, Scene } from '../testing/scene.ts';
import type { Received, SignedClient } from '../testing/signed-client.ts';
import { append, command, finalize, init, mediaIdOf, status } from '../testing/uploading.ts';

const UPLOAD = '/1.1/media/upload.json';
const PHOTO = Buffer.from('a photo');
const VIDEO = { bytes: Buffer.from('a video'), type: 'video/mp4', category: 'dm_video' };
const NOT_FOUND = errorBody(325, 'A media id was not found.');

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

function refusal(error: unknown) {
  return { request: UPLOAD, error };
}

describe('INIT is refused', () => {
  const LIMITS: [string, string, number][] = [
    ['image/jpeg', 'dm_image', 5_242_880],
    ['image/gif', 'dm_gif', 15_728_640],
    ['video/mp4', 'dm_video', 26_214_400],
  ];

  function announce(media_type: string, media_category: string, bytes: number): Promise<Received> {
    const file = { total_bytes: String(bytes), media_type, media_category };
    return command(client, { command: 'INIT', ...file });
  }

  test.each(LIMITS)('for a %s above the limit of %s', async (type, category, bytesMax) => {
    expect((await announce(type, category, bytesMax)).status).toBe(202);
    const { status, body } = await announce(type, category, bytesMax + 1);
    expect([status, body]).toEqual([400, refusal(`File size exceeds ${bytesMax} bytes.`)]);
  });

  test('for a video above the set limit', async () => {
    settings({ videoBytesMax: 100 });
    expect((await announce('video/mp4', 'dm_video', 101)).status).toBe(400);
  });

  test.each([
    ['video/mp4', 'dm_image', /does not match/],
    ['video/mp4', 'dm_gif', /does not match/],
    ['image/jpeg', 'dm_video', /does not match/],
    ['image/gif', 'dm_image', /does not match/],
    ['image/jpeg', 'dm_audio', /media_category unrecognized/],
    ['image/svg+xml', 'dm_image', /media type unrecognized/],
  ])('for %s as %s', async (type, category, error) => {
    const { status, body } = await announce(type, category, 7);
    expect([status, body]).toEqual([400, refusal(expect.stringMatching(error))]);
  });

  test('without a parameter, and for a size that is none', async () => {
    const missing = await command(client, { command: 'INIT', total_bytes: '7' });
    expect([missing.status, missing.body]).toEqual([
      400,
      errorBody(38, 'media_type parameter is missing.'),
    ]);
    expect((await announce('image/jpeg', 'dm_image', 0)).status).toBe(400);
  });
});

describe('the order is kept', () => {
  const MISSING = 'Segments do not add up to provided total file size.';

  test.each([[[]], [[0]], [[1, 2]]])(
    'FINALIZE after the segments %j is refused',
    async (indexes) => {
      const id = mediaIdOf(await init(client, { bytes: Buffer.from('abcd') }));
      for (const index of indexes) await append(client, id, index, Buffer.from('ab'));
      const { status, body } = await finalize(client, id);
      expect([status, body]).toEqual([400, refusal(MISSING)]);
    },
  );

  test('APPEND and FINALIZE after FINALIZE, STATUS before it, are refused', async () => {
    const id = mediaIdOf(await init(client, VIDEO));
    expect((await status(client, id)).status).toBe(400);
    await append(client, id, 0, VIDEO.bytes);
    await finalize(client, id);
    for (const late of [append(client, id, 1, PHOTO), finalize(client, id)]) {
      expect((await late).body).toEqual(refusal('Media is already finalized.'));
    }
  });

  test.each(['1000', '-1', 'x'])('segment %s is refused', async (segment_index) => {
    const media_id = mediaIdOf(await init(client, { bytes: PHOTO }));
    const parts = { command: 'APPEND', media_id, segment_index, media: PHOTO };
    const { body } = await client.signed('POST', UPLOAD, { parts });
    expect(body).toEqual(refusal('SegmentIndex must be between 0 and 999.'));
  });

  test('a segment above 5 MB is refused with 413', async () => {
    const id = mediaIdOf(await init(client, VIDEO));
    const { status, body } = await append(client, id, 0, Buffer.alloc(5_242_881));
    expect([status, body]).toEqual([413, undefined]);
  });

  test.each(['init', 'STATUS', 'UPLOAD'])('the command %s is refused', async (name) => {
    expect((await command(client, { command: name })).body).toEqual(
      refusal(`Command ${name} is not supported.`),
    );
  });
});

test("unknown, expired, deleted and other people's uploads are refused with 325", async () => {
  settings({ expiresAfterSecs: 60 });
  const [expiring, deleted] = [await init(client, VIDEO), await init(client, VIDEO)].map(mediaIdOf);
  scene.sandbox.control.media.delete(deleted ?? '');
  const theirs = mediaIdOf(await init(scene.clientOf(ADA), VIDEO));
  for (const id of ['1', deleted ?? '', theirs]) {
    for (const call of [append(client, id, 0, PHOTO), finalize(client, id), status(client, id)]) {
      const { status, body } = await call;
      expect([status, body]).toEqual([400, NOT_FOUND]);
    }
  }
  passedMs = 61_000;
  expect((await finalize(client, expiring ?? '')).body).toEqual(NOT_FOUND);
});
