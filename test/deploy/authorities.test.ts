import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '../..');
const fileOf = (name: string) => join(root, 'test/fixtures/tls', name);

let ccm: Server;
let received: string[];
beforeAll(async () => {
  const [cert, key] = ['server.crt', 'server.key'].map((name) => readFileSync(fileOf(name)));
  ccm = createServer({ cert, key }, (request, response) => {
    received.push(request.url ?? '');
    response.end();
  });
  await once(ccm.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => void ccm.close());

/** What becomes of a message to CCM, from a process with these variables. */
async function told(environment: Readonly<Record<string, string>>): Promise<string> {
  received = [];
  const client = join(root, 'src/adapters/cim/ccm/ccm-client.ts');
  const url = `https://localhost:${(ccm.address() as AddressInfo).port}`;
  const program = `
    const { CcmClient } = await import(${JSON.stringify(client)});
    const clock = { now: () => 0, after: () => () => {} };
    const ccm = new CcmClient({ url: ${JSON.stringify(url)}, clock, timeoutMs: 20_000 });
    await ccm.post('/message/receive', {}, []).then(() => console.log('received'), () => console.log('failed'));
    process.exit();`;
  const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program];
  const env = { PATH: process.env['PATH'] ?? '', ...environment };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(child, 'close');
  return output.trim();
}

describe('a CCM whose certificate is signed by an authority of its own', () => {
  test('is trusted with NODE_EXTRA_CA_CERTS, as the chart gives it, and not without', async () => {
    expect(await told({ NODE_EXTRA_CA_CERTS: fileOf('ca.crt') })).toBe('received');
    expect(received).toEqual(['/message/receive']);
    expect(await told({})).toBe('failed');
    expect(received).toEqual([]);
  }, 60_000);
});
