import type { ChannelTypes } from '../../domain/accounts/channel-types.ts';
import type { PostgresDatabase } from './postgres-database.ts';
import { fromStored, storable } from './text.ts';

/** The channel types in a database that several processes share. */
export class PostgresChannelTypes implements ChannelTypes {
  readonly #database: PostgresDatabase;

  constructor(database: PostgresDatabase) {
    this.#database = database;
  }

  async remember(id: string): Promise<void> {
    const { schema, query } = this.#database;
    await query(`INSERT INTO ${schema}.channel_type (id) VALUES ($1) ON CONFLICT DO NOTHING`, [
      storable(id),
    ]);
  }

  async all(): Promise<readonly string[]> {
    const { schema, query } = this.#database;
    const rows = await query<{ id: string }>(`SELECT id FROM ${schema}.channel_type ORDER BY id`);
    return rows.map(({ id }) => fromStored(id));
  }
}
