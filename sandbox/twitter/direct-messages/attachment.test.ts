import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { NativeExtras } from '../control/control.ts';
import { fixture, shapeOf } from '../testing/fixtures.ts';
import { ADA, BUSINESS, errorBody, GRACE, newMessage, Scene } from '../testing/scene.ts';
import type { Received } from '../testing/signed-client.ts';
import { init, mediaIdOf, upload } from '../testing/uploading.ts';

const NEW = '/1.1/direct_messages/events/new.json';
const PHOTO = { bytes: Buffer.from('a photo') };
const SAN_FRANCISCO = { latitude: 37.771718, longitude: -122.443893 };

interface MediaEvent {
  readonly id: string;
  readonly message_create: {
    readonly message_data: {
      readonly text: string;
      readonly entities: { readonly urls: readonly object[] };
      readonly attachment: {
        readonly media: Record<string, unknown> & { id_str: string; indices: [number, number] };
      };
    };
  };
}

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.subscribed({ settings: { media: { processingMs: 0 } } });
});

afterEach(() => scene.close());

function send(text: string, more: object, to: string = ADA): Promise<Received> {
  return scene.business.signed('POST', NEW, { json: newMessage(to, text, more) });
}

function withMedia(id: string) {
  return { attachment: { type: 'media', media: { id } } };
}

function eventIn(received: Received): MediaEvent {
  return (received.body as { event: MediaEvent }).event;
}

async function delivered(count = 1): Promise<MediaEvent> {
  const { body } = (await scene.webhook.received(count))[count - 1] ?? {};
  return body?.direct_message_events?.[0] as unknown as MediaEvent;
}

describe('a person who attaches something', () => {
  const CASES: [string, string, NativeExtras][] = [
    ['photo', '', { media: { kind: 'photo' } }],
    ['animated_gif', '', { media: { kind: 'gif' } }],
    ['video', '', { media: { kind: 'video' } }],
    ['location_shared_coordinate', 'here', { location: SAN_FRANCISCO }],
    ['location_shared_place', 'here', { location: { place: '123456' } }],
    ['quick_reply_response', 'Blue Bird', { quickReply: 'external_id_2' }],
  ];

  test.each(CASES)('is told of with an event as X makes it: %s', async (name, text, more) => {
    scene.sandbox.control.write(ADA, BUSINESS, text, more);
    const { direct_message_events } = fixture(`aaa.direct_message_events.${name}`) as {
      direct_message_events: unknown[];
    };
    expect(shapeOf(await delivered())).toEqual(shapeOf(direct_message_events[0]));
  });

  test('has a t.co link at the end of the text, among the entities and in the media', async () => {
    scene.sandbox.control.write(ADA, BUSINESS, 'se😀 <3', { media: { kind: 'photo' } });
    const { id, message_create } = await delivered();
    const { text, entities, attachment } = message_create.message_data;
    const { url, display_url, expanded_url, indices } = attachment.media;
    expect(text).toBe(`se😀 &lt;3 ${String(url)}`);
    expect([...text].slice(...indices).join('')).toBe(url);
    expect(expanded_url).toBe(`https://twitter.com/messages/media/${id}`);
    expect(display_url).toBe(String(url).replace('https://t.co', 'pic.twitter.com'));
    expect(entities.urls).toEqual([{ url, display_url, expanded_url, indices }]);
  });

  test('without a text, has one that begins with a space, and an exact media id', async () => {
    scene.sandbox.control.write(ADA, BUSINESS, '', { media: { kind: 'photo', extension: 'png' } });
    const { id, message_create } = await delivered();
    const { text, attachment } = message_create.message_data;
    const { id_str, indices, url, media_url } = attachment.media;
    expect([text, indices]).toEqual([` ${String(url)}`, [1, 24]]);
    const ton = `${scene.sandbox.url}/1.1/ton/data/dm/${id}/${id_str}/`;
    expect(String(media_url).replace(ton, '')).toMatch(/^\w{8}\.png$/);
    expect(scene.webhook.deliveries[0]?.raw).toContain(`"media":{"id":${id_str},`);
  });
});

