import type { Gap, Watch } from '../../domain/watch/watch.ts';
import type { WatchChange, Watches } from '../../domain/watch/watches.ts';
import type { PostgresDatabase } from './postgres-database.ts';

interface Row {
  readonly account: string;
  readonly facts: object;
}

/** The watches in a database that several processes share. */
export class PostgresWatches implements Watches {
  readonly #database: PostgresDatabase;

  constructor(database: PostgresDatabase) {
    this.#database = database;
  }

  async find(accountId: string): Promise<Watch | undefined> {
    const { query, schema } = this.#database;
    const rows = await query<Row>(`SELECT account, facts FROM ${schema}.watch WHERE account = $1`, [
      accountId,
    ]);
    return rows.map(watchOf)[0];
  }

  async all(): Promise<readonly Watch[]> {
    const { query, schema } = this.#database;
    const rows = await query<Row>(`SELECT account, facts FROM ${schema}.watch ORDER BY account`);
    return rows.map(watchOf);
  }

  /** Facts are put in one by one, so that processes change different ones at the same time. */
  async change(accountId: string, change: WatchChange): Promise<void> {
    await this.#merge(accountId, change, 'true');
  }

  async open(accountId: string, gap: Gap, more: WatchChange = {}): Promise<boolean> {
    const unlessHealing = `w.facts #>> '{gap,state}' IS DISTINCT FROM 'healing'`;
    return this.#merge(accountId, { ...more, gap }, unlessHealing);
  }

  /** Whether it did: a row that is there must fit the condition. */
  async #merge(accountId: string, change: WatchChange, condition: string): Promise<boolean> {
    const { query, schema } = this.#database;
    const given = Object.entries(change).map(([name, fact]) => [name, fact ?? null]);
    const rows = await query(
      `INSERT INTO ${schema}.watch AS w (account, facts)
       VALUES ($1, jsonb_strip_nulls($2::jsonb))
       ON CONFLICT (account) DO UPDATE SET facts = jsonb_strip_nulls(w.facts || $2::jsonb)
       WHERE ${condition}
       RETURNING account`,
      [accountId, JSON.stringify(Object.fromEntries(given))],
    );
    return rows.length > 0;
  }

  async forget(accountId: string): Promise<void> {
    const { query, schema } = this.#database;
    await query(`DELETE FROM ${schema}.watch WHERE account = $1`, [accountId]);
  }
}

const watchOf = ({ account, facts }: Row): Watch => ({ ...facts, accountId: account });
