import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { CannedService } from '../canned-service.model.ts';
import { exitCodes } from '../exit-codes.ts';
import { runOn } from '../run-on.model.ts';

const fileOf = (name: string) => join(import.meta.dirname, '../../../test/fixtures/tls', name);
const pem = (name: string) => readFileSync(fileOf(name), 'utf8');
const server = { certificate: pem('server.crt'), key: pem('server.key') };

let service: CannedService;
afterEach(() => service.stop());

async function statusOf(tls: { clientCa?: string }, ...argv: readonly string[]) {
  service = new CannedService();
  await service.start(undefined, { ...server, ...tls });
  const address = service.address.replace('127.0.0.1', 'localhost');
  return runOn({ address }, ['status', '--timeout', '5s', ...argv]);
}

describe('a service that speaks TLS', () => {
  test('is reached with its certificate authority', async () => {
    expect(await statusOf({}, '--ca', fileOf('ca.crt'))).toMatchObject({ code: exitCodes.ok });
  });

  test('is not trusted without it, and the command says so', async () => {
    const { code, err } = await statusOf({}, '--tls');
    expect(code).toBe(exitCodes.unavailable);
    expect(err).toMatch(/certificate/);
    expect(err).toContain('--ca');
  });

  test('is not reached without TLS, and the command says so', async () => {
    const { code, err } = await statusOf({});
    expect(code).toBe(exitCodes.unavailable);
    expect(err).toContain('--tls');
  });

  test('is reached with the certificate that it wants, and not without', async () => {
    const client = ['--cert', fileOf('client.crt'), '--key', fileOf('client.key')];
    const mutual = { clientCa: pem('ca.crt') };
    const known = await statusOf(mutual, '--ca', fileOf('ca.crt'), ...client);
    await service.stop();
    const unknown = await statusOf(mutual, '--ca', fileOf('ca.crt'));
    expect([known.code, unknown.code]).toEqual([exitCodes.ok, exitCodes.unavailable]);
  });
});
