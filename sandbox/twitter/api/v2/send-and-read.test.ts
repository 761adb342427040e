import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fixture, shapeOf } from '../../testing/fixtures.ts';
import { ADA, BUSINESS, GRACE, Scene } from '../../testing/scene.ts';
import { SignedClient } from '../../testing/signed-client.ts';
import { upload } from '../../testing/uploading.ts';

const WITH_ADA = `/2/dm_conversations/with/${ADA}`;
const ALL_FIELDS =
  'dm_event.fields=id,event_type,text,created_at,dm_conversation_id,sender_id,attachments,entities';

let scene: Scene;
let client: SignedClient;

beforeEach(async () => {
  scene = await Scene.start();
  client = scene.business;
  const limit = { limit: 1000, windowMs: 900_000 };
  scene.sandbox.control.change({
    rateLimits: {
      'dm_conversations/messages': limit,
      'dm_events/list': limit,
      'dm_events/with': limit,
      'dm_events/show': limit,
    },
  });
});

afterEach(() => scene.close());

const send = (json: unknown, path = `${WITH_ADA}/messages`) =>
  client.signed('POST', path, { json });
const eventIdOf = (body: unknown) => (body as { data: { dm_event_id: string } }).data.dm_event_id;
const idsOf = (body: unknown) => (body as { data?: { id: string }[] }).data?.map(({ id }) => id);

describe('sending', () => {
  test('to a participant makes the conversation, and to the conversation goes on with it', async () => {
    const first = await send({ text: 'Hello <you> & me' });
    expect([first.status, shapeOf(first.body)]).toEqual([
      201,
      shapeOf(fixture('v2.dm.send.response')),
    ]);
    const conversation = `${BUSINESS}-${ADA}`;
    expect(first.body).toMatchObject({ data: { dm_conversation_id: conversation } });
    const second = await send({ text: 'Again' }, `/2/dm_conversations/${conversation}/messages`);
    expect(second.status).toBe(201);
    expect(scene.sandbox.control.messages()).toMatchObject([
      { id: eventIdOf(first.body), from: BUSINESS, to: ADA, text: 'Hello <you> & me', via: 'api' },
      { id: eventIdOf(second.body), text: 'Again' },
    ]);
  });

  test.each([
    [{}, 'At least one of `text` or `attachments` is required.'],
    [{ text: '' }, '$.text: must be at least 1 characters long'],
    [{ text: 7 }, /^\$\.text: /],
    [{ words: 'x' }, /^\$\.words: is not defined in the schema/],
    [{ text: 'x'.repeat(10_001) }, /^\$\.text: /],
    [{ attachments: [{ media_id: '1' }, { media_id: '2' }] }, /maximum of 1 items/],
    [{ attachments: [{ media_id: '1' }] }, 'Your media IDs are invalid.'],
  ])('%j is an invalid request', async (json, message) => {
    const { status, body } = await send(json);
    const problem = body as { title: string; errors: { message: string }[] };
    expect([status, problem.title]).toEqual([400, 'Invalid Request']);
    if (typeof message === 'string') expect(problem.errors[0]?.message).toBe(message);
    else expect(problem.errors[0]?.message).toMatch(message);
  });

  test('to what is no id names the parameter', async () => {
    const { status, body } = await send({ text: 'x' }, '/2/dm_conversations/with/abc/messages');
    expect([status, body]).toEqual([400, fixture('v2.error_400_invalid_request')]);
  });

  test('to somebody who does not accept messages is not permitted', async () => {
    scene.sandbox.control.registrations.changeUser(ADA, { acceptsMessages: false });
    const { status, body } = await send({ text: 'x' });
    expect([status, body]).toEqual([403, fixture('v2.dm.error_403_not_permitted')]);
  });

  test('with a token that was made before the app had access is an oauth1 permission', async () => {
    const { registrations } = scene.sandbox.control;
    const app = registrations.addApp({
      name: 'Reader',
      access: 'read',
      environments: [],
      webhookLimit: 1,
      subscriptionLimit: 1,
    });
    const token = registrations.issueToken(BUSINESS, app.id);
    const reader = new SignedClient(scene.sandbox.url, { ...app, ...token });
    const { status, body } = await reader.signed('POST', `${WITH_ADA}/messages`, {
      json: { text: 'x' },
    });
    const refused = [403, fixture('v2.error_403_oauth1_permissions')];
    expect([status, body]).toEqual(refused);
    const media = await reader.signed('POST', '/2/media/upload/initialize', { json: {} });
    expect([media.status, media.body]).toEqual(refused);
  });

  test('to a conversation of others is forbidden', async () => {
    const { status } = await send({ text: 'x' }, `/2/dm_conversations/${ADA}-${GRACE}/messages`);
    expect(status).toBe(403);
  });

  test('with a photo appends its link; a second use of the media is refused', async () => {
    const media_id = await upload(client, { bytes: Buffer.from('\xff\xd8\xff0123', 'latin1') });
    const json = { attachments: [{ media_id }] };
    const { body } = await send(json);
    const path = `/2/dm_events/${eventIdOf(body)}?${ALL_FIELDS}&expansions=attachments.media_keys&media.fields=url`;
    const shown = await client.signed('GET', path);
    expect(shown.body).toMatchObject({
      data: {
        text: expect.stringMatching(/^ https:\/\/t\.co\/\w{10}$/),
        attachments: { media_keys: [`3_${media_id}`] },
        entities: { urls: [{ start: 1, end: 24 }] },
      },
      includes: { media: [{ media_key: `3_${media_id}`, type: 'photo' }] },
    });
    const again = await send(json);
    expect([again.status, again.body]).toEqual([403, fixture('v2.dm.error_403_media')]);
  });
});

