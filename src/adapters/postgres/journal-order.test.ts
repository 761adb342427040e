import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { withPostgres } from '../../../sandbox/postgres/with-postgres.ts';
import { arrival } from '../../domain/delivery/store-under-test.conformance.ts';
import { migrate } from './migrate.ts';
import { PostgresDatabase } from './postgres-database.ts';
import { PostgresDeliveryStore } from './postgres-delivery-store.ts';
import { PostgresJournal } from './postgres-journal.ts';
import { Client } from 'pg';

const server = withPostgres();
let database: PostgresDatabase;
let store: PostgresDeliveryStore;
let journal: PostgresJournal;
let position: string;

beforeAll(async () => {
  database = await PostgresDatabase.open(server().url());
  await migrate(database);
  store = new PostgresDeliveryStore(database);
  journal = new PostgresJournal(database);
});
afterAll(() => database.close());

beforeEach(async () => {
  position = await journal.newest();
});

let lanes = 0;
const accept = async (body: string): Promise<void> => {
  const accepted = [arrival(`lane ${lanes++}`, body, 'ccm', `${lanes} ${body}`)];
  const commit = { nowMs: Date.now(), leaseMs: 60_000, accept: accepted, settle: [], claim: [] };
  await store.commit(commit);
};

const idsAfter = async (after: string) =>
  (await journal.changes(after, 99)).map(({ id }) => id.split(' ')[1]);

/** A transaction of somebody else that stays open. */
async function opened(url: string, ...statements: readonly string[]): Promise<Client> {
  const client = new Client(url);
  await client.connect();
  await client.query('BEGIN');
  for (const statement of statements) await client.query(statement);
  return client;
}

/** A commit like ours that began before others and is not over. */
const slow = (id: string): Promise<Client> => {
  const { schema } = database;
  return opened(
    server().url(),
    `SELECT FROM ${schema}.lane_state FOR UPDATE SKIP LOCKED`,
    `INSERT INTO ${schema}.message (tx, n, state, lane, seq, accepted_at, id)
     SELECT pg_current_xact_id()::text::bigint, 1, 0, lane, 1000 + random() * 1e9, 0, '0 ${id}'
     FROM ${schema}.lane_state LIMIT 1`,
  );
};

test('a position never goes past a transaction that is still under way', async () => {
  await accept('before');
  const slowOne = await slow('slow');
  await accept('fast');
  expect(await idsAfter(position)).toEqual(['before']);
  const between = await journal.newest();
  expect(await idsAfter(between)).toEqual([]);
  await slowOne.query('COMMIT');
  await slowOne.end();

  expect(await idsAfter(between)).toEqual(['slow', 'fast']);
  expect(await idsAfter(position)).toEqual(['before', 'slow', 'fast']);
});

test('a transaction that comes to nothing holds nothing up afterwards', async () => {
  const slowOne = await slow('never');
  await accept('fast');
  expect(await idsAfter(position)).toEqual([]);
  await slowOne.end();

  expect(await idsAfter(position)).toEqual(['fast']);
});

test.each<readonly [string, string, readonly string[]]>([
  ['a reader of the journal', '', [`SELECT * FROM twitter_connector.message`]],
  [
    'somebody who only looks on',
    '',
    ['SET TRANSACTION ISOLATION LEVEL REPEATABLE READ', 'SELECT 1'],
  ],
  [
    'a writer of other tables',
    '',
    ['CREATE TABLE others AS SELECT 1', 'SELECT pg_current_xact_id()'],
  ],
  ['a writer in another database', 'other', ['CREATE TABLE others AS SELECT 1']],
])('%s does not hold it up, however long that takes', async (_, name, statements) => {
  if (name !== '') await server().createDatabase(name);
  const client = await opened(server().url(name === '' ? undefined : name), ...statements);
  await accept('seen');

  expect(await idsAfter(position)).toEqual(['seen']);
  expect(await journal.newest()).not.toBe(position);
  await client.end();
});

test('what many commits write at once is read once, in one order', async () => {
  const read: (string | undefined)[] = [];
  let after = position;
  let writing = true;
  const reading = (async () => {
    for (let last = false; !last; ) {
      last = !writing;
      const changes = await journal.changes(after, 13);
      read.push(...changes.map(({ id }) => id));
      after = changes.at(-1)?.position ?? after;
      if (changes.length > 0) last = false;
    }
  })();
  await Promise.all(Array.from({ length: 200 }, (_, i) => accept(`many-${i}`)));
  writing = false;
  await reading;

  expect(new Set(read).size).toBe(200);
  expect(read).toEqual((await journal.changes(position, 999)).map(({ id }) => id));
});
