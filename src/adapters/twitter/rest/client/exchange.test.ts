import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Pool } from 'undici';
import { exchange } from './exchange.ts';

describe('an exchange over one connection', () => {
  const received: string[] = [];
  const held: ServerResponse[] = [];
  const server = () =>
    createServer((request, response) => {
      received.push(request.url ?? '');
      if (request.url === '/hold') held.push(response);
      else response.end('done');
    });
  let peer: ReturnType<typeof server>;
  let pool: Pool;
  const ask = (path: string, timeoutMs: number) =>
    exchange(pool, { method: 'POST', path, headers: {}, timeoutMs, answerBytesMax: 100 });

  beforeEach(async () => {
    received.length = 0;
    held.length = 0;
    peer = server();
    await once(peer.listen(0, '127.0.0.1'), 'listening');
    const { port } = peer.address() as AddressInfo;
    pool = new Pool(`http://127.0.0.1:${port}`, { connections: 1, allowH2: false });
  });
  afterEach(async () => {
    peer.close().closeAllConnections();
    await pool.destroy();
  });

  test('is never sent when it was given up before the connection was free', async () => {
    const first = ask('/hold', 5_000);
    const unanswered = { reason: 'timeout', written: false };
    await expect(ask('/late', 50)).rejects.toMatchObject(unanswered);
    held[0]?.end('done');

    expect(await first).toMatchObject({ status: 200, text: 'done' });
    await ask('/next', 5_000);
    expect(received).toEqual(['/hold', '/next']);
  });

  test('may have been sent when it was given up while X held it', async () => {
    const unanswered = { reason: 'timeout', written: true, begun: undefined };
    await expect(ask('/hold', 50)).rejects.toMatchObject(unanswered);
    await ask('/next', 5_000);
    expect(received).toEqual(['/hold', '/next']);
  });
});
