import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { credentials, Metadata, status } from '@grpc/grpc-js';
import { HealthClient } from './generated/grpc/health/v1/health.ts';
import { GrpcServer } from './server.ts';
import { asked, serving, TestClient } from './test-server.ts';

let close = async () => {};
afterEach(() => close());

async function stage(...parts: Parameters<typeof serving>) {
  const scene = await serving(...parts);
  close = scene.close;
  return scene;
}

const bearing = (value: string) => {
  const metadata = new Metadata();
  metadata.set('authorization', value);
  return { metadata };
};

const canConnect = (port: number, host: string) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, host);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.unref();
  });

describe('without a token', () => {
  test('everybody on this machine may call, and nobody else can connect', async () => {
    const { addresses, client, port } = await stage({});
    expect(addresses[0]).toBe('127.0.0.1');
    expect(addresses.slice(1)).toEqual((await canConnect(port, '::1')) ? ['::1'] : []);
    expect(await canConnect(port, '127.0.0.2')).toBe(false);
    expect(await asked(client, 'hello')).toBe('hello');
  });

  test('a port that is taken is said', async () => {
    const { port } = await stage({});
    const other = new GrpcServer({ services: [], report: () => {} });
    await expect(other.start(port)).rejects.toThrow('EADDRINUSE');
  });
});

describe('with a token', () => {
  const adminToken = 'correct-horse-battery';

  test('the server listens for everybody', async () => {
    const { port } = await stage({}, { adminToken });
    expect(await canConnect(port, '127.0.0.2')).toBe(true);
  });

  test.each([
    ['nothing', undefined],
    ['an empty value', ''],
    ['another token', 'Bearer correct-horse-bakery'],
    ['the beginning of it', 'Bearer correct-horse-batter'],
    ['more than it', 'Bearer correct-horse-battery!'],
    ['another scheme', 'Basic correct-horse-battery'],
    ['no scheme', 'correct-horse-battery'],
  ])('a call is refused that presents %s', async (_what, value) => {
    const { client, reported } = await stage({}, { adminToken });
    const more = value === undefined ? {} : bearing(value);
    expect(await asked(client, 'hello', more)).toMatchObject({
      code: status.UNAUTHENTICATED,
      details: 'a valid token is required',
    });
    for (const kind of ['hear', 'talk', 'watch']) {
      const [error] = await once(client[kind]?.('hello').resume(), 'error');
      expect(error).toMatchObject({ code: status.UNAUTHENTICATED });
    }
    expect(reported).toEqual([]);
  });

  test.each(['Bearer', 'bearer'])('a call is taken that presents it as %s', async (scheme) => {
    const { client } = await stage({}, { adminToken });
    expect(await asked(client, 'hello', bearing(`${scheme} ${adminToken}`))).toBe('hello');
  });

  test('only health is open', async () => {
    const { port } = await stage({}, { adminToken });
    const health = new HealthClient(`127.0.0.1:${port}`, credentials.createInsecure());
    const answer = await new Promise((resolve) => {
      health.check({ service: '' }, (error, value) => resolve(error ?? value));
    });
    health.close();
    expect(answer).toEqual({ status: 1 });
  });
});

describe('with TLS', () => {
  const pem = (name: string) =>
    readFileSync(join(import.meta.dirname, '../../../test/fixtures/tls', name), 'utf8');
  const file = (name: string) => Buffer.from(pem(name));
  const tls = { certificate: pem('server.crt'), key: pem('server.key') };
  const callWith = async (port: number, how: ReturnType<typeof credentials.createSsl>) => {
    const client = new TestClient(`localhost:${port}`, how);
    const answer = await asked(client, 'hello', { options: { deadline: Date.now() + 5_000 } });
    client.close();
    return answer;
  };

  test('calls are encrypted, and only so', async () => {
    const { port } = await stage({}, { tls });
    expect(await callWith(port, credentials.createSsl(file('ca.crt')))).toBe('hello');
    for (const how of [credentials.createInsecure(), credentials.createSsl(file('stranger.crt'))]) {
      expect(await callWith(port, how)).toMatchObject({ code: status.UNAVAILABLE });
    }
  });

  test('clients must show a certificate when an authority is given for them', async () => {
    const { port } = await stage({}, { tls: { ...tls, clientCa: pem('ca.crt') } });
    const as = (name: string) =>
      credentials.createSsl(file('ca.crt'), file(`${name}.key`), file(`${name}.crt`));
    expect(await callWith(port, as('client'))).toBe('hello');
    for (const how of [credentials.createSsl(file('ca.crt')), as('stranger')]) {
      expect(await callWith(port, how)).toMatchObject({ code: status.UNAVAILABLE });
    }
  });
});

test.each([
  ['bytes of no protocol', Buffer.alloc(10_000, 0xa5)],
  ['another protocol', Buffer.from('GET / HTTP/1.1\r\nhost: a\r\n\r\n')],
  ['a preface and no more', Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')],
  [
    'a frame that is none',
    Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\xff\xff\xff\x09', 'latin1'),
  ],
])('a connection with %s troubles nobody else', async (_what, bytes) => {
  const { client, port } = await stage({});
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await new Promise<void>((resolve) => void socket.write(bytes, () => resolve()));
  expect(await asked(client, 'hello')).toBe('hello');
  socket.destroy();
  expect(await asked(client, 'hello')).toBe('hello');
});
