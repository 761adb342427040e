import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { listen, readBytes } from '../../../../sandbox/cim/http.ts';
import { ManualClock } from '../../in-memory/manual-clock.ts';
import { CcmClient } from './ccm-client.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

type Answering = (request: IncomingMessage, response: ServerResponse) => unknown;

/** A peer that answers like this, a client of it, and what it was asked. */
async function peer(answering: Answering, path = '') {
  const asked: { method?: string; url?: string; headers: object; body: string }[] = [];
  const sockets = new Set<unknown>();
  const server = await listen(async (request, response) => {
    sockets.add(request.socket);
    const body = String(await readBytes(request, 1e7));
    asked.push({ method: request.method!, url: request.url!, headers: request.headers, body });
    await answering(request, response);
  }, 0);
  const clock = new ManualClock();
  const client = new CcmClient({ url: server.url + path, clock });
  closing.push(server.close, () => client.close());
  return { client, clock, asked, sockets };
}

const status = (code: number, text = '', headers = {}): Answering => {
  return (_, response) => response.writeHead(code, headers).end(text);
};
const begin = (code: number): Answering => {
  return (_, response) => response.writeHead(code, { 'content-length': 9 }).write('{"a"');
};
const post = (client: CcmClient) => client.post('/message/receive', { a: 'ü😀' }, []);

/** Resolves when a client has read the head of an answer. */
const headRead = () =>
  new Promise<void>((resolve) => {
    const heard = () => {
      unsubscribe('undici:request:headers', heard);
      resolve();
    };
    subscribe('undici:request:headers', heard);
  });

test('posts JSON below the base, whatever path the base has', async () => {
  const { client, asked } = await peer(status(200), '/ccm/');
  await post(client);
  expect(asked).toEqual([
    {
      method: 'POST',
      url: '/ccm/message/receive',
      body: '{"a":"ü😀"}',
      headers: expect.objectContaining({ 'content-type': 'application/json' }),
    },
  ]);
});

test.each([200, 201, 202, 204, 299])('takes %i as acceptance, whatever the body', async (code) => {
  const { client } = await peer(status(code, code === 204 ? '' : 'fine'));
  await expect(post(client)).resolves.toBeUndefined();
});

test.each([200, 400, 413])(
  'takes a page with %i for a gateway that is in the way',
  async (code) => {
    const { client } = await peer(status(code, ' <!doctype html><title>Log in</title>'));
    await expect(post(client)).rejects.toMatchObject({ code: 'unavailable' });
  },
);

test('uses its connections again', async () => {
  const { client, sockets } = await peer(status(200, '{}'));
  for (let i = 0; i < 20; i++) await post(client);
  expect(sockets.size).toBeLessThanOrEqual(2);
});

describe('acceptance is what the status says, also when the rest', () => {
  test('stalls', async () => {
    const { client, clock } = await peer(begin(200));
    const stalled = headRead();
    const posted = post(client);
    await stalled;
    await clock.advance(5_000);
    await expect(posted).resolves.toBeUndefined();
  });

  test('is torn off', async () => {
    const { client } = await peer(async (request, response) => {
      const read = headRead();
      begin(200)(request, response);
      await read;
      response.destroy();
    });
    await expect(post(client)).resolves.toBeUndefined();
  });

  test('is larger than an answer may be', async () => {
    const { client } = await peer(status(200, 'x'.repeat(2 ** 21)));
    await expect(post(client)).resolves.toBeUndefined();
  });
});

test.each([
  ['a gateway’s 404', status(404, '<html><h1>Not Found</h1></html>'), 'CCM answered 404'],
  ['a redirection', status(302, '', { location: '/elsewhere' }), 'CCM answered 302'],
  [
    'an answer that is torn off before its head',
    (request: IncomingMessage) => request.socket.destroy(),
    'CCM could not be reached: UND_ERR_SOCKET',
  ],
  [
    'a reset connection',
    (request: IncomingMessage) => request.socket.resetAndDestroy(),
    'CCM could not be reached: ECONNRESET',
  ],
])('fails with unavailable for %s', async (_, answering: Answering, detail) => {
  const { client } = await peer(answering);
  await expect(post(client)).rejects.toMatchObject({ code: 'unavailable', detail });
});

test('fails with unavailable where nobody listens, and when nobody understands HTTP', async () => {
  const server = createServer((socket) => socket.resume().end('what?\r\n\r\n')).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const client = new CcmClient({ url, clock: new ManualClock() });
  closing.push(() => client.close());
  await expect(post(client)).rejects.toMatchObject({ code: 'unavailable' });
  server.close();
  await once(server, 'close');
  const detail = 'CCM could not be reached: ECONNREFUSED';
  await expect(post(client)).rejects.toMatchObject({ code: 'unavailable', detail });
});

test('fails with unavailable when CCM never answers', async () => {
  const asked = Promise.withResolvers<void>();
  const { client, clock } = await peer(() => asked.resolve());
  const got = client.get('/channels').catch((reason: unknown) => reason);
  await asked.promise;
  await clock.advance(5_000);
  const detail = 'CCM did not answer within 5000 ms';
  expect(await got).toMatchObject({ code: 'unavailable', detail });
});

test('fails with unavailable when CCM stops within an answer', async () => {
  const { client, clock } = await peer(begin(200));
  const stalled = headRead();
  const got = client.get('/channels').catch((reason: unknown) => reason);
  await stalled;
  await clock.advance(5_000);
  const detail = 'CCM answered 200 with something unreadable';
  expect(await got).toMatchObject({ code: 'unavailable', detail });
});

test('keeps to the status of a refusal whose words stall', async () => {
  const { client, clock } = await peer(begin(400));
  const stalled = headRead();
  const posted = post(client).catch((reason: unknown) => reason);
  await stalled;
  await clock.advance(5_000);
  expect(await posted).toMatchObject({ code: 'rejected', detail: 'CCM answered 400' });
});

test('gets JSON, and nothing where there is nothing', async () => {
  const got = async (answering: Answering) => (await peer(answering)).client.get('/x');
  expect(await got(status(200, '[1,{"a":"ü"}]'))).toEqual([1, { a: 'ü' }]);
  expect(await got(status(200, ' '))).toBeUndefined();
  expect(await got(status(204))).toBeUndefined();
  expect(await got(status(404, '<html>'))).toBeUndefined();
});

test.each([
  ['HTML', '<html>'],
  ['cut JSON', '[1,'],
  ['more than an answer may be', JSON.stringify('x'.repeat(2 ** 20))],
])('fails with unavailable when it gets %s', async (_, text) => {
  const { client } = await peer(status(200, text));
  await expect(client.get('/x')).rejects.toMatchObject({ code: 'unavailable' });
});

test('fails what is under way when it is closed', async () => {
  const asked = Promise.withResolvers<void>();
  const { client } = await peer(() => asked.resolve());
  const posted = post(client).catch((reason: unknown) => reason);
  await asked.promise;
  await client.close();
  expect(await posted).toMatchObject({ code: 'unavailable' });
});