describe('reading', () => {
  test('shows the messages of both generations, newest first, without HTML escapes', async () => {
    const { event } = scene.sandbox.control.write(
      ADA,
      BUSINESS,
      'a < b && c https://example.com/x',
    );
    await scene.send(ADA, 'by v1.1 & more');
    const { body: sent } = await send({ text: 'by v2' });
    const { body } = await client.signed('GET', `/2/dm_events?${ALL_FIELDS}&expansions=sender_id`);
    expect(body).toMatchObject({
      data: [
        { id: eventIdOf(sent), event_type: 'MessageCreate', text: 'by v2', sender_id: BUSINESS },
        { text: 'by v1.1 & more', dm_conversation_id: `${BUSINESS}-${ADA}` },
        {
          id: event.id,
          text: expect.stringMatching(/^a < b && c https:\/\/t\.co\/\w{10}$/),
          created_at: new Date(Number(event.created_timestamp)).toISOString(),
          entities: { urls: [{ start: 11, end: 34, expanded_url: 'https://example.com/x' }] },
        },
      ],
      includes: { users: [{ id: BUSINESS }, { id: ADA, username: 'ada' }] },
      meta: { result_count: 3 },
    });
    const list = await client.signed('GET', '/1.1/direct_messages/events/list.json');
    expect((list.body as { events: { id: string }[] }).events.map(({ id }) => id)).toEqual(
      idsOf(body),
    );
  });

  test('without asked fields shows id, type and text alone', async () => {
    const { event } = scene.sandbox.control.write(ADA, BUSINESS, 'hello');
    const { body } = await client.signed('GET', `${WITH_ADA}/dm_events`);
    expect(body).toEqual({
      data: [{ id: event.id, event_type: 'MessageCreate', text: 'hello' }],
      meta: { result_count: 1 },
    });
  });

  test('nothing has no data', async () => {
    const { body } = await client.signed('GET', '/2/dm_events?event_types=ParticipantsJoin');
    expect(body).toEqual(fixture('v2.dm.events_list.empty.response'));
  });

  test('goes back and forth by tokens, within one conversation', async () => {
    const { control } = scene.sandbox;
    control.write(GRACE, BUSINESS, 'other');
    const ids = ['1', '2', '3', '4', '5'].map(
      (text) => control.write(ADA, BUSINESS, text).event.id,
    );
    const page = async (token?: string) => {
      const more = token === undefined ? '' : `&pagination_token=${token}`;
      const { body } = await client.signed('GET', `${WITH_ADA}/dm_events?max_results=2${more}`);
      return body as { meta: { next_token?: string; previous_token?: string } };
    };
    const first = await page();
    expect([idsOf(first), first.meta.previous_token]).toEqual([[ids[4], ids[3]], undefined]);
    expect(first.meta.next_token?.length).toBeGreaterThanOrEqual(16);
    const second = await page(first.meta.next_token);
    expect(idsOf(second)).toEqual([ids[2], ids[1]]);
    const last = await page(second.meta.next_token);
    expect([idsOf(last), last.meta.next_token]).toEqual([[ids[0]], undefined]);
    expect(idsOf(await page(second.meta.previous_token))).toEqual([ids[4], ids[3]]);
  });

  test.each(['max_results=0', 'max_results=101', 'pagination_token=abc', 'event_types=Other'])(
    '%s is an invalid request',
    async (query) => {
      expect((await client.signed('GET', `/2/dm_events?${query}`)).status).toBe(400);
    },
  );

  test('a message of 30 days ago is shown no more', async () => {
    scene.sandbox.control.write(ADA, BUSINESS, 'old');
    await scene.sandbox.control.clock.change({ advanceMs: 30 * 24 * 3_600_000 + 1 });
    expect((await client.signed('GET', '/2/dm_events')).body).toMatchObject({
      meta: { result_count: 0 },
    });
  });

  test('an event of others is not found: 200 and an error', async () => {
    const { event } = scene.sandbox.control.write(ADA, GRACE, 'private');
    const { status, body } = await client.signed('GET', `/2/dm_events/${event.id}`);
    expect([status, Object.keys(body as object)]).toEqual([200, ['errors']]);
  });
});

test('a message is deleted by its sender, for the sender alone', async () => {
  const { event } = scene.sandbox.control.write(ADA, BUSINESS, 'theirs');
  const { body: sent } = await send({ text: 'ours' });
  const id = eventIdOf(sent);
  expect((await client.signed('DELETE', `/2/dm_events/${event.id}`)).status).toBe(403);
  const { status, body } = await client.signed('DELETE', `/2/dm_events/${id}`);
  expect([status, body]).toEqual([200, fixture('v2.dm.delete.response')]);
  expect(idsOf((await client.signed('GET', '/2/dm_events')).body)).toEqual([event.id]);
  const ada = scene.clientOf(ADA);
  expect(idsOf((await ada.signed('GET', '/2/dm_events')).body)).toEqual([id, event.id]);
  expect((await client.signed('DELETE', `/2/dm_events/${id}`)).status).toBe(404);
});
