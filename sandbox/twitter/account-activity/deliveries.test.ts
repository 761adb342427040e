import { afterEach, expect, test } from '@jest/globals';
import { DEFAULT_APP, DEFAULT_BUSINESS } from '../defaults.ts';
import { ACTIVITY, ADA, BUSINESS, GRACE, Scene } from '../testing/scene.ts';
import { SignedClient } from '../testing/signed-client.ts';
import type { SettingsChange } from '../settings.ts';
import { webhookSignature } from './webhook-signature.ts';

let scene: Scene;

afterEach(() => scene.close());

async function start(settings: SettingsChange = {}): Promise<void> {
  scene = await Scene.subscribed({ settings });
}

/** Resolves when nothing is to be delivered any more. */
async function settled() {
  const { control } = scene.sandbox;
  while (control.state().counts.deliveries.pending > 0) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return control.state().counts.deliveries;
}

test('a native message is delivered with both users, without an app, and signed over its bytes', async () => {
  await start();
  const { event } = scene.sandbox.control.write(ADA, BUSINESS, 'héllo <3');
  const [delivery] = await scene.webhook.received(1);
  expect(delivery?.body).toEqual({
    for_user_id: BUSINESS,
    direct_message_events: [event],
    users: {
      [ADA]: expect.objectContaining({ id: ADA, screen_name: 'ada', name: 'Ada Lovelace' }),
      [BUSINESS]: expect.objectContaining({ screen_name: DEFAULT_BUSINESS.screenName }),
    },
  });
  expect(event.message_create.message_data.text).toBe('héllo &lt;3');
  expect(delivery?.headers['content-type']).toBe('application/json');
  expect(delivery?.headers['x-twitter-webhooks-signature']).toBe(
    webhookSignature(delivery?.raw ?? '', DEFAULT_APP.consumerSecret),
  );
});

test('an API send is echoed with the app, a native send of the business with another one', async () => {
  await start();
  await scene.send(ADA, 'from the API');
  await scene.webhook.received(1);
  scene.sandbox.control.write(BUSINESS, ADA, 'from the phone');
  const deliveries = await scene.webhook.received(2);
  const apps = deliveries.map(
    ({ body }) => body.direct_message_events?.[0]?.message_create.source_app_id,
  );
  expect(apps).toEqual([DEFAULT_APP.id, '3033300']);
  expect(deliveries.map(({ body }) => Object.keys(body.apps ?? {}))).toEqual([
    [DEFAULT_APP.id],
    ['3033300'],
  ]);
});

test('echo after: the answer comes before the delivery', async () => {
  await start({ echo: 'after' });
  let answeredMs = Number.POSITIVE_INFINITY;
  scene.webhook.onDelivery = () => ({ delayMs: 50 });
  const sent = scene.send(ADA, 'hello').then(() => {
    answeredMs = performance.now();
  });
  await Promise.all([sent, settledAfterFirst()]);
  expect(scene.webhook.deliveries).toHaveLength(1);
  expect(answeredMs).toBeLessThan((scene.webhook.deliveries[0]?.atMs ?? 0) + 50);
});

test('echo before: the delivery is over before the answer comes', async () => {
  await start({ echo: 'before' });
  scene.webhook.onDelivery = () => ({ delayMs: 50 });
  await scene.send(ADA, 'hello');
  const answeredMs = performance.now();
  expect(scene.webhook.deliveries).toHaveLength(1);
  expect(answeredMs).toBeGreaterThan((scene.webhook.deliveries[0]?.atMs ?? 0) + 45);
});

test('echo off: only messages to the account are delivered', async () => {
  await start({ echo: 'off' });
  await scene.send(ADA, 'hello');
  scene.sandbox.control.write(ADA, BUSINESS, 'hi');
  await scene.webhook.received(1);
  expect(await settled()).toMatchObject({ delivered: 1, attempts: 1 });
});

test('a failed delivery is tried again after each delay with the same bytes, then lost', async () => {
  await start({ retryDelaysMs: [60, 120, 180] });
  scene.webhook.onDelivery = () => ({ status: 503 });
  scene.sandbox.control.write(ADA, BUSINESS, 'hello');
  const deliveries = await scene.webhook.received(4);
  expect(await settled()).toEqual({ delivered: 0, pending: 0, lost: 1, attempts: 4 });
  expect(new Set(deliveries.map(({ raw }) => raw)).size).toBe(1);
  const waits = deliveries.slice(1).map(({ atMs }, n) => atMs - (deliveries[n]?.atMs ?? 0));
  expect(waits.map((wait, n) => wait > 55 * (n + 1) && wait < 60 * (n + 1) + 55)).toEqual([
    true,
    true,
    true,
  ]);
});

test.each([
  ['201', { status: 201 }],
  ['a redirect', { status: 302 }],
  ['an answer that is late', { delayMs: 300 }],
])('%s is no success, and the retry that succeeds is the last', async (_, answer) => {
  await start({ retryDelaysMs: [10, 10], webhookTimeoutMs: 100 });
  scene.webhook.onDelivery = (number) => (number === 0 ? answer : {});
  scene.sandbox.control.write(ADA, BUSINESS, 'hello');
  await scene.webhook.received(2);
  expect(await settled()).toEqual({ delivered: 1, pending: 0, lost: 0, attempts: 2 });
});

