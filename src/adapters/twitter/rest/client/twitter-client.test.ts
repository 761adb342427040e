import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { TwitterClient, type TwitterRequest } from './twitter-client.ts';

const auth = { kind: 'app', token: 'AAAA%2B' } as const;
const post: TwitterRequest = {
  method: 'POST',
  path: '/1.1/direct_messages/events/new.json',
  json: { text: 'hello' },
  auth,
  sendsMessage: true,
};
const get: TwitterRequest = { method: 'GET', path: '/1.1/any.json', auth };

/** A peer that does with each request what the test says, and remembers what it got. */
class Peer {
  readonly requests: { line: string; headers: IncomingMessage['headers']; body: string }[] = [];
  readonly server: Server;
  answer: (response: ServerResponse, n: number) => unknown = (response) => response.end('{}');

  constructor() {
    this.server = createServer((request, response) => {
      const { method, url, headers } = request;
      const line = `${method} ${url}`;
      void text(request).then((body) => {
        this.requests.push({ line, headers, body });
        this.answer(response, this.requests.length);
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
}

describe('a call of X', () => {
  let peer: Peer;
  let client: TwitterClient;
  const start = (options: { timeoutMs?: number; connections?: number } = {}) => {
    client = new TwitterClient({ baseUrl: peer.url, timeoutMs: 5_000, ...options });
  };

  beforeEach(async () => {
    peer = new Peer();
    await once(peer.server.listen(0, '127.0.0.1'), 'listening');
    start();
  });
  afterEach(async () => {
    peer.server.close().closeAllConnections();
    await client.close();
  });

  test('is sent as it is signed, below the path of the base URL', async () => {
    client = new TwitterClient({ baseUrl: `${peer.url}/x/` });
    peer.answer = (response) => response.end('{"id":"1"}');
    const query = { url: "https://a.example/?b=1 2&c='(é)" };

    expect(await client.request({ ...post, query })).toMatchObject({
      status: 200,
      body: { id: '1' },
    });
    const [{ line, headers, body } = { line: '', headers: {}, body: '' }] = peer.requests;
    expect(line).toBe(
      'POST /x/1.1/direct_messages/events/new.json?url=https%3A%2F%2Fa.example%2F%3Fb%3D1%202%26c%3D%27%28%C3%A9%29',
    );
    expect(headers['authorization']).toBe('Bearer AAAA%2B');
    expect(headers['content-type']).toBe('application/json');
    expect(JSON.parse(body)).toEqual({ text: 'hello' });
  });

  test('gives what X said, JSON or not, and nothing for nothing', async () => {
    peer.answer = (response) => response.end('OK');
    expect((await client.request(get)).body).toBe('OK');
    peer.answer = (response) => response.writeHead(204).end();
    expect(await client.request(get)).toMatchObject({ status: 204, body: undefined });
  });

  test('fails with unavailable when nobody listens, since nothing was sent', async () => {
    peer.server.close();
    await expect(client.request(post)).rejects.toMatchObject({
      code: 'unavailable',
      detail: 'X gave no whole answer: ECONNREFUSED',
    });
  });

  const broken: [string, (response: ServerResponse) => void][] = [
    ['a torn connection', (response) => response.destroy()],
    ['a reset connection', (response) => response.socket?.resetAndDestroy()],
    ['silence', () => {}],
    ['an answer that stalls', (response) => response.writeHead(200).write('{"event":')],
    [
      'an answer that is cut off',
      (response) => {
        response.writeHead(200, { 'content-length': 100 }).write('{');
        setImmediate(() => response.destroy());
      },
    ],
    ['an answer beyond 1 MiB', (response) => response.end('x'.repeat(1_048_577))],
    ['something that is not HTTP', (response) => response.socket?.end('hello\r\n\r\n')],
  ];

  test.each(broken)('is in doubt after %s only if it sends a message', async (_, answer) => {
    start({ timeoutMs: 200 });
    peer.answer = answer;

    await expect(client.request(post)).rejects.toMatchObject({ code: 'uncertain' });
    await expect(client.request(get)).rejects.toMatchObject({ code: 'unavailable' });
    expect(peer.requests).toHaveLength(2);
  });

  test('is not sent twice when X closes a connection that was kept alive', async () => {
    start({ connections: 1 });
    await client.request(get);
    peer.answer = (response) => response.destroy();

    await expect(client.request(post)).rejects.toMatchObject({ code: 'uncertain' });
    expect(peer.requests).toHaveLength(2);
  });

  test('finds a new connection when X has closed the idle one', async () => {
    start({ connections: 1 });
    await client.request(get);
    peer.server.closeIdleConnections();

    expect((await client.request(post)).status).toBe(200);
    expect(peer.requests).toHaveLength(2);
  });

  test('ends in time however slowly the answer trickles', async () => {
    start({ timeoutMs: 150 });
    let dripping: NodeJS.Timeout | undefined;
    peer.answer = (response) => {
      dripping = setInterval(() => response.write(' '), 20);
    };
    await expect(client.request(get)).rejects.toMatchObject({
      detail: expect.stringMatching(/timeout/),
    });
    clearInterval(dripping);
  });

  test('is given up by nobody when the words of a refusal are lost', async () => {
    start({ timeoutMs: 150 });
    peer.answer = (response) => response.writeHead(403).write('{"errors":');
    await expect(client.request(post)).rejects.toMatchObject({ code: 'unavailable' });
    peer.answer = (response) => response.writeHead(502).write('<html>');
    await expect(client.request(post)).rejects.toMatchObject({ code: 'uncertain' });
  });

  test('follows no redirect', async () => {
    peer.answer = (response) => response.writeHead(302, { location: '/elsewhere' }).end();
    await expect(client.request(get)).rejects.toMatchObject({ code: 'unavailable' });
    expect(peer.requests).toHaveLength(1);
  });

  test('ends before the client closes, and none begins after', async () => {
    peer.answer = (response) => setTimeout(() => response.end('{"n":1}'), 50);
    const underWay = client.request(post);
    await client.close();

    expect(await underWay).toMatchObject({ body: { n: 1 } });
    await expect(client.request(post)).rejects.toMatchObject({ code: 'unavailable' });
    start();
  });

  test('shows no secret and no message in its failure', async () => {
    peer.answer = (response) => response.destroy();
    const failure = await client.request(post).catch((thrown: unknown) => thrown);
    expect(`${String(failure)} ${JSON.stringify(failure)}`).not.toMatch(/AAAA|hello/);
  });
});
