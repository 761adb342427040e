import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { withPostgres } from '../../../sandbox/postgres/with-postgres.ts';
import type { Head } from '../../domain/delivery/lane.ts';
import { arrival, done, plenty } from '../../domain/delivery/store-under-test.conformance.ts';
import { migrate } from './migrate.ts';
import { PostgresDatabase, type Query } from './postgres-database.ts';
import { PostgresDeliveryStore } from './postgres-delivery-store.ts';

const server = withPostgres();
const rounds = 600;

let database: PostgresDatabase;
let read = 0;

beforeAll(async () => {
  database = await PostgresDatabase.open(server().url());
  await migrate(database);
});
afterAll(() => database.close());

/** How many rows a connection has come across in the indexes of the lanes, dead ones included. */
async function countedBy(query: Query): Promise<number> {
  const counts = ['newest', 'due'].map(
    (index) =>
      `pg_stat_get_xact_tuples_returned('${database.schema}.lane_state_${index}'::regclass)`,
  );
  const [row] = await query<{ read: string }>(`SELECT ${counts.join(' + ')} AS read`);
  return Number(row?.read);
}

/** The database, which also notes how much each statement reads. */
function counting(): PostgresDatabase {
  const { schema, schemaName } = database;
  const query: Query = <T>(text: string, values?: readonly unknown[]) =>
    database.transaction(async (inside) => {
      const before = await countedBy(inside);
      const rows = await inside<T>(text, values);
      read = (await countedBy(inside)) - before;
      return rows;
    });
  const prepared: PostgresDatabase['prepared'] = (_, text, values) => query(text, values);
  return { schema, schemaName, query, prepared } as unknown as PostgresDatabase;
}

test('a commit reads no more, however long somebody keeps dead rows from being removed', async () => {
  const forgotten = new Client(server().url());
  await forgotten.connect();
  await forgotten.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  await forgotten.query('SELECT 1');
  const store = new PostgresDeliveryStore(counting(), { clock: 'commit' });
  const reads: number[] = [];
  let nowMs = Date.now();
  let heads: readonly Head[] = [];
  for (let i = 0; i < rounds; i++) {
    nowMs += 100;
    const settle = heads.map((head) => done(head));
    const accept = [arrival('busy', `${i}`), arrival(`lane ${i % 7}`, `${i}`)];
    const commit = { nowMs, leaseMs: 600_000, accept, settle, claim: [plenty()] };
    ({ heads } = await store.commit(commit));
    reads.push(read);
  }
  await forgotten.end();

  const of = (part: readonly number[]) => part.toSorted((a, b) => a - b)[part.length >> 1] ?? 0;
  expect(of(reads.slice(0, 100))).toBeGreaterThan(0);
  expect(of(reads.slice(-100))).toBeLessThan(of(reads.slice(0, 100)) + 60);
}, 60_000);
