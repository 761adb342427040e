import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ADA, BUSINESS, errorBody, GRACE, newMessage, Scene } from '../testing/scene.ts';

const NEW = '/1.1/direct_messages/events/new.json';
const LIST = '/1.1/direct_messages/events/list.json';

interface Listed {
  readonly events: { id: string; message_create: { message_data: { text: string } } }[];
  readonly apps?: Record<string, unknown>;
  readonly next_cursor?: string;
}

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.start();
});

afterEach(() => scene.close());

async function list(query = ''): Promise<Listed> {
  return (await scene.business.signed('GET', `${LIST}${query}`)).body as Listed;
}

function textsOf({ events }: Listed): string[] {
  return events.map(({ message_create }) => message_create.message_data.text);
}

test('a sent message is answered with its event, and its id tells when it was created', async () => {
  const { status, body } = await scene.send(ADA, 'a & b');
  const { event } = body as { event: { id: string; created_timestamp: string } };
  expect([status, event]).toEqual([
    200,
    {
      type: 'message_create',
      id: expect.stringMatching(/^\d{19}$/),
      created_timestamp: expect.any(String),
      message_create: {
        target: { recipient_id: ADA },
        sender_id: BUSINESS,
        message_data: {
          text: 'a &amp; b',
          entities: { hashtags: [], symbols: [], user_mentions: [], urls: [] },
        },
      },
    },
  ]);
  const createdMs = Number(BigInt(event.id) >> 22n) + 1_288_834_974_657;
  expect(event.created_timestamp).toBe(String(createdMs));
});

describe('a message is refused', () => {
  test.each([
    ['that is longer than 10,000 characters', ADA, '😀'.repeat(10_001), 403, 354],
    ['to a user who does not exist', '999', 'hello', 404, 50],
    ['without text', ADA, '', 403, 38],
  ])('%s', async (_, to, text, status, code) => {
    const answer = await scene.send(to, text);
    expect([answer.status, answer.body]).toMatchObject([status, { errors: [{ code }] }]);
    expect(scene.sandbox.control.messages()).toEqual([]);
  });

  test('to a user who does not accept messages', async () => {
    scene.sandbox.control.registrations.changeUser(ADA, { acceptsMessages: false });
    const { status, body } = await scene.send(ADA, 'hello');
    expect([status, body]).toEqual([403, errorBody(349, 'You cannot send messages to this user.')]);
  });

  test('that is not sent as JSON', async () => {
    const { status } = await scene.business.signed('POST', NEW, { form: { text: 'hello' } });
    expect(status).toBe(403);
  });

  test('with more than 20 quick replies, or a button that is no link', async () => {
    const options = Array.from({ length: 21 }, (_, index) => ({ label: String(index) }));
    const ctas = [{ type: 'web_url', label: 'Go', url: 'mailto:a@a.example' }];
    for (const more of [{ quick_reply: { type: 'options', options } }, { ctas }]) {
      const json = newMessage(ADA, 'choose', more);
      const { body } = await scene.business.signed('POST', NEW, { json });
      expect(body).toMatchObject({ errors: [{ code: 38 }] });
    }
  });
});

test('a message of exactly 10,000 code points is sent', async () => {
  expect((await scene.send(ADA, '😀'.repeat(10_000))).status).toBe(200);
});

test('quick replies are kept and buttons get a t.co link', async () => {
  const quick_reply = { type: 'options', options: [{ label: 'Yes', metadata: 'y' }] };
  const ctas = [{ type: 'web_url', label: 'Go', url: 'https://a.example' }];
  const json = newMessage(ADA, 'choose', { quick_reply, ctas });
  const { body } = await scene.business.signed('POST', NEW, { json });
  const data = { quick_reply, ctas: [{ ...ctas[0], tco_url: expect.stringMatching(/t\.co/) }] };
  expect(body).toMatchObject({ event: { message_create: { message_data: data } } });
});

test('the list is newest first and shows the app of own messages only', async () => {
  scene.sandbox.control.write(ADA, BUSINESS, 'one <3');
  await scene.send(ADA, 'two');
  scene.sandbox.control.write(ADA, GRACE, 'not for the business');
  const listed = await list();
  expect(textsOf(listed)).toEqual(['two', 'one &lt;3']);
  expect(listed.events[0]?.message_create).toHaveProperty('source_app_id', '10000001');
  expect(listed.events[1]?.message_create).not.toHaveProperty('source_app_id');
  expect(Object.keys(listed.apps ?? {})).toEqual(['10000001']);
  expect(listed).not.toHaveProperty('next_cursor');
});