test('the schedule is 3, 27 and 242 seconds unless set', async () => {
  await start();
  expect(scene.sandbox.control.state().settings.retryDelaysMs).toEqual([3_000, 27_000, 242_000]);
});

test('every attempt is logged with its status and event ids', async () => {
  await start({ retryDelaysMs: [10], webhookTimeoutMs: 100 });
  scene.webhook.onDelivery = (number) => (number === 0 ? { delayMs: 200 } : {});
  const { event } = scene.sandbox.control.write(ADA, BUSINESS, 'hello');
  await scene.webhook.received(2);
  await settled();
  const url = 'https://connector.example/webhook/twitter';
  const common = { url, form: 'v1.1', forUserId: BUSINESS };
  const logged = { ...common, at: expect.any(String), eventIds: [event.id] };
  expect(scene.sandbox.control.deliveries()).toEqual([
    { n: 1, ...logged, status: null, failure: 'timeout', attempt: 1 },
    { n: 2, ...logged, status: 200, attempt: 2 },
  ]);
});

test('a batch holds as many events as set, in order, and an incomplete one goes after a wait', async () => {
  await start({ batch: 2, batchWaitMs: 30 });
  for (const text of ['1', '2', '3']) scene.sandbox.control.write(ADA, BUSINESS, text);
  scene.sandbox.control.write(GRACE, BUSINESS, '4');
  scene.sandbox.control.write(ADA, BUSINESS, '5');
  const deliveries = await scene.webhook.received(3);
  const texts = deliveries.map(({ body }) =>
    body.direct_message_events?.map(({ message_create }) => message_create.message_data.text),
  );
  expect(new Set(texts.map((batch) => batch?.join()))).toEqual(new Set(['1,2', '3,4', '5']));
  const mixed = deliveries.find(({ body }) => GRACE in (body.users ?? {}));
  expect(Object.keys(mixed?.body.users ?? {}).sort()).toEqual([ADA, GRACE, BUSINESS].sort());
});

test('with duplicates on, a body comes twice', async () => {
  await start({ duplicate: 1 });
  scene.sandbox.control.write(ADA, BUSINESS, 'hello');
  const [first, second] = await scene.webhook.received(2);
  expect(first?.raw).toBe(second?.raw);
  expect((await settled()).delivered).toBe(2);
});

test('with reordering on, deliveries leave in another order', async () => {
  await start({ reorderMs: 60 });
  const ids = Array.from(
    { length: 30 },
    (_, n) => scene.sandbox.control.write(ADA, BUSINESS, String(n)).event.id,
  );
  const deliveries = await scene.webhook.received(30);
  const delivered = deliveries.map(({ body }) => body.direct_message_events?.[0]?.id);
  expect(delivered).not.toEqual(ids);
  expect(new Set(delivered)).toEqual(new Set(ids));
});

test('deliveries of one conversation overlap', async () => {
  await start();
  scene.webhook.onDelivery = () => ({ delayMs: 150 });
  scene.sandbox.control.write(ADA, BUSINESS, '1');
  scene.sandbox.control.write(ADA, BUSINESS, '2');
  const [first, second] = await scene.webhook.received(2);
  expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeLessThan(140);
});

test('when both users are subscribed, each one is told', async () => {
  await start();
  const { registrations } = scene.sandbox.control;
  const { consumerKey, consumerSecret } = DEFAULT_APP;
  const ada = { consumerKey, consumerSecret, ...registrations.issueToken(ADA) };
  await new SignedClient(scene.sandbox.url, ada).signed(
    'POST',
    `${ACTIVITY}/prod/subscriptions.json`,
  );
  await scene.send(ADA, 'hello');
  const deliveries = await scene.webhook.received(2);
  expect(new Set(deliveries.map(({ body }) => body.for_user_id))).toEqual(new Set([ADA, BUSINESS]));
  expect(new Set(deliveries.map(({ body }) => body.direct_message_events?.[0]?.id)).size).toBe(1);
});

test('typing and reading are told to the user they are meant for', async () => {
  await start();
  const { control } = scene.sandbox;
  control.type(ADA, BUSINESS);
  await scene.webhook.received(1);
  control.read(ADA, BUSINESS, '123');
  const [typing, read] = await scene.webhook.received(2);
  const common = {
    created_timestamp: expect.stringMatching(/^\d{13}$/),
    sender_id: ADA,
    target: { recipient_id: BUSINESS },
  };
  expect(typing?.body['direct_message_indicate_typing_events']).toEqual([common]);
  expect(read?.body['direct_message_mark_read_events']).toEqual([
    { ...common, last_read_event_id: '123' },
  ]);
});

test('a tapped quick reply is delivered with its metadata', async () => {
  await start();
  scene.sandbox.control.write(ADA, BUSINESS, 'Blue Bird', { quickReply: 'external_id_2' });
  const [delivery] = await scene.webhook.received(1);
  expect(delivery?.body.direct_message_events?.[0]?.message_create.message_data).toMatchObject({
    text: 'Blue Bird',
    quick_reply_response: { type: 'options', metadata: 'external_id_2' },
  });
});

async function settledAfterFirst(): Promise<void> {
  await scene.webhook.received(1);
  await settled();
}
