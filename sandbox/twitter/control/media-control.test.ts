import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ADA, BUSINESS, newMessage, Scene } from '../testing/scene.ts';
import { upload } from '../testing/uploading.ts';

const NEW = '/1.1/direct_messages/events/new.json';

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.start();
});

afterEach(() => scene.close());

function write(body: object) {
  return scene.business.plain('POST', `/sandbox/users/${ADA}/messages`, {
    json: { to: BUSINESS, ...body },
  });
}

test('what people attached is listed and can be read back', async () => {
  const bytes = Buffer.from('%PNG');
  const media = { kind: 'photo', bytesBase64: bytes.toString('base64'), extension: 'png' };
  expect((await write({ media })).status).toBe(201);
  const { body } = await scene.business.plain('GET', '/sandbox/media');
  const [row] = body as { id: string }[];
  const [message] = scene.sandbox.control.messages();
  expect(body).toEqual([
    {
      id: row?.id,
      via: 'native',
      owner: ADA,
      category: 'dm_image',
      type: 'image/png',
      bytes: 4,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      shared: false,
      state: 'succeeded',
      attachedTo: [message?.id],
    },
  ]);
  const read = await scene.business.plain('GET', `/sandbox/media/${row?.id}/bytes`);
  expect(read.text).toBe('%PNG');
  expect((await scene.business.plain('GET', '/sandbox/media/1/bytes')).status).toBe(404);
});

test('a file of 25 MB is generated', async () => {
  await write({ media: { kind: 'video', fileBytes: 26_214_400 } });
  expect(scene.sandbox.control.media.list()).toMatchObject([{ bytes: 26_214_400 }]);
});

describe('a person cannot send', () => {
  const photo = { kind: 'photo' };
  const place = { place: '1' };
  test.each([
    ['nothing', {}, 'text'],
    ['a file of another kind', { media: { kind: 'audio' } }, 'media.kind'],
    ['a media beside a location', { media: photo, location: place }, 'location'],
    ['half a location', { location: { latitude: 1 } }, 'location'],
    ['bytes that are no base64', { media: { ...photo, bytesBase64: '%' } }, 'media.bytesBase64'],
    [
      'bytes and a size',
      { media: { ...photo, bytesBase64: 'AAAA', fileBytes: 3 } },
      'media.fileBytes',
    ],
    ['a video as png', { media: { kind: 'video', extension: 'png' } }, 'media.extension'],
  ])('%s', async (_, body, path) => {
    const { status, body: answer } = await write(body);
    expect([status, answer]).toMatchObject([400, { errors: [{ path }] }]);
    expect(scene.sandbox.control.media.list()).toEqual([]);
  });
});

test('messages are listed with their media, location, quick replies and buttons', async () => {
  const { control } = scene.sandbox;
  const location = { latitude: 1.5, longitude: -2.5 };
  control.write(ADA, BUSINESS, '', { media: { kind: 'video', fileBytes: 100 } });
  control.write(ADA, BUSINESS, 'here', { location });
  control.write(ADA, BUSINESS, 'Yes', { quickReply: 'y' });
  const options = [{ label: 'Yes', description: 'It is', metadata: 'y' }];
  const ctas = [{ type: 'web_url', label: 'Go', url: 'https://a.example' }];
  const more = { quick_reply: { type: 'options', options }, ctas };
  await scene.business.signed('POST', NEW, { json: newMessage(ADA, 'choose', more) });
  const id = await upload(scene.business, { bytes: Buffer.from('a photo') });
  const attachment = { type: 'media', media: { id } };
  await scene.business.signed('POST', NEW, { json: newMessage(ADA, 'look', { attachment }) });
  const [listed, ...others] = control.media.list();
  const shown = { id: listed?.id, kind: 'video', type: 'video/mp4', sha256: listed?.sha256 };
  expect(control.messages()).toMatchObject([
    { text: '', media: { ...shown, bytes: 100 } },
    { text: 'here', location },
    { text: 'Yes', quickReplyResponse: 'y' },
    { text: 'choose', quickReply: options, ctas: [{ ...ctas[0], tco_url: expect.any(String) }] },
    { text: 'look', media: { id, kind: 'photo', bytes: 7, sha256: others[0]?.sha256 } },
  ]);
});

test('typing indicators and read receipts of the API are listed', async () => {
  const path = '/1.1/direct_messages';
  const form = { recipient_id: ADA };
  await scene.business.signed('POST', `${path}/indicate_typing.json`, { form });
  await scene.business.signed('POST', `${path}/mark_read.json`, {
    form: { ...form, last_read_event_id: '123' },
  });
  await scene.business.signed('POST', `${path}/mark_read.json`, { form });
  scene.sandbox.control.type(ADA, BUSINESS);
  const about = { at: expect.stringMatching(/^\d{4}-.*Z$/), from: BUSINESS, to: ADA };
  expect((await scene.business.plain('GET', '/sandbox/signals')).body).toEqual([
    { ...about, kind: 'typing' },
    { ...about, kind: 'read', lastReadEventId: '123' },
  ]);
});

test('media settings are changed one by one, and the wrong ones refused', async () => {
  const settings = (media: object) =>
    scene.business.plain('POST', '/sandbox/settings', { json: { media } });
  expect((await settings({ processingMs: 0 })).body).toMatchObject({
    media: { processingMs: 0, checkAfterSecs: 1, fail: null },
  });
  const { status, body } = await settings({ processingMs: -1, tonRefusal: 'no' });
  expect(status).toBe(400);
  expect(body).toMatchObject({
    errors: [{ path: 'media.processingMs' }, { path: 'media.tonRefusal' }],
  });
});
