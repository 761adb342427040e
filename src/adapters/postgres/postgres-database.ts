import { type ClientBase, Pool, type PoolClient, type PoolConfig } from 'pg';
import { errorFrom, type PostgresError } from './postgres-error.ts';

/** The rows of one statement. */
export type Query = <T = Record<string, unknown>>(
  text: string,
  values?: readonly unknown[],
) => Promise<readonly T[]>;

export interface DatabaseOptions {
  /** Name of the schema that everything is in; `twitter_connector` if absent. */
  readonly schema?: string;
  /** At most so many connections at the same time. */
  readonly connections?: number;
  /** Told what goes wrong while nobody waits for it. */
  readonly report?: (reason: string) => void;
}

const connectWithinMs = 5_000;

/** On the server: what takes longer is nothing that we asked for. */
const statementWithinMs = 10_000;

/** Here: longer than on the server, so that its word counts as long as there is a connection. */
const answerWithinMs = 12_000;

/** A server keeps what a connection has ever used: its memory would grow with the time. */
const connectionsLastSeconds = 3_600;

/**
 * A transaction in several steps that is left in the middle, by a process that was paused or cut
 * off, would keep its locks until the server gives up the connection, which may take hours.
 */
const begin = `BEGIN ISOLATION LEVEL READ COMMITTED;
  SET LOCAL idle_in_transaction_session_timeout = '20s'`;

/** A pooler refuses to set what it does not know. */
const unknownToPooler = '08P01';

/** A statement was prepared on another connection than the one that is to know it, or there too. */
const misplacedStatement = ['26000', '42P05'];

/**
 * The connections of one process to the database. Nothing is kept in a session, so that it works
 * through a pooler of transactions as well.
 */
export class PostgresDatabase {
  readonly schemaName: string;
  /** The schema's name as it stands in a statement. */
  readonly schema: string;
  readonly #pool: Pool;
  #prepares = false;

  private constructor(url: string, options: DatabaseOptions, more: PoolConfig) {
    const { schema = 'twitter_connector', connections = 6, report = () => {} } = options;
    this.schemaName = schema;
    this.schema = `"${schema.replaceAll('"', '""')}"`;
    this.#pool = new Pool({
      ...connectionTo(url),
      max: connections,
      query_timeout: answerWithinMs,
      maxLifetimeSeconds: connectionsLastSeconds,
      ...more,
    });
    this.#pool.on('connect', (client) => client.on('error', () => {}));
    this.#pool.on('error', (error) => report(errorFrom(error, false).message));
  }

  /** Connects; fails with {@link PostgresError}. */
  static async open(url: string, options: DatabaseOptions = {}): Promise<PostgresDatabase> {
    for (const more of [{ statement_timeout: statementWithinMs }, {}]) {
      const database = new PostgresDatabase(url, options, more);
      try {
        database.#prepares = await database.#with(isDirect);
        return database;
      } catch (error) {
        await database.close();
        if ((error as PostgresError).sqlState !== unknownToPooler) throw error;
      }
    }
    throw new Error('unreachable');
  }

  /** One statement as one transaction. Fails with {@link PostgresError}. */
  readonly query: Query = <T>(text: string, values: readonly unknown[] = []) =>
    this.#with(async (client) => (await client.query(text, [...values])).rows as T[]);

  /**
   * As `query`, but prepared once for each connection, unless a pooler stands between.
   */
  async prepared<T>(name: string, text: string, values: readonly unknown[]): Promise<readonly T[]> {
    if (!this.#prepares) return this.query<T>(text, values);
    try {
      const statement = { name, text, values: [...values] };
      return await this.#with(async (client) => (await client.query(statement)).rows as T[]);
    } catch (error) {
      const { sqlState = '' } = error as PostgresError;
      if (!misplacedStatement.includes(sqlState)) throw error;
      this.#prepares = false;
      return this.query<T>(text, values);
    }
  }

  /**
   * Several statements as one transaction, each of which may take so long. Fails with
   * {@link PostgresError}.
   */
  transaction<T>(
    work: (query: Query) => Promise<T>,
    eachWithinMs: number = answerWithinMs,
  ): Promise<T> {
    return this.#with(async (client) => {
      const query: Query = async <R>(text: string, values: readonly unknown[] = []) => {
        const statement = { text, values: [...values], query_timeout: eachWithinMs };
        return (await client.query(statement)).rows as R[];
      };
      await client.query(begin);
      const result = await work(query);
      await client.query('COMMIT');
      return result;
    });
  }

  /** Ends the connections when nobody needs them any more. */
  async close(): Promise<void> {
    await this.#pool.end();
  }

  /** A connection on which something failed is given up, with whatever was going on. */
  async #with<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#connected();
    let failed: PostgresError | undefined;
    try {
      return await work(client);
    } catch (error) {
      failed = errorFrom(error, true);
      throw failed;
    } finally {
      client.release(failed);
    }
  }

  async #connected(): Promise<PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw errorFrom(error, false);
    }
  }
}

/** Whether it is the server itself that we talk to: a pooler names another process. */
export async function isDirect(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return rows[0]?.pid === (client as ClientBase & { readonly processID?: number }).processID;
}

/** How to connect: at most so long, and noticing a peer that is gone. */
export function connectionTo(url: string): PoolConfig {
  return {
    connectionString: url,
    application_name: 'twitter-connector',
    connectionTimeoutMillis: connectWithinMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
}
