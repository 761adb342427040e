import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { Client } from 'pg';
import { withPostgres } from '../../../sandbox/postgres/with-postgres.ts';
import { eventually } from '../../../test/eventually.ts';
import { arrival, done, only, plenty } from '../../domain/delivery/store-under-test.conformance.ts';
import { migrate } from './migrate.ts';
import { PostgresDatabase } from './postgres-database.ts';
import { PostgresDeliveryStore } from './postgres-delivery-store.ts';
import { PostgresJournal } from './postgres-journal.ts';
import { steps } from './schema/steps.ts';

const server = withPostgres();

async function open(name: string, schema?: string): Promise<PostgresDatabase> {
  return PostgresDatabase.open(server().url(name), schema === undefined ? {} : { schema });
}

test('several processes that start at once make the schema once, and all can use it', async () => {
  const name = await server().createDatabase();
  const script = `
    const { PostgresDatabase } = await import('${new URL('postgres-database.ts', import.meta.url).href}');
    const { migrate } = await import('${new URL('migrate.ts', import.meta.url).href}');
    const database = await PostgresDatabase.open('${server().url(name)}');
    await database.query('SELECT pg_advisory_xact_lock_shared(1)');
    await migrate(database);
    await database.query('SELECT twitter_connector.targets()');
    await database.close();`;
  const gate = new Client(server().url(name));
  await gate.connect();
  await gate.query('SELECT pg_advisory_lock(1)');
  const processes = Array.from({ length: 5 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' }),
  );
  const waiting = `SELECT count(*)::integer AS count FROM pg_locks WHERE NOT granted`;
  await eventually(
    async () => (await gate.query<{ count: number }>(waiting)).rows[0]?.count,
    (count) => count === 5,
  );
  await gate.end();
  const codes = await Promise.all(processes.map(async (child) => (await once(child, 'exit'))[0]));

  expect(codes).toEqual([0, 0, 0, 0, 0]);
  const taken = await server().query('SELECT number FROM twitter_connector.step', name);
  expect(taken).toHaveLength(steps.length);
}, 60_000);

test('a schema that is up to date is left as it is', async () => {
  const database = await open(await server().createDatabase());
  await migrate(database);
  const before = await database.query(`SELECT * FROM ${database.schema}.step`);
  await migrate(database);

  expect(await database.query(`SELECT * FROM ${database.schema}.step`)).toEqual(before);
  await database.close();
});

test('a schema of a newer version is refused', async () => {
  const database = await open(await server().createDatabase());
  await migrate(database);
  await database.query(`INSERT INTO ${database.schema}.step (number) VALUES (999)`);

  await expect(migrate(database)).rejects.toThrow('written by a newer version');
  await database.close();
});

test('journals in schemas of one database do not know each other, whatever their names', async () => {
  const name = await server().createDatabase();
  const databases = await Promise.all(
    ['one', 'The "Other"; --'].map((schema) => open(name, schema)),
  );
  const stores = [];
  for (const database of databases) {
    await migrate(database);
    stores.push(new PostgresDeliveryStore(database));
  }
  const commit = { nowMs: Date.now(), leaseMs: 1_000, settle: [], claim: [plenty()] };
  for (const store of stores) {
    const { accepted, heads } = await store.commit({ ...commit, accept: [arrival('l', 'a')] });
    expect([accepted, heads.length]).toEqual([['accepted'], 1]);
  }
  await Promise.all(databases.map((database) => database.close()));
});

test('a schema that somebody else has made is used, without the right to make one', async () => {
  const name = await server().createDatabase();
  await server().query('CREATE ROLE plain LOGIN; CREATE SCHEMA mine AUTHORIZATION plain', name);
  const url = server().url(name).replace('//postgres@', '//plain@');
  const database = await PostgresDatabase.open(url, { schema: 'mine' });
  await migrate(database);

  const [row] = await database.query('SELECT count(*)::integer AS taken FROM mine.step');
  expect(row).toEqual({ taken: steps.length });
  await database.close();
});

test.each([
  [
    'another encoding',
    `ENCODING 'LATIN1' TEMPLATE template0`,
    '',
    'its encoding is LATIN1, not UTF8',
  ],
  [
    'transactions that see one moment only',
    '',
    `SET default_transaction_isolation = 'repeatable read'`,
    'default_transaction_isolation is "repeatable read"',
  ],
])('a database with %s is refused', async (_, made, set, why) => {
  await server().query(`CREATE DATABASE odd ${made}`);
  if (set !== '') await server().query(`ALTER DATABASE odd ${set}`);
  const database = await open('odd');

  await expect(migrate(database)).rejects.toThrow(why);
  await database.close();
  await server().query('DROP DATABASE odd');
});

test('a journal that was restored on another server goes on behind what it has', async () => {
  const database = await open(await server().createDatabase());
  await migrate(database);
  const store = new PostgresDeliveryStore(database);
  const journal = new PostgresJournal(database);
  const commit = { nowMs: Date.now(), leaseMs: 1_000, settle: [], claim: [plenty()] };
  const head = only((await store.commit({ ...commit, accept: [arrival('l', 'a')] })).heads);
  const { schema } = database;
  for (const table of ['message', 'seen']) {
    await database.query(`UPDATE ${schema}.${table} SET tx = tx + 5000000000`);
  }
  await migrate(database);

  const before = await journal.newest();
  expect(before).not.toBe('');
  await store.commit({ ...commit, accept: [], settle: [done(head)] });
  const changes = await journal.changes(before, 9);
  expect(changes.map(({ kind }) => kind)).toEqual(['delivered']);
  expect((await journal.changes('', 9)).map(({ kind }) => kind)).toEqual(['accepted', 'delivered']);
  await database.close();
});
