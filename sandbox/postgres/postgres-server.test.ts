import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../../test/eventually.ts';
import { binaryFolders, foundBinaries } from './binaries.ts';
import { PostgresServer, type ServerOptions } from './postgres-server.ts';

const servers: PostgresServer[] = [];

async function started(options: ServerOptions): Promise<PostgresServer> {
  const server = await PostgresServer.start({ fsync: false, ...options });
  servers.push(server);
  return server;
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** Each server that there is, once, though it may be found in two places. */
const sources = Object.entries(binaryFolders)
  .map(([source, find]) => [source, find()[0] ?? ''] as const)
  .filter(([, folder]) => existsSync(join(folder, 'postgres')))
  .filter(([, folder], i, all) => all.findIndex((other) => same(other[1], folder)) === i);

function same(one: string, other: string): boolean {
  return realpathSync(join(one, 'postgres')) === realpathSync(join(other, 'postgres'));
}

test('finds a server somewhere', () => {
  expect(sources.length).toBeGreaterThan(0);
  expect(existsSync(join(foundBinaries(), 'initdb'))).toBe(true);
});

describe.each(sources)('a server from %s', (_, binaries) => {
  test('keeps what was committed when all of it is killed', async () => {
    const server = await started({ binaries, fsync: true });
    const database = await server.createDatabase();
    await server.query('CREATE TABLE kept AS SELECT 1 AS one', database);
    await server.kill();
    await expect(server.query('SELECT 1')).rejects.toThrow();
    await server.startAgain();

    expect(await server.query('SELECT one FROM kept', database)).toEqual([{ one: 1 }]);
  });

  test('takes settings, speaks UTF-8, and is stopped and started again', async () => {
    const server = await started({ binaries, settings: { work_mem: '7MB' } });
    const shown = `SELECT current_setting('work_mem') AS work,
      current_setting('server_encoding') AS encoding, current_setting('fsync') AS fsync`;
    const settings = { work: '7MB', encoding: 'UTF8', fsync: 'off' };
    expect(await server.query(shown)).toEqual([settings]);
    for (const mode of ['fast', 'immediate'] as const) {
      await server.stop(mode);
      await server.startAgain();
      expect(await server.query(shown)).toEqual([settings]);
    }
  });
});

test('leaves nothing behind', async () => {
  const server = await started({});
  expect(existsSync(server.folder)).toBe(true);
  await server.close();

  expect(existsSync(server.folder)).toBe(false);
});

test('does not run as root', async () => {
  const server = await started({});
  expect(statSync(join(server.folder, 'data')).uid).not.toBe(0);
});

test('runs from a folder that only we may look into', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'out-of-reach-'));
  cpSync(dirname(binaryFolders.npm()[0]!), folder, { recursive: true, verbatimSymlinks: true });
  chmodSync(folder, 0o700);
  try {
    const server = await started({ binaries: join(folder, 'bin') });
    expect(await server.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('ends when the process that started it is killed', async () => {
  const module = new URL('postgres-server.ts', import.meta.url).href;
  const script = `const { PostgresServer } = await import('${module}');
    const server = await PostgresServer.start({ fsync: false });
    console.log(JSON.stringify([server.folder, server.port]));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const [folder] = JSON.parse(line.toString()) as [string, number];
  expect(existsSync(folder)).toBe(true);
  child.kill('SIGKILL');

  expect(
    await eventually(
      () => existsSync(folder),
      (there) => !there,
    ),
  ).toBe(false);
});