test('cursors lead through the list; a page has 20 messages, at most 50', async () => {
  for (let n = 1; n <= 51; n += 1) scene.sandbox.control.write(ADA, BUSINESS, String(n));
  expect((await list()).events).toHaveLength(20);
  const first = await list('?count=90');
  expect([first.events.length, textsOf(first)[0]]).toEqual([50, '51']);
  const last = await list(`?count=50&cursor=${first.next_cursor}`);
  expect([textsOf(last), last.next_cursor]).toEqual([['1'], undefined]);
});

test('the first page can be empty with the messages behind its cursor', async () => {
  scene.sandbox.control.change({ emptyFirstPage: true });
  expect(await list()).toEqual({ events: [] });
  scene.sandbox.control.write(ADA, BUSINESS, 'hello');
  const empty = await list();
  expect(empty).toEqual({ events: [], next_cursor: expect.any(String) });
  expect(textsOf(await list(`?cursor=${empty.next_cursor}`))).toEqual(['hello']);
});

test('one message is shown to its users only', async () => {
  const { event } = scene.sandbox.control.write(ADA, BUSINESS, 'hello');
  const foreign = scene.sandbox.control.write(ADA, GRACE, 'private').event;
  const path = '/1.1/direct_messages/events/show.json';
  const shown = await scene.business.signed('GET', `${path}?id=${event.id}`);
  expect([shown.status, shown.body]).toEqual([200, { event }]);
  expect((await scene.business.signed('GET', `${path}?id=${foreign.id}`)).status).toBe(404);
});

test.each([
  ['indicate_typing', {}],
  ['mark_read', { recipient_id: ADA }],
])('%s with a parameter missing is refused with 400', async (call, form) => {
  const path = `/1.1/direct_messages/${call}.json`;
  expect((await scene.business.signed('POST', path, { form })).status).toBe(400);
});

describe('rate limits', () => {
  test('the sixteenth list within 15 minutes is refused with 88 and told when to come back', async () => {
    for (let left = 14; left >= 0; left -= 1) {
      const { headers } = await scene.business.signed('GET', LIST);
      expect(headers.get('x-rate-limit-remaining')).toBe(String(left));
    }
    const { status, body, headers } = await scene.business.signed('GET', LIST);
    expect([status, body]).toEqual([429, errorBody(88, 'Rate limit exceeded.')]);
    expect(headers.get('x-rate-limit-limit')).toBe('15');
    const resetInS = Number(headers.get('x-rate-limit-reset')) - Date.now() / 1000;
    expect(resetInS).toBeGreaterThan(890);
    expect(resetInS).toBeLessThan(902);
  });

  test('a window that is over opens anew', async () => {
    const limit = { limit: 1, windowMs: 300 };
    scene.sandbox.control.change({ rateLimits: { 'direct_messages/events/list': limit } });
    expect((await scene.business.signed('GET', LIST)).status).toBe(200);
    expect((await scene.business.signed('GET', LIST)).status).toBe(429);
    await new Promise((resolve) => setTimeout(resolve, 310));
    expect((await scene.business.signed('GET', LIST)).status).toBe(200);
  });

  test('each received message frees five sends to its sender', async () => {
    const limit = { limit: 0, windowMs: 60_000 };
    scene.sandbox.control.change({ rateLimits: { 'direct_messages/events/new': limit } });
    expect((await scene.send(ADA, 'first')).status).toBe(429);
    scene.sandbox.control.write(ADA, BUSINESS, 'hello');
    const statuses: number[] = [];
    for (let n = 0; n < 6; n += 1) statuses.push((await scene.send(ADA, String(n))).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    expect((await scene.send(GRACE, 'hello')).status).toBe(429);
  });

  test('sends are counted for the app, too', async () => {
    const limit = { limit: 1, windowMs: 60_000 };
    scene.sandbox.control.change({ rateLimits: { 'direct_messages/events/new per app': limit } });
    const first = await scene.send(ADA, 'one');
    expect(first.headers.get('x-app-limit-24hour-remaining')).toBe('0');
    expect((await scene.send(ADA, 'two')).status).toBe(429);
  });
});
