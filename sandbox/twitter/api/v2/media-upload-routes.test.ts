import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fixture, shapeOf } from '../../testing/fixtures.ts';
import { ADA, BUSINESS, Scene } from '../../testing/scene.ts';
import type { Received, SignedClient } from '../../testing/signed-client.ts';

const PATH = '/2/media/upload';
const JPEG = Buffer.from('\xff\xd8\xff\xe0 a photo for a direct message', 'latin1');
const MP4 = Buffer.from('\0\0\0\x18ftypmp42 and then a video', 'latin1');

let scene: Scene;
let client: SignedClient;

beforeEach(async () => {
  scene = await Scene.start();
  client = scene.business;
});

afterEach(() => scene.close());

const idOf = ({ body }: Received) => (body as { data: { id: string } }).data.id;
const initialize = (json: object) => client.signed('POST', `${PATH}/initialize`, { json });
const announced = (bytes: Buffer, media_type = 'image/jpeg', media_category = 'dm_image') =>
  initialize({ media_type, total_bytes: bytes.length, media_category });
const append = (id: string, media: Buffer, segment = 0) =>
  client.signed('POST', `${PATH}/${id}/append`, {
    parts: { segment_index: String(segment), media },
  });
const finalize = (id: string) => client.signed('POST', `${PATH}/${id}/finalize`);
const statusOf = (id: string) => client.signed('GET', `${PATH}?command=STATUS&media_id=${id}`);
const stored = (id: string) => scene.sandbox.control.media.file(id).bytes;

describe('the calls of its own', () => {
  test('take a photo in segments', async () => {
    const begun = await announced(JPEG);
    const id = idOf(begun);
    expect([begun.status, shapeOf(begun.body)]).toEqual([
      200,
      shapeOf(fixture('v2.media.initialize.response')),
    ]);
    const second = await append(id, JPEG.subarray(10), 1);
    expect([second.status, shapeOf(second.body)]).toEqual([
      200,
      shapeOf(fixture('v2.media.append.response')),
    ]);
    await append(id, JPEG.subarray(0, 10), 0);
    const done = await finalize(id);
    expect(shapeOf(done.body)).toEqual(shapeOf(fixture('v2.media.finalize_sync.response')));
    expect(done.body).toMatchObject({ data: { id, media_key: `3_${id}`, size: JPEG.length } });
    expect(stored(id)).toEqual(JPEG);
  });

  test('take segments in base64', async () => {
    const id = idOf(await announced(JPEG));
    const json = { media: JPEG.toString('base64'), segment_index: 0 };
    expect((await client.signed('POST', `${PATH}/${id}/append`, { json })).status).toBe(200);
    await finalize(id);
    expect(stored(id)).toEqual(JPEG);
  });

  test('process a video, which is told by STATUS', async () => {
    const id = idOf(await announced(MP4, 'video/mp4', 'dm_video'));
    await append(id, MP4);
    const done = await finalize(id);
    expect(shapeOf(done.body)).toEqual(shapeOf(fixture('v2.media.finalize_async.response')));
    const { control } = scene.sandbox;
    await control.clock.change({ stopped: true, advanceMs: 400 });
    const running = await statusOf(id);
    expect(shapeOf(running.body)).toEqual(shapeOf(fixture('v2.media.status_in_progress.response')));
    await control.clock.change({ advanceMs: 800 });
    const over = await statusOf(id);
    expect(shapeOf(over.body)).toEqual(shapeOf(fixture('v2.media.status_succeeded.response')));
  });

  test('tell why processing failed', async () => {
    const fail = { code: 1, name: 'InvalidMedia', message: 'Unsupported video format' };
    scene.sandbox.control.change({ media: { fail, processingMs: 0 } });
    const id = idOf(await announced(MP4, 'video/mp4', 'dm_video'));
    await append(id, MP4);
    await finalize(id);
    expect((await statusOf(id)).body).toMatchObject({
      data: { processing_info: { state: 'failed', error: fail } },
    });
  });

  test.each([
    [{ media_type: 'image/jpeg', total_bytes: 5, shared: 'true' }, /^\$\.shared: /],
    [{ media_type: 'image/jpeg' }, '$.total_bytes: is missing but it is required'],
    [{ media_type: 'image/jpeg', total_bytes: 5, media_category: 'dm_video' }, /does not match/],
    [{ media_type: 'image/jpeg', total_bytes: 6_000_000 }, /File size exceeds/],
    [{ media_type: 'text/plain', total_bytes: 5 }, /unrecognized/],
  ])('refuse %j', async (json, message) => {
    const { status, body } = await initialize(json);
    const [error] = (body as { errors: { message: string }[] }).errors;
    expect(status).toBe(400);
    expect(error?.message).toEqual(
      typeof message === 'string' ? message : expect.stringMatching(message),
    );
  });

  test('refuse an id that has expired, and one of another user', async () => {
    const id = idOf(await announced(JPEG));
    const ada = scene.clientOf(ADA);
    expect((await ada.signed('POST', `${PATH}/${id}/finalize`)).status).toBe(400);
    await append(id, JPEG);
    await scene.sandbox.control.clock.change({ advanceMs: 86_400_000 });
    expect((await finalize(id)).status).toBe(400);
  });
});

