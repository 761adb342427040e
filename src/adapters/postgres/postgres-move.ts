import type { Seal } from '../../domain/accounts/seal.ts';
import { despiteCollisions } from './collisions.ts';
import { IncomingRows } from './incoming-rows.ts';
import { migrate } from './migrate.ts';
import { type DatabaseOptions, PostgresDatabase, type Query } from './postgres-database.ts';
import { errorFrom, PostgresError } from './postgres-error.ts';
import { currentPosition } from './schema/horizon.ts';
import { keyOf } from './text.ts';

export interface MoveOptions extends DatabaseOptions {
  readonly seal: Seal;
}

/** What is moved into the database. */
export interface Moving {
  /** Tells the journal that is moved, as it is now, from all others. */
  readonly name: string;
  /** No position of it is higher. */
  readonly newestPosition: number;
  /** Called once for each attempt. */
  bring(into: IncomingRows): Promise<void>;
}

const tables =
  'lane, lane_state, message, change, dead, seen, ledger, account, revision, channel_type, era';

/** Whoever holds a lock for longer than this is stuck. */
const lockWithin = '10s';

/** A statement writes a few thousand rows, or looks at all messages once. */
const eachWithinMs = 60 * 60 * 1_000;

/**
 * The way into a database for all of another journal at once. It is one transaction, whatever its
 * size: until its end there is nothing of it, so that nobody delivers from a part of it, and an
 * interrupted one leaves nothing behind. Replicas that run meanwhile wait with what they write.
 */
export class PostgresMove {
  readonly #database: PostgresDatabase;
  readonly #seal: Seal;

  private constructor(database: PostgresDatabase, seal: Seal) {
    this.#database = database;
    this.#seal = seal;
  }

  /** Connects and brings the schema up to date. Fails without a word of the URL's secrets. */
  static async open(url: string, { seal, ...options }: MoveOptions): Promise<PostgresMove> {
    const database = await PostgresDatabase.open(url, { ...options, connections: 1 });
    try {
      await migrate(database);
      return new PostgresMove(database, seal);
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  /**
   * `before`: exactly this journal was moved here earlier, and nothing was done. Fails when there
   * are messages or ids of others. When the connection broke at the very end it may have happened
   * all the same, which the next time will show.
   */
  take(moving: Moving): Promise<'moved' | 'before'> {
    return despiteCollisions(async () => {
      let ours: unknown;
      const work = async (query: Query) => {
        const told: Query = <T>(text: string, values?: readonly unknown[]) =>
          query<T>(text, values).catch((thrown: unknown) => {
            throw errorFrom(thrown, true);
          });
        return this.#take(moving, told).catch((thrown: unknown) => {
          if (!(thrown instanceof PostgresError)) ours = thrown;
          throw thrown;
        });
      };
      return this.#database.transaction(work, eachWithinMs).catch((thrown: unknown) => {
        throw ours ?? thrown;
      });
    });
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  async #take({ name, newestPosition, bring }: Moving, query: Query): Promise<'moved' | 'before'> {
    const { schema } = this.#database;
    await this.#lock(query);
    const mark = keyOf(`moved/${name}`);
    const known = await query(`SELECT FROM ${schema}.seen WHERE id = $1`, [mark]);
    if (known.length > 0) return 'before';
    await this.#mustBeEmpty(query);
    const [row] = await query<{ base: string }>(`SELECT ${currentPosition(schema)} AS base`);
    const base = Number(row?.base);
    await bring(new IncomingRows({ query, schema, seal: this.#seal, base }));
    await this.#complete(query, newestPosition);
    await query(
      `INSERT INTO ${schema}.seen (id, at, n)
       VALUES ($1, floor(extract(epoch FROM clock_timestamp()) * 1000), 1)`,
      [mark],
    );
    return 'moved';
  }

  /** The weaker lock tells readers of changes of this transaction, before it gets its number. */
  async #lock(query: Query): Promise<void> {
    const { schema } = this.#database;
    const all = tables.split(', ').map((table) => `${schema}.${table}`);
    await query('SET LOCAL statement_timeout = 0');
    await query(`SET LOCAL lock_timeout = '${lockWithin}'`);
    await query(
      `SELECT set_config('synchronous_commit', 'on', true)
       WHERE current_setting('synchronous_commit') = 'off'`,
    );
    await query(`LOCK TABLE ${all.join(', ')} IN EXCLUSIVE MODE`);
    await query(`LOCK TABLE ${schema}.lane IN ROW EXCLUSIVE MODE`);
  }

  async #mustBeEmpty(query: Query): Promise<void> {
    const { schema, schemaName } = this.#database;
    const [found] = await query<{ used: boolean }>(
      `SELECT EXISTS (SELECT FROM ${schema}.lane) OR EXISTS (SELECT FROM ${schema}.message)
         OR EXISTS (SELECT FROM ${schema}.seen) OR EXISTS (SELECT FROM ${schema}.ledger) AS used`,
    );
    if (found?.used === false) return;
    throw new Error(
      `The journal in the schema ${schemaName} has been used already; only an empty one can take ` +
        'another in. Choose another schema.',
    );
  }

  /** Positions and numbers of lanes that are given from now on are higher than those that came. */
  async #complete(query: Query, newestPosition: number): Promise<void> {
    const { schema } = this.#database;
    await query(
      `INSERT INTO ${schema}.dead (tx, n, of_tx, of_n)
       SELECT max(c.tx), 1, m.tx, 1 FROM ${schema}.message AS m
       JOIN ${schema}.change AS c ON c.of_tx = m.tx AND c.of_n = m.n AND c.kind = 'buried'
       WHERE m.state = 2 GROUP BY m.tx`,
    );
    await query(
      `SELECT setval(of, greatest(nextval(of), (SELECT max(id) FROM ${schema}.lane)))
       FROM (SELECT pg_get_serial_sequence($1, 'id')::regclass AS of) AS sequence`,
      [`${schema}.lane`],
    );
    await query(`UPDATE ${schema}.era SET shift = shift + $1`, [newestPosition + 1]);
    await query(`UPDATE ${schema}.revision SET number = number + 1 WHERE of = 'accounts'`);
  }
}
