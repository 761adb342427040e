import type { AccountRow } from './account-rows.ts';
import type { Query } from './postgres-database.ts';
import { storable } from './text.ts';

/** All accounts as they were at one moment, and how many changes there had been. */
export interface Reading {
  readonly revision: number;
  readonly rows: readonly AccountRow[];
}

/** The statements about accounts; `schema` is the quoted name of theirs. */
export class AccountTable {
  readonly #schema: string;

  constructor(schema: string) {
    this.#schema = schema;
  }

  async all(query: Query): Promise<Reading> {
    const rows = await query<AccountRow & { readonly number: string }>(
      `SELECT number, id, state, secret FROM ${this.#schema}.revision
       LEFT JOIN ${this.#schema}.account ON true WHERE of = 'accounts' ORDER BY id`,
    );
    return { revision: Number(rows[0]?.number), rows: rows.filter(({ id }) => id !== null) };
  }

  async revision(query: Query): Promise<number> {
    const [row] = await query<{ number: string }>(
      `SELECT number FROM ${this.#schema}.revision WHERE of = 'accounts'`,
    );
    return Number(row?.number);
  }

  /** Nobody else changes anything until the transaction is over. */
  async lock(query: Query): Promise<void> {
    await query(`SELECT number FROM ${this.#schema}.revision WHERE of = 'accounts' FOR UPDATE`);
  }

  async nextRevision(query: Query): Promise<number> {
    const [row] = await query<{ number: string }>(
      `UPDATE ${this.#schema}.revision SET number = number + 1
       WHERE of = 'accounts' RETURNING number`,
    );
    return Number(row?.number);
  }

  async find(query: Query, id: string): Promise<AccountRow | undefined> {
    const [row] = await query<AccountRow>(
      `SELECT id, state, secret FROM ${this.#schema}.account WHERE id = $1`,
      [storable(id)],
    );
    return row;
  }

  async put(query: Query, { id, secret, state }: AccountRow): Promise<void> {
    await query(
      `INSERT INTO ${this.#schema}.account (id, state, secret) VALUES ($1, $2, $3)
       ON CONFLICT (id) DO UPDATE SET state = excluded.state, secret = excluded.secret`,
      [id, state, secret],
    );
  }

  async remove(query: Query, id: string): Promise<void> {
    await query(`DELETE FROM ${this.#schema}.account WHERE id = $1`, [storable(id)]);
  }

  /** Unless somebody has put the account meanwhile. */
  async replace(query: Query, { id, secret: before }: AccountRow, secret: string): Promise<void> {
    await query(`UPDATE ${this.#schema}.account SET secret = $2 WHERE id = $1 AND secret = $3`, [
      id,
      secret,
      before,
    ]);
  }
}