test('the older commands work on the one path', async () => {
  const begun = await client.signed('POST', PATH, {
    parts: {
      command: 'INIT',
      media_type: 'image/jpeg',
      total_bytes: String(JPEG.length),
      media_category: 'dm_image',
    },
  });
  const media_id = idOf(begun);
  const parts = { command: 'APPEND', media_id, segment_index: '0', media: JPEG };
  expect((await client.signed('POST', PATH, { parts })).status).toBe(200);
  const done = await client.signed('POST', PATH, { parts: { command: 'FINALIZE', media_id } });
  expect(done.body).toMatchObject({ data: { id: media_id, size: JPEG.length } });
});

describe('a whole image in one call', () => {
  test.each(['multipart', 'JSON'])('may come as %s', async (form) => {
    const media_category = 'dm_image';
    const sent =
      form === 'JSON'
        ? { json: { media: JPEG.toString('base64'), media_category, media_type: 'image/jpeg' } }
        : { parts: { media: JPEG, media_category } };
    const { status, body } = await client.signed('POST', PATH, sent);
    expect([status, shapeOf(body)]).toEqual([
      200,
      shapeOf(fixture('v2.media.finalize_sync.response')),
    ]);
  });

  test('cannot be a video', async () => {
    const parts = { media: MP4, media_category: 'dm_video' };
    expect((await client.signed('POST', PATH, { parts })).status).toBe(400);
  });

  test('of more than 5 MB is too large', async () => {
    const parts = { media: Buffer.alloc(5_242_881, JPEG), media_category: 'dm_image' };
    const { status } = await client.signed('POST', PATH, { parts });
    expect([400, 413]).toContain(status);
  });
});

test('a media uploaded by v2 can be sent by v1.1, and is seen there', async () => {
  const id = idOf(
    await client.signed('POST', PATH, { parts: { media: JPEG, media_category: 'dm_image' } }),
  );
  const attachment = { type: 'media', media: { id } };
  const message_data = { text: 'a photo', attachment };
  const message_create = { target: { recipient_id: ADA }, message_data };
  const { status } = await client.signed('POST', '/1.1/direct_messages/events/new.json', {
    json: { event: { type: 'message_create', message_create } },
  });
  expect(status).toBe(200);
  expect(scene.sandbox.control.messages()).toMatchObject([{ text: 'a photo', media: { id } }]);
});

test('the file of a message is for OAuth 2.0 tokens of its participants alone', async () => {
  const { control } = scene.sandbox;
  const bytesBase64 = JPEG.toString('base64');
  control.write(ADA, BUSINESS, 'see', { media: { kind: 'photo', bytesBase64 } });
  const { body } = await client.signed(
    'GET',
    '/2/dm_events?expansions=attachments.media_keys&media.fields=url',
  );
  const { media } = (body as { includes: { media: { url: string }[] } }).includes;
  const path = `/2/dm_conversations/media/${media[0]?.url.split('/').slice(-3).join('/')}`;
  const download = async (id: string, from: string) => {
    const { access_token } = control.oauth2.issueTokens(id, { scopes: ['dm.read'] });
    const headers = { authorization: `Bearer ${access_token}` };
    return fetch(`${scene.sandbox.url}${from}`, { headers });
  };
  const whole = await download(BUSINESS, path);
  expect(whole.headers.get('content-type')).toBe('application/octet-stream');
  expect(Buffer.from(await whole.arrayBuffer())).toEqual(JPEG);
  expect((await download(BUSINESS, path.replace(/\.jpg$/, ''))).status).toBe(200);
  expect((await download('1580011224', path)).status).toBe(403);
  expect((await download(BUSINESS, `${path}x`)).status).toBe(404);
  expect(await client.signed('GET', path)).toMatchObject({
    status: 403,
    body: { detail: expect.stringContaining('[OAuth 2.0 User Context]') },
  });
});
