import { expect, test } from '@jest/globals';
import { withPostgres } from '../../../sandbox/postgres/with-postgres.ts';
import type { Arrival } from '../../domain/delivery/lane.ts';
import { arrival, done, plenty } from '../../domain/delivery/store-under-test.conformance.ts';
import { numbers, texts } from './arrays.ts';
import { Batch } from './batch.ts';
import { migrate } from './migrate.ts';
import { PostgresDatabase } from './postgres-database.ts';
import { PostgresDeliveryStore } from './postgres-delivery-store.ts';
import { commitParameters } from './schema/commit-function.ts';
import { steps } from './schema/steps.ts';

const server = withPostgres();

/** A journal as its first version made it. */
async function firstVersion(): Promise<PostgresDatabase> {
  const database = await PostgresDatabase.open(server().url(await server().createDatabase()));
  const { query, schema } = database;
  await query(`CREATE SCHEMA ${schema}`);
  await query(`CREATE TABLE ${schema}.step (number integer PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now())`);
  await query(steps[0]?.(schema) ?? '');
  await query(`INSERT INTO ${schema}.step (number) VALUES (1)`);
  return database;
}

/** What a process of the first version does with what arrives. */
async function acceptedByFirst(database: PostgresDatabase, ...accept: Arrival[]): Promise<void> {
  const batch = new Batch({ nowMs: Date.now(), leaseMs: 1_000, accept, settle: [], claim: [] });
  const { a_trace: _unknown, ...columns } = batch.columns();
  const none = numbers([]);
  const claim = { c_target: texts([]), c_fresh: none, c_waiting: none, c_retrying: none };
  const floors = Object.fromEntries([0, 1, 2, 3].map((n) => [`c_floor${n}`, none]));
  const nobodys = { p_database_clock: true, p_keep: false, p_ticket: 1, p_lost: '{}' };
  const values = { ...columns, ...claim, ...floors, ...nobodys, p_now: Date.now() };
  const types: Readonly<Record<string, string>> = commitParameters;
  const given = Object.keys(values).map((name, i) => `${name} => $${i + 1}::${types[name]}`);
  const statement = `SELECT ${database.schema}.commit_1(${given.join(', ')})`;
  await database.query(statement, Object.values(values));
}

test('a journal of the first version goes on, also while processes of that version use it', async () => {
  const database = await firstVersion();
  await acceptedByFirst(database, arrival('l', 'before'));
  await migrate(database);
  await acceptedByFirst(database, arrival('l', 'meanwhile'));

  const store = new PostgresDeliveryStore(database);
  const plain = arrival('l', 'after');
  const traced = { ...plain, message: { ...plain.message!, trace: 'a trace' } };
  const commit = { nowMs: Date.now(), leaseMs: 10_000, accept: [], settle: [], claim: [] };
  let [head] = (await store.commit({ ...commit, accept: [traced], claim: [plenty()] })).heads;
  const delivered: unknown[] = [];
  while (head !== undefined) {
    delivered.push([head.body, head.trace]);
    [head] = (await store.commit({ ...commit, settle: [done(head)] })).heads;
  }
  expect(delivered).toEqual([
    ['before', undefined],
    ['meanwhile', undefined],
    ['after', 'a trace'],
  ]);
  const kept = await database.query(`SELECT FROM ${database.schema}.message WHERE trace <> ''`);
  expect(kept).toEqual([]);
  await database.close();
});
