import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { application } from './app.ts';
import { type Component, healthRoutes } from './health.ts';

const readyPaths = ['/health/ready', '/actuator/health', '/channel-connectors/health'];

let server: Server;
let base: string;
let ready: boolean;
let components: Record<string, Component>;

beforeEach(async () => {
  ready = true;
  components = { journal: { status: 'UP' }, ccm: { status: 'UP' } };
  const health = healthRoutes({ ready: () => ready, components: async () => components });
  server = createServer(application([health], () => {}));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function ask(path: string): Promise<[number, unknown]> {
  const response = await fetch(base + path);
  return [response.status, await response.json()];
}

test.each(readyPaths)('%s has one line per dependency, also below the prefix', async (path) => {
  const up = [200, { status: 'UP', components }];
  expect(await ask(path)).toEqual(up);
  expect(await ask(`/twitter-connector${path}`)).toEqual(up);
});

test.each(readyPaths)('%s is down while the service starts or stops', async (path) => {
  ready = false;
  expect(await ask(path)).toEqual([503, { status: 'DOWN', components }]);
});

test('is ready while a neighbour is down, since messages are journalled, and shows it', async () => {
  components = { journal: { status: 'UP' }, ccm: { status: 'DOWN', since: '2026-01-01' } };
  expect(await ask('/health/ready')).toEqual([200, { status: 'UP', components }]);
});

test.each(['DOWN', 'DEGRADED'] as const)('is not ready while the journal is %s', async (status) => {
  components = { journal: { status } };
  expect(await ask('/health/ready')).toEqual([503, { status: 'DOWN', components }]);
});

test('is not ready when nothing is known of the journal', async () => {
  components = {};
  expect((await ask('/health/ready'))[0]).toBe(503);
});

test('lives even while nothing else does', async () => {
  ready = false;
  components = {};
  expect(await ask('/health/live')).toEqual([200, { status: 'UP' }]);
});

test.each(['/health/live', ...readyPaths])('%s can only be read', async (path) => {
  for (const method of ['POST', 'PUT', 'DELETE']) {
    const response = await fetch(base + path, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET']);
  }
  expect((await fetch(base + path, { method: 'HEAD' })).status).toBe(200);
});
