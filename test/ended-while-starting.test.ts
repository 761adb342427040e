import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const)('%s ends the connector while it waits for its journal', async (signal, code) => {
  const silent = createServer();
  const asked = once(silent, 'connection');
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  const { port } = silent.address() as AddressInfo;
  const connector = spawn(process.execPath, ['src/app/main.ts'], {
    env: {
      CCM_URL: 'http://127.0.0.1:9',
      FILE_ENGINE_URL: 'http://127.0.0.1:9',
      JOURNAL_URL: `postgres://nobody@127.0.0.1:${port}/none`,
      CREDENTIALS_KEY: Buffer.alloc(32).toString('base64'),
      HTTP_PORT: '0',
      GRPC_PORT: '0',
      METRICS_PORT: 'off',
    },
    stdio: 'ignore',
  });
  const ended = once(connector, 'exit');
  await asked;
  connector.kill(signal);
  expect(await ended).toEqual([code, null]);
  silent.close();
});

/** Ends the process from inside, as soon as it has written that it is ready. */
const endWhenReady = `data:text/javascript,${encodeURIComponent(`
  import fs from 'node:fs';
  for (const name of ['write', 'writeSync']) {
    const write = fs[name];
    fs[name] = (fd, text, ...more) => {
      const written = write(fd, text, ...more);
      if (String(text).includes('"ready"')) process.kill(process.pid, 'SIGTERM');
      return written;
    };
  }
`)}`;

test('SIGTERM in the moment in which the connector becomes ready ends it in an orderly way', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ended-'));
  const connector = spawn(process.execPath, ['--import', endWhenReady, 'src/app/main.ts'], {
    env: {
      CCM_URL: 'http://127.0.0.1:9',
      FILE_ENGINE_URL: 'http://127.0.0.1:9',
      JOURNAL_URL: `sqlite:${join(folder, 'journal.db')}`,
      HTTP_PORT: '0',
      GRPC_PORT: '0',
      METRICS_PORT: 'off',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  connector.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = await once(connector, 'exit');
  expect({ code, stopped: output.includes('"stopped"') }).toEqual({ code: 0, stopped: true });
  rmSync(folder, { recursive: true });
}, 20_000);
