import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from '@jest/globals';
import { type CimSandboxOptions, startCimSandbox } from './cim-sandbox.ts';
import { call, directMessage } from './test-client.ts';

const channel = { serviceIdentifier: '902211' };
const closing: (() => unknown)[] = [];

async function start(options?: CimSandboxOptions) {
  const sandbox = await startCimSandbox(options);
  closing.push(() => sandbox.close());
  return sandbox;
}

afterEach(() => Promise.all(closing.splice(0).map((close) => close())));

test('listens on the ports it is told, and frees them when closed', async () => {
  const first = await start();
  const [ccmPort, fileEnginePort] = [first.ccmUrl, first.fileEngineUrl].map((url) =>
    Number(new URL(url).port),
  );
  const ports = { ccmPort: ccmPort ?? 0, fileEnginePort: fileEnginePort ?? 0 };
  await expect(start(ports)).rejects.toThrow('EADDRINUSE');
  await first.close();
  const second = await start(ports);
  expect([second.ccmUrl, second.fileEngineUrl]).toEqual([first.ccmUrl, first.fileEngineUrl]);
});

test.each([
  [undefined, 0, 'array'],
  [{ keep: ['channels', 'settings'] }, 1, 'object'],
])('a reset with %j', async (body, channels, configurationsAs) => {
  const sandbox = await start();
  const control = (path: string, sent?: unknown) =>
    call('POST', `${sandbox.ccmUrl}/sandbox/${path}`, sent);
  await control('channels', channel);
  await control('settings', { configurationsAs: 'object' });
  await call('POST', `${sandbox.ccmUrl}/message/receive`, directMessage('a'));
  await control('faults', { status: 500 });
  await control('reset', body);
  expect((await call('GET', `${sandbox.ccmUrl}/sandbox/summary`)).body).toMatchObject({
    received: 0,
    distinctIds: 0,
    byType: {},
  });
  expect((await call('GET', `${sandbox.ccmUrl}/channels`)).body).toHaveLength(channels);
  expect((await control('settings', {})).body).toMatchObject({ configurationsAs });
});

test.each(['SIGTERM', 'SIGINT'] as const)('the program ends cleanly on %s', async (signal) => {
  const main = new URL('./main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [main], { stdio: ['ignore', 'pipe', 'inherit'] });
  closing.push(() => child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const [, ccmUrl] = /^CCM (http.*)$/.exec((await lines.next()).value ?? '') ?? [];
  const [, fileUrl] = /^File Engine (http.*)$/.exec((await lines.next()).value ?? '') ?? [];
  const stat = await fetch(`${fileUrl}/api/getFileStat?filename=x`);
  const delivered = await call('POST', `${ccmUrl}/message/receive`, directMessage('a'));
  expect([stat.status, delivered.status]).toEqual([404, 200]);
  child.kill(signal);
  expect(await once(child, 'exit')).toEqual([0, null]);
});
