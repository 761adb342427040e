import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
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