describe('an uploaded media', () => {
  test('is attached, answered and echoed as X does', async () => {
    const id = await upload(scene.business, PHOTO);
    const answer = await send('Here is your receipt', withMedia(id));
    expect([answer.status, shapeOf(answer.body)]).toEqual([
      200,
      shapeOf(fixture('v11.dm.events_new.media.response')),
    ]);
    const { text, attachment } = eventIn(answer).message_create.message_data;
    expect(attachment.media).toMatchObject({ id_str: id, indices: [21, 44], type: 'photo' });
    expect(text).toBe(`Here is your receipt ${String(attachment.media['url'])}`);
    const echo = await delivered();
    expect(echo.message_create.message_data.attachment).toEqual(attachment);
    const file = await scene.business.download(String(attachment.media['media_url']));
    expect(await file.text()).toBe('a photo');
    expect(scene.sandbox.control.media.list()).toMatchObject([
      { id, attachedTo: [eventIn(answer).id] },
    ]);
  });

  test.each([
    ['image/gif', 'dm_gif', 'animated_gif'],
    ['video/mp4', 'dm_video', 'video'],
  ])('%s needs no text and is shown as %s', async (type, category, kind) => {
    const id = await upload(scene.business, { ...PHOTO, type, category });
    const { message_data } = eventIn(await send('', withMedia(id))).message_create;
    expect(message_data.attachment.media).toMatchObject({ type: kind, indices: [1, 24] });
  });

  test('can be used once', async () => {
    const id = await upload(scene.business, PHOTO);
    expect((await send('', withMedia(id), '999')).status).toBe(404);
    expect((await send('', withMedia(id))).status).toBe(200);
    const again = await send('', withMedia(id));
    expect([again.status, again.body]).toEqual([
      400,
      errorBody(324, 'The validation of media ids failed.'),
    ]);
  });

  test('can be used again when it is shared, with the URL of its first message', async () => {
    const id = await upload(scene.business, { ...PHOTO, shared: true });
    const [first, second] = [await send('', withMedia(id)), await send('', withMedia(id), GRACE)];
    const [one, two] = [first, second].map(
      (answer) => eventIn(answer).message_create.message_data.attachment.media,
    );
    expect(one?.['media_url']).toBe(two?.['media_url']);
    expect(one?.['url']).not.toBe(two?.['url']);
    expect((await scene.clientOf(GRACE).download(String(two?.['media_url']))).status).toBe(200);
  });

  test('is refused with 325 when it is unknown, deleted or expired', async () => {
    const deleted = await upload(scene.business, PHOTO);
    scene.sandbox.control.media.delete(deleted);
    scene.sandbox.control.change({ media: { expiresAfterSecs: 0 } });
    const expired = mediaIdOf(await init(scene.business, PHOTO));
    for (const id of ['1', deleted, expired]) {
      const { status, body } = await send('', withMedia(id));
      expect([status, body]).toEqual([400, errorBody(325, 'A media id was not found.')]);
    }
  });

  test("is refused with 324 when it is unready, failed, for posts, or somebody else's", async () => {
    const video = { ...PHOTO, type: 'video/mp4', category: 'dm_video' };
    const { control } = scene.sandbox;
    control.change({ media: { fail: { code: 1, name: 'InvalidMedia', message: 'no' } } });
    const failed = await upload(scene.business, video);
    control.change({ media: { fail: null, processingMs: 60_000 } });
    const ids = [
      failed,
      mediaIdOf(await init(scene.business, PHOTO)),
      await upload(scene.business, video),
      await upload(scene.business, { ...PHOTO, category: 'tweet_image' }),
      await upload(scene.clientOf(ADA), PHOTO),
    ];
    for (const id of ids) {
      expect((await send('', withMedia(id))).body).toMatchObject({ errors: [{ code: 324 }] });
    }
    expect(control.messages()).toEqual([]);
  });
});

describe('a location', () => {
  test.each(['coordinate', 'place'])('is sent as X documents it: %s', async (name) => {
    const json = fixture(`v11.dm.events_new.location_${name}.request`) as ReturnType<
      typeof newMessage
    > & { event: { message_create: { message_data: { attachment: object } } } };
    const { attachment } = json.event.message_create.message_data;
    const answer = await send('here', { attachment });
    expect(answer.body).toMatchObject({
      event: { message_create: { message_data: { text: 'here', attachment } } },
    });
    expect((await delivered()).message_create.message_data.attachment).toEqual(attachment);
  });

  const point = (coordinates: number[]) => ({
    type: 'shared_coordinate',
    shared_coordinate: { coordinates: { type: 'Point', coordinates } },
  });

  test.each([
    ['latitude before longitude', { type: 'location', location: point([37.7, -122.4]) }],
    ['one coordinate', { type: 'location', location: point([1]) }],
    ['neither form', { type: 'location', location: { type: 'here' } }],
    ['another type of attachment', { type: 'sticker' }],
    ['a media without an id', { type: 'media', media: {} }],
  ])('with %s is refused with 38', async (_, attachment) => {
    const { status, body } = await send('here', { attachment });
    expect([status, body]).toMatchObject([403, { errors: [{ code: 38 }] }]);
  });
});
