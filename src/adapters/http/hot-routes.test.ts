import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Failure } from '../../domain/errors.ts';
import { withHotRoutes } from './hot-routes.ts';
import { RequestRefused } from './problem.ts';

const vouches = { serves: () => true, isOwn: () => true };

/** Receives what the hot routes hand over; a class, as the real receivers are. */
class Receiver {
  readonly #received: unknown[] = [];
  failure: unknown;

  get received(): readonly unknown[] {
    return this.#received;
  }

  verify(accountId: string, rawBody: Buffer, signature: string | undefined) {
    this.#received.push({ accountId, raw: rawBody.toString('latin1'), signature });
    if (this.failure !== undefined) throw this.failure;
    return vouches;
  }
  admit(): void {
    if (this.failure !== undefined) throw this.failure;
  }
  async receive(...given: readonly unknown[]): Promise<void> {
    this.#received.push(given);
  }
}

let server: Server;
let base: string;
let events: Receiver;
let messages: Receiver;
let reported: unknown[];

beforeEach(async () => {
  events = new Receiver();
  messages = new Receiver();
  reported = [];
  const listener = withHotRoutes(
    { accountEvents: events, agentMessages: messages },
    (request, response) => response.writeHead(299).end(`${request.method} ${request.url}`),
    (unforeseen) => void reported.push(unforeseen),
  );
  server = createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const post = (
  path: string,
  body: string | Buffer = '{"a":1}',
  headers: Record<string, string> = {},
) => fetch(base + path, { method: 'POST', body, headers });

describe('a message of the contact centre', () => {
  const paths = ['/', '/message/receive', '/ccm-msg/receive', '/cim-messages', '/messages'];

  test.each([
    ...paths,
    ...paths.map((path) => `/twitter-connector${path}`),
    '/twitter-connector',
    '/message/receive/',
    '/message/receive?token=x&y=/',
    '/twitter-connector/messages/?a=b',
    '/?token=/webhook/twitter/1',
  ])('is taken at %s', async (path) => {
    const response = await post(path);
    expect([response.status, await response.text()]).toEqual([200, '{}']);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(messages.received).toEqual([[{ a: 1 }]]);
    expect(events.received).toEqual([]);
  });

  test('is not read from a caller who is not let in', async () => {
    messages.failure = new RequestRefused(401, 'A valid token is required');
    const response = await post('/message/receive', 'not JSON');
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ title: 'A valid token is required' });
    expect(messages.received).toEqual([]);
  });
});

describe('events of X', () => {
  test.each([
    '/webhook/twitter/4337869213',
    '/twitter-connector/webhook/twitter/4337869213',
    '/webhook/twitter/4337869213/',
    '/webhook/twitter/4337869213?a=b',
  ])('are taken at %s, their raw bytes verified first', async (path) => {
    const headers = { 'x-twitter-webhooks-signature': 'sha256=x' };
    const response = await post(path, '{"url":"\\/"}', headers);
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(events.received).toEqual([
      { accountId: '4337869213', raw: '{"url":"\\/"}', signature: 'sha256=x' },
      ['4337869213', { url: '/' }, vouches],
    ]);
  });

  test('without a signature are verified as such, not let through', async () => {
    events.failure = new Failure('unauthorized', 'the signature is missing');
    const response = await post('/webhook/twitter/1');
    expect(response.status).toBe(401);
    expect(events.received).toEqual([{ accountId: '1', raw: '{"a":1}', signature: undefined }]);
  });

  test('that X did not sign are not even parsed', async () => {
    events.failure = new Failure('unauthorized', 'the signature does not fit the body');
    expect((await post('/webhook/twitter/1', 'no JSON')).status).toBe(401);
  });

  test('that are no JSON are refused', async () => {
    const response = await post('/webhook/twitter/1', '{');
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toEqual({
      type: 'about:blank',
      status: 400,
      title: 'The request is not valid',
      detail: 'the body is not valid JSON',
      errors: ['the body is not valid JSON'],
    });
  });
});

describe('an answer', () => {
  test('to a body that is too large is 413, and the server lives on', async () => {
    const response = await post('/webhook/twitter/1', Buffer.alloc(1_048_577));
    expect([response.status, events.received]).toEqual([413, []]);
    expect((await post('/messages')).status).toBe(200);
  });

  test('while the journal is unavailable asks to come again', async () => {
    messages.failure = new Failure('unavailable', 'the journal failed');
    const response = await post('/messages');
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
  });

  test('to what was not foreseen says nothing, and the truth is reported', async () => {
    events.failure = new TypeError('s3cret');
    const response = await post('/webhook/twitter/1');
    const body = await response.text();
    expect([response.status, reported]).toEqual([500, [events.failure]]);
    expect(body).not.toMatch(/s3cret|TypeError|\.ts/);
  });

  test('comes only after everything is kept', async () => {
    let keep: () => void = () => {};
    const kept = new Promise<void>((resolve) => (keep = resolve));
    const asked = new Promise<void>((resolve) => {
      messages.receive = () => {
        resolve();
        return kept;
      };
    });
    const answers: number[] = [];
    const answer = post('/messages').then(({ status }) => answers.push(status));
    await asked;
    await fetch(`${base}/elsewhere`);
    expect(answers).toEqual([]);
    keep();
    await answer;
    expect(answers).toEqual([200]);
  });
});

describe('everything else', () => {
  test.each([
    ['GET', '/webhook/twitter/1?crc_token=x'],
    ['GET', '/'],
    ['PUT', '/messages'],
    ['DELETE', '/webhook/twitter/1'],
    ['POST', '/webhook/twitter/register-and-subscribe'],
    ['POST', '/webhook/twitter/123456789012345678901'],
    ['POST', '/webhook/twitter/-1'],
    ['POST', '/webhook/twitter/1x'],
    ['POST', '/webhook/twitter/'],
    ['POST', '/webhook/twitter/1/2'],
    ['POST', '/webhook/twitter/%31'],
    ['POST', '/twitter-connectorx/messages'],
    ['POST', '/twitter-connector/twitter-connector/messages'],
    ['POST', '/MESSAGES'],
    ['POST', '//messages'],
    ['POST', '/x?/messages'],
  ])('is left to others: %s %s', async (method, path) => {
    const init = method === 'GET' ? {} : { method, body: '{}' };
    const response = await fetch(base + path, init);
    expect([response.status, await response.text()]).toEqual([299, `${method} ${path}`]);
    expect([events.received, messages.received]).toEqual([[], []]);
  });

  test('is taken also when it names a whole URL', async () => {
    const socket = connect(Number(new URL(base).port), '127.0.0.1');
    socket.end('POST http://x/messages HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /);
  });
});
