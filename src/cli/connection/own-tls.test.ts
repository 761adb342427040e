import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { CannedService } from '../canned-service.model.ts';
import { exitCodes } from '../exit-codes.ts';
import { runOn } from '../run-on.model.ts';
import { FakeTerminal } from '../terminal/fake-terminal.model.ts';

const fileOf = (name: string) => join(import.meta.dirname, '../../../test/fixtures/tls', name);
const pem = (name: string) => readFileSync(fileOf(name), 'utf8');
const serverOf = (name: string) => ({ certificate: pem(`${name}.crt`), key: pem(`${name}.key`) });

/** Another way to write 127.0.0.1, which no certificate has. */
const unnamed = '127.1:PORT';

const folder = mkdtempSync(join(tmpdir(), 'cli-own-tls-'));
const chain = join(folder, 'chain.pem');
writeFileSync(chain, pem('server.crt') + pem('ca.crt'));
afterAll(() => rmSync(folder, { recursive: true }));

let service: CannedService;
afterEach(() => service.stop());

/** A command in the pod of a service that shows the certificate `shown`. */
async function inPod(
  shown: string | undefined,
  environment: Record<string, string>,
  ...argv: readonly string[]
) {
  service = new CannedService();
  const clientCa = 'GRPC_TLS_CLIENT_CA_FILE' in environment ? pem('ca.crt') : undefined;
  await service.start(
    undefined,
    shown === undefined ? undefined : { ...serverOf(shown), clientCa },
  );
  const terminal = new FakeTerminal(false, environment);
  const given = argv.map((word) => word.replace('PORT', service.address.split(':')[1] ?? ''));
  return runOn(service, ['status', '--timeout', '10s', ...given], terminal);
}

const reached = { code: exitCodes.ok, err: '' };

describe('in the pod of a service that speaks TLS', () => {
  test.each([
    ['a file', { GRPC_TLS_CERT_FILE: fileOf('server.crt') }],
    ['a variable', { GRPC_TLS_CERT: pem('server.crt') }],
    ['a file beside a variable', { GRPC_TLS_CERT: 'x', GRPC_TLS_CERT_FILE: fileOf('server.crt') }],
  ])('the service is reached without options: its certificate is in %s', async (_where, given) => {
    expect(await inPod('server', given)).toMatchObject(reached);
  });

  test('the service is reached though its certificate does not name 127.0.0.1', async () => {
    const given = { GRPC_TLS_CERT_FILE: fileOf('stranger.crt') };
    expect(await inPod('stranger', given)).toMatchObject(reached);
  });

  test('--tls changes nothing', async () => {
    const given = { GRPC_TLS_CERT_FILE: fileOf('server.crt') };
    expect(await inPod('server', given, '--tls')).toMatchObject(reached);
  });

  test('a service that still shows a certificate of the same authority is reached by name', async () => {
    const given = { GRPC_TLS_CERT_FILE: chain };
    expect(await inPod('client', given)).toMatchObject(reached);
  });

  test('a certificate of the same authority with another name is not taken for the service', async () => {
    const given = { GRPC_TLS_CERT_FILE: chain };
    const another = ['--address', unnamed];
    expect(await inPod('server', given, ...another)).toMatchObject(reached);
    await service.stop();
    const { code, err } = await inPod('client', given, ...another);
    expect(code).toBe(exitCodes.unavailable);
    expect(err).toContain("does not match certificate's altnames");
  });

  test.each([
    ['a stranger', 'stranger', fileOf('server.crt')],
    ['a stranger, where a chain is known', 'stranger', chain],
    ['another one of the same authority, which is not known', 'client', fileOf('server.crt')],
  ])('%s is not taken for the service, and is told nothing', async (_who, shown, file) => {
    const { code, err } = await inPod(shown, { GRPC_TLS_CERT_FILE: file });
    expect(code).toBe(exitCodes.unavailable);
    expect(err).toContain('GRPC_TLS_CERT');
    expect(service.world.asked).toEqual([]);
  });

  test('nothing is sent in the clear to what does not speak TLS, and the command says why', async () => {
    const { code, err } = await inPod(undefined, { GRPC_TLS_CERT_FILE: fileOf('server.crt') });
    expect(code).toBe(exitCodes.unavailable);
    expect(err).toContain('the environment has GRPC_TLS_CERT');
    expect(service.world.asked).toEqual([]);
  });

  test('an authority that is given goes before what the environment has', async () => {
    const given = { GRPC_TLS_CERT_FILE: join(folder, 'missing') };
    const told = await inPod('server', given, '--ca', fileOf('ca.crt'));
    expect(told).toMatchObject(reached);
  });

  test('a service that wants certificates of its clients knows its own', async () => {
    const mutual = {
      GRPC_TLS_CERT_FILE: fileOf('server.crt'),
      GRPC_TLS_KEY_FILE: fileOf('server.key'),
      GRPC_TLS_CLIENT_CA_FILE: fileOf('ca.crt'),
    };
    const { GRPC_TLS_KEY_FILE: _, ...keyless } = mutual;
    const strange = ['--cert', fileOf('stranger.crt'), '--key', fileOf('stranger.key')];
    const codes = [];
    for (const [given, argv] of [
      [mutual, []],
      [keyless, []],
      [mutual, strange],
    ] as const) {
      codes.push((await inPod('server', given, ...argv)).code);
      await service.stop();
    }
    expect(codes).toEqual([exitCodes.ok, exitCodes.unavailable, exitCodes.unavailable]);
  });

  test.each([
    ['cannot be read', { GRPC_TLS_CERT_FILE: '/nowhere/tls.crt' }, 'cannot be read (ENOENT)'],
    ['is none', { GRPC_TLS_CERT: 's3cret' }, 'no certificate in PEM form'],
  ])('a certificate that %s is told', async (_what, given, words) => {
    const { code, err } = await inPod('server', given);
    expect(code).toBe(exitCodes.usage);
    expect(err).toContain(words);
    expect(err).not.toContain('s3cret');
  });
});
