import type { PostgresDatabase, Query } from './postgres-database.ts';
import { steps } from './schema/steps.ts';

/**
 * Brings the schema up to date, however many processes start at once: one does it, the others wait
 * and find it done. Fails when it was written by a newer version, and when the database cannot
 * hold a journal.
 */
export async function migrate(database: PostgresDatabase): Promise<void> {
  await check(database);
  const taken = await stepsTaken(database.schema, database.query);
  if (taken < steps.length) await takeSteps(database);
  await beginEra(database);
}

/** A step may have to look at every row of a large journal. */
const stepsWithinMs = 60 * 60 * 1_000;

async function takeSteps(database: PostgresDatabase): Promise<void> {
  const { schema } = database;
  const take = async (query: Query) => {
    await query('SET LOCAL statement_timeout = 0');
    await query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`journal ${schema}`]);
    const [found] = await query('SELECT FROM pg_namespace WHERE nspname = $1', [
      database.schemaName,
    ]);
    if (found === undefined) await query(`CREATE SCHEMA ${schema}`);
    await query(`CREATE TABLE IF NOT EXISTS ${schema}.step (
      number integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())`);
    const taken = await stepsTaken(schema, query);
    for (const [index, step] of steps.entries()) {
      if (index < taken) continue;
      await query(step(schema));
      await query(`INSERT INTO ${schema}.step (number) VALUES ($1)`, [index + 1]);
    }
  };
  await database.transaction(take, stepsWithinMs);
}

async function stepsTaken(schema: string, query: Query): Promise<number> {
  const [table] = await query<{ name: string | null }>('SELECT to_regclass($1) AS name', [
    `${schema}.step`,
  ]);
  if (table?.name == null) return 0;
  const [row] = await query<{ taken: number }>(
    `SELECT coalesce(max(number), 0) AS taken FROM ${schema}.step`,
  );
  const taken = row?.taken ?? 0;
  if (taken > steps.length) throw new Error('The journal was written by a newer version.');
  return taken;
}

interface Settings {
  readonly version: number;
  readonly encoding: string;
  readonly isolation: string;
  readonly standby: boolean;
}

async function check(database: PostgresDatabase): Promise<void> {
  const [row] = await database.query<Settings>(
    `SELECT current_setting('server_version_num')::integer AS version,
       current_setting('server_encoding') AS encoding,
       current_setting('default_transaction_isolation') AS isolation,
       pg_is_in_recovery() AS standby`,
  );
  const { version = 0, encoding, isolation, standby } = row ?? {};
  const cannot = (why: string) => new Error(`The journal cannot be in this database: ${why}.`);
  if (version < 130_000) throw cannot('PostgreSQL 13 or newer is needed');
  if (encoding !== 'UTF8') throw cannot(`its encoding is ${encoding}, not UTF8`);
  if (standby) throw cannot('it is a standby, which cannot be written to');
  if (isolation !== 'read committed') {
    throw cannot(`default_transaction_isolation is "${isolation}", not "read committed"`);
  }
}

/**
 * A journal that was restored on another server goes on with higher positions than it has, although
 * that server's transactions have lower numbers.
 */
async function beginEra(database: PostgresDatabase): Promise<void> {
  const { schema } = database;
  await database.query(
    `UPDATE ${schema}.era SET shift = newest - next + 1
     FROM (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next,
       greatest((SELECT max(tx) FROM ${schema}.message), (SELECT max(tx) FROM ${schema}.change))
         AS newest) AS seen
     WHERE newest >= next + shift`,
  );
}
