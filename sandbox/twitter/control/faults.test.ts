import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ADA, errorBody, GRACE, Scene } from '../testing/scene.ts';

const DIRECT_MESSAGES = '/1.1/direct_messages/';

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.subscribed();
});

afterEach(() => scene.close());

function fault(rule: object) {
  return scene.business.plain('POST', '/sandbox/faults', { json: rule });
}

function textsTo(userId: string): string[] {
  return scene.sandbox.control.messages({ with: userId }).map(({ text }) => text);
}

test.each([
  [150, 403, 'You cannot send messages to users who are not following you.'],
  [151, 403, 'There was an error sending your message: reason'],
  [187, 403, 'Status is a duplicate.'],
  [226, 403, expect.stringMatching(/automated/)],
  [131, 500, 'Internal error'],
  [130, 503, 'Over capacity'],
  [99, 403, "You don't have access to this resource."],
])('code %d comes with its status %d and its words', async (code, status, message) => {
  await fault({ path: DIRECT_MESSAGES, code });
  const answer = await scene.send(ADA, 'hello');
  expect([answer.status, answer.body]).toEqual([status, { errors: [{ code, message }] }]);
  expect(textsTo(ADA)).toEqual([]);
});

test('a fault lasts for its number of calls, or until the faults are cleared', async () => {
  await fault({ path: DIRECT_MESSAGES, status: 503, times: 2 });
  const statuses: number[] = [];
  for (const text of ['1', '2', '3']) statuses.push((await scene.send(ADA, text)).status);
  expect(statuses).toEqual([503, 503, 200]);
  await fault({ path: DIRECT_MESSAGES, status: 503 });
  expect((await scene.send(ADA, '4')).status).toBe(503);
  await scene.business.plain('DELETE', '/sandbox/faults');
  expect((await scene.send(ADA, '5')).status).toBe(200);
});

test('a fault meets only its method, path and recipient', async () => {
  await fault({ method: 'POST', path: '^/1\\.1/.*new\\.json$', status: 500, recipient: ADA });
  expect((await scene.send(GRACE, 'hello')).status).toBe(200);
  const list = await scene.business.signed('GET', '/1.1/direct_messages/events/list.json');
  expect(list.status).toBe(200);
  expect((await scene.send(ADA, 'hello')).status).toBe(500);
});

test('a fault answers with its own status, body, message and headers', async () => {
  await fault({ path: DIRECT_MESSAGES, times: 1, status: 402, body: { title: 'Credits' } });
  const credits = await scene.send(ADA, '1');
  expect([credits.status, credits.body]).toEqual([402, { title: 'Credits' }]);
  const headers = { 'x-access-level': 'read' };
  await fault({ path: DIRECT_MESSAGES, times: 1, code: 151, message: 'No.', headers });
  const refused = await scene.send(ADA, '2');
  expect(refused.body).toEqual(errorBody(151, 'No.'));
  expect(refused.headers.get('x-access-level')).toBe('read');
  await fault({ path: DIRECT_MESSAGES, times: 1, status: 503, body: '<html>' });
  const page = await scene.send(ADA, '3');
  expect([page.body, page.headers.get('content-type')]).toEqual([
    '<html>',
    expect.stringMatching('text/html'),
  ]);
});

test('a rate limit fault names its reset', async () => {
  await fault({ path: DIRECT_MESSAGES, code: 88, retryAfterReset: 60 });
  const { status, headers } = await scene.send(ADA, 'hello');
  const resetInS = Number(headers.get('x-rate-limit-reset')) - Date.now() / 1000;
  expect([status, headers.get('x-rate-limit-remaining')]).toEqual([429, '0']);
  expect(resetInS).toBeGreaterThan(58);
  expect(resetInS).toBeLessThan(62);
});

test('a delay alone leaves the answer as it is', async () => {
  await fault({ path: DIRECT_MESSAGES, delayMs: 80 });
  const startedMs = performance.now();
  expect((await scene.send(ADA, 'hello')).status).toBe(200);
  expect(performance.now() - startedMs).toBeGreaterThan(75);
});

test('before: a torn connection sends nothing', async () => {
  await fault({ path: DIRECT_MESSAGES, tear: true });
  await expect(scene.send(ADA, 'hello')).rejects.toThrow();
  expect(textsTo(ADA)).toEqual([]);
  expect(scene.sandbox.control.requests().at(-1)?.status).toBeNull();
});

test('after: the message is sent and echoed though the connection is torn', async () => {
  await fault({ path: DIRECT_MESSAGES, tear: true, when: 'after' });
  await expect(scene.send(ADA, 'hello')).rejects.toThrow();
  expect(textsTo(ADA)).toEqual(['hello']);
  await scene.webhook.received(1);
});

test('after: the message is sent though the answer is an error', async () => {
  await fault({ path: DIRECT_MESSAGES, code: 131, when: 'after' });
  expect((await scene.send(ADA, 'hello')).status).toBe(500);
  expect(textsTo(ADA)).toEqual(['hello']);
});

test('after: a message is echoed even to a client that did not wait for the answer', async () => {
  await fault({ path: DIRECT_MESSAGES, delayMs: 150, when: 'after' });
  const path = '/1.1/direct_messages/events/new.json';
  const json = {
    event: {
      type: 'message_create',
      message_create: { target: { recipient_id: ADA }, message_data: { text: 'hello' } },
    },
  };
  const impatient = fetch(`${scene.sandbox.url}${path}`, {
    method: 'POST',
    body: JSON.stringify(json),
    headers: {
      'content-type': 'application/json',
      authorization: scene.business.authorization('POST', path),
    },
    signal: AbortSignal.timeout(50),
  });
  await expect(impatient).rejects.toThrow();
  await scene.webhook.received(1);
});

test('the first matching rule is shown, and the state lists what is left', async () => {
  await fault({ path: DIRECT_MESSAGES, status: 500, times: 3 });
  await fault({ path: DIRECT_MESSAGES, status: 503 });
  expect((await scene.send(ADA, 'hello')).status).toBe(500);
  expect(scene.sandbox.control.state().faults).toMatchObject([
    { status: 500, times: 2 },
    { status: 503 },
  ]);
});
