import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import { credentials, status } from '@grpc/grpc-js';
import { ConnectorProcess } from '../sandbox/stage/connector-process.ts';
import { type Stage, setStage } from '../sandbox/stage/stage.ts';
import { HealthClient } from '../src/adapters/grpc/generated/grpc/health/v1/health.ts';
import { MessagingServiceClient } from '../src/adapters/grpc/generated/twitter_connector/v1/messaging.ts';

const root = join(import.meta.dirname, '..');
const run = promisify(execFile);
const certificate = (name: string) => join(root, 'test/fixtures/tls', name);

let stage: Stage;
const set = async (environment: Readonly<Record<string, string>> = {}) => {
  stage = await setStage({ environment });
  return stage;
};
afterEach(() => stage.close());

/** What `buf curl` says, which knows nothing of the connector; its error message if it fails. */
const curl = (...args: readonly string[]): Promise<string> =>
  run(join(root, 'node_modules/.bin/buf'), ['curl', '--protocol', 'grpc', ...args]).then(
    ({ stdout }) => stdout,
    ({ stderr }: { stderr: string }) => stderr,
  );

const statistics = 'twitter_connector.v1.DeliveryService/GetStatistics';
const knowing = ['--reflect=false', '--schema', join(root, 'proto'), '-d', '{}'];

describe('the control API of the process', () => {
  test('is found by tools that have no proto files, on this machine only', async () => {
    const { connector } = await set();
    const url = `http://${connector.control}`;
    const listed = await curl('--http2-prior-knowledge', url, '--list-services');
    expect(listed.trim().split('\n')).toEqual([
      'grpc.health.v1.Health',
      'grpc.reflection.v1.ServerReflection',
      'twitter_connector.v1.AccountService',
      'twitter_connector.v1.DeliveryService',
      'twitter_connector.v1.MediaService',
      'twitter_connector.v1.MessagingService',
      'twitter_connector.v1.SubscriptionService',
      'twitter_connector.v1.WatchService',
    ]);
    const answer = await curl('--http2-prior-knowledge', `${url}/${statistics}`, '-d', '{}');
    expect(JSON.parse(answer)).toEqual({});
    expect(connector.output).toMatch(/"grpcAddresses":\["127\.0\.0\.1"(,"::1")?\]/);
  }, 30_000);

  test('asks for the token, and for it only', async () => {
    const token = 'a-token-of-an-administrator';
    const { connector } = await set({ ADMIN_TOKEN: token });
    const plain = ['--http2-prior-knowledge', `http://${connector.control}/${statistics}`];
    expect(await curl(...plain, ...knowing)).toContain('a valid token is required');
    expect(await curl(...plain, '-d', '{}')).toContain('failed to find service');
    const bearer = ['-H', `authorization: Bearer ${token}`];
    const reflecting = ['--reflect-header', `authorization: Bearer ${token}`];
    expect(JSON.parse(await curl(...plain, ...bearer, ...reflecting, '-d', '{}'))).toEqual({});
    expect(connector.output).toMatch(/"grpcAddresses":\["0\.0\.0\.0"(,"::")?\]/);
    expect(connector.output).not.toContain(token);
  }, 30_000);

  test('is encrypted when it has a certificate, and may ask for one', async () => {
    const { connector } = await set({
      GRPC_TLS_CERT_FILE: certificate('server.crt'),
      GRPC_TLS_KEY_FILE: certificate('server.key'),
      GRPC_TLS_CLIENT_CA_FILE: certificate('ca.crt'),
    });
    const trusting = [`https://${connector.control}/${statistics}`, '--cacert'];
    const encrypted = [...trusting, certificate('ca.crt'), ...knowing];
    const showing = ['--cert', certificate('client.crt'), '--key', certificate('client.key')];
    expect(JSON.parse(await curl(...encrypted, ...showing))).toEqual({});
    expect(await curl(...encrypted)).toMatch(/"code": "(unavailable|canceled)"/);
  }, 30_000);

  test('says that it stops, and does not wait for those who watch', async () => {
    const { connector } = await set();
    const at = [connector.control, credentials.createInsecure()] as const;
    const health = new HealthClient(...at);
    const messaging = new MessagingServiceClient(...at);
    const told = health.watch({ service: 'twitter_connector.v1.MessagingService' });
    const all = { cursor: '', fromStart: false, account: '', customer: '' };
    const watch = messaging.watchMessages(all);
    expect(await once(told, 'data')).toEqual([{ status: 1 }]);
    await once(watch, 'data');
    const notServing = once(told, 'data');
    const ended = [told, watch].map((call) => once(call.resume(), 'error'));
    const startedMs = performance.now();
    const stopped = connector.stop();
    expect(await notServing).toEqual([{ status: 2 }]);
    for (const [error] of await Promise.all(ended)) expect(error.code).toBe(status.UNAVAILABLE);
    await stopped;
    expect(performance.now() - startedMs).toBeLessThan(4_500);
    expect(connector.output).toContain('stopped');
    for (const client of [health, messaging]) client.close();
  }, 30_000);

  test('says so when its port is taken', async () => {
    const { connector } = await set();
    await connector.stop();
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const { port } = squatter.address() as { port: number };
    const failing = new ConnectorProcess({ ...connector.environment, GRPC_PORT: `${port}` });
    await expect(failing.start()).rejects.toThrow(
      `EADDRINUSE: address already in use 127.0.0.1:${port}`,
    );
    squatter.close();
  }, 30_000);
});
