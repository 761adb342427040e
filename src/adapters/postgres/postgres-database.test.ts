import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { withPostgres } from '../../../sandbox/postgres/with-postgres.ts';
import { eventually } from '../../../test/eventually.ts';
import { AesGcmSeal } from '../crypto/aes-gcm-seal.ts';
import { openPostgres } from './open-postgres.ts';
import { PostgresDatabase } from './postgres-database.ts';

const server = withPostgres({ fsync: true });

let database: PostgresDatabase;
let reports: string[];

beforeEach(async () => {
  reports = [];
  database = await PostgresDatabase.open(server().url(), {
    connections: 3,
    report: (reason) => reports.push(reason),
  });
});
afterEach(() => database.close());

/** Everything that can be read from an error. */
function told(error: unknown): string {
  const { name, message, stack, cause } = error as Error;
  return [
    name,
    message,
    stack,
    String(cause),
    JSON.stringify(error),
    Object.values(error as object),
  ].join();
}

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => new Error('it did not fail'),
    (error: unknown) => error,
  );

describe('errors', () => {
  test.each([
    ['of another type', `SELECT 'the secret text'::bigint`, '22P02'],
    [
      'that is there already',
      `INSERT INTO known VALUES ('the secret text'), ('the secret text')`,
      '23505',
    ],
    ['that is not allowed', `INSERT INTO known VALUES ('the secret text, too long')`, '23514'],
    ['that cannot be cast', `SELECT 'the secret text'::jsonb`, '22P02'],
    ['that a trigger repeats', `DO $$ BEGIN RAISE EXCEPTION 'the secret text'; END $$`, 'P0001'],
  ])('do not repeat a value %s', async (_, statement, sqlState) => {
    await database.query('DROP TABLE IF EXISTS known');
    await database.query('CREATE TABLE known (id text PRIMARY KEY CHECK (length(id) < 20))');
    const error = await failureOf(database.query(statement));

    expect(error).toMatchObject({ code: 'internal', sqlState, uncertain: false });
    expect(told(error)).not.toContain('secret');
  });

  test.each([
    ['unknown', 'postgres://somebody:s3cret@127.0.0.1:1/journal'],
    ['with a wrong host', 'postgres://somebody:s3cret@nowhere.invalid/journal'],
    ['that is none', 'postgres://somebody:s3cret@[::bad/journal'],
    ['with a port that is none', 'postgres://somebody:s3cret@host:port/journal'],
  ])('do not repeat the password of a URL %s', async (_, url) => {
    const seal = new AesGcmSeal(Buffer.alloc(32));
    const error = await failureOf(openPostgres(url, { seal }));

    expect(error).toBeInstanceOf(Error);
    expect(told(error)).not.toContain('it did not fail');
    expect(told(error)).not.toContain('s3cret');
  });

  test('do not repeat the password that the server refuses', async () => {
    const url = server().url('unknown').replace('//postgres@', '//postgres:s3cret@');
    const error = await failureOf(PostgresDatabase.open(url));

    expect(error).toMatchObject({ code: 'unavailable', sqlState: '3D000' });
    expect(told(error)).not.toContain('s3cret');
  });

  test('of a statement tell what it lacks', async () => {
    const error = await failureOf(database.query('SELECT * FROM missing'));
    expect(error).toMatchObject({ code: 'internal', detail: expect.stringContaining('"missing"') });
  });
});

test('connections that were ended by the server are replaced, and nobody is hurt', async () => {
  const rows = await Promise.all(
    [1, 2, 3].map(() => database.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')),
  );
  const pids = [...new Set(rows.map(([row]) => row?.pid))];
  for (const pid of pids) await server().query(`SELECT pg_terminate_backend(${pid})`);
  await eventually(
    () => reports.length,
    (count) => count === pids.length,
  );

  expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(reports.every((reason) => reason.includes('57P01'))).toBe(true);
});

test('a statement that is cut off by the end of its connection is uncertain', async () => {
  const running = failureOf(database.query('SELECT pg_sleep(60)'));
  const find = `SELECT pid FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)'`;
  const [row] = await eventually(
    () => server().query(find),
    (rows) => rows.length > 0,
  );
  await server().query(`SELECT pg_terminate_backend(${Number(row?.['pid'])})`);

  expect(await running).toMatchObject({ code: 'unavailable', uncertain: true });
});

test('a transaction that fails leaves nothing behind, neither rows nor locks', async () => {
  await database.query('DROP TABLE IF EXISTS half');
  await database.query('CREATE TABLE half (id integer)');
  const failing = database.transaction(async (query) => {
    await query('LOCK TABLE half');
    await query('INSERT INTO half VALUES (1)');
    throw new Error('told to fail');
  });
  await expect(failing).rejects.toThrow('told to fail');
  await database.query('INSERT INTO half VALUES (2)');

  expect(await database.query('SELECT id FROM half')).toEqual([{ id: 2 }]);
});

test('a transaction of a process that was paused does not hold others up for long', async () => {
  const [timeout] = await database.transaction((query) =>
    query(`SELECT current_setting('idle_in_transaction_session_timeout') AS ms`),
  );
  const [outside] = await database.query(
    `SELECT current_setting('idle_in_transaction_session_timeout') AS ms`,
  );

  expect([timeout?.['ms'], outside?.['ms']]).toEqual(['20s', '0']);
});

test('it works again as soon as the server does', async () => {
  await server().stop('immediate');
  expect(await failureOf(database.query('SELECT 1'))).toMatchObject({ code: 'unavailable' });
  await server().startAgain();

  const look = () => database.query('SELECT 1 AS one').catch(() => []);
  expect(await eventually(look, (rows) => rows.length > 0)).toEqual([{ one: 1 }]);
});

test('a pooler that does not know our settings is used without them', async () => {
  const attempts: string[] = [];
  const pooler = createServer((socket) => {
    socket.once('data', (startup) => {
      attempts.push(startup.toString('latin1'));
      const fields = 'SFATAL\0VFATAL\0C08P01\0Munsupported startup parameter\0\0';
      const length = Buffer.alloc(4);
      length.writeInt32BE(fields.length + 4);
      socket.end(Buffer.concat([Buffer.from('E'), length, Buffer.from(fields)]));
    });
  }).listen(0, '127.0.0.1');
  await once(pooler, 'listening');
  const { port } = pooler.address() as AddressInfo;
  await failureOf(PostgresDatabase.open(`postgres://somebody@127.0.0.1:${port}/journal`));
  pooler.close();

  expect(attempts.map((startup) => startup.includes('statement_timeout'))).toEqual([true, false]);
});

test('a prepared statement that a connection does not know is sent as a whole', async () => {
  const one = await PostgresDatabase.open(server().url(), { connections: 1 });
  const double = (n: number) => one.prepared('double', 'SELECT 2 * $1::integer AS doubled', [n]);
  expect(await double(4)).toEqual([{ doubled: 8 }]);
  await one.query('DEALLOCATE ALL');

  expect(await double(5)).toEqual([{ doubled: 10 }]);
  expect(await double(6)).toEqual([{ doubled: 12 }]);
  await one.close();
});
