import type { StatementSync } from 'node:sqlite';
import type { ChannelTypes } from '../../domain/accounts/channel-types.ts';
import type { SqliteFile } from './sqlite-file.ts';

/** The channel types in the journal's file. */
export class SqliteChannelTypes implements ChannelTypes {
  readonly #remember: StatementSync;
  readonly #all: StatementSync;

  constructor({ database }: SqliteFile) {
    this.#remember = database.prepare('INSERT OR IGNORE INTO channel_type (id) VALUES (?)');
    this.#all = database.prepare('SELECT id FROM channel_type ORDER BY id');
  }

  async remember(id: string): Promise<void> {
    this.#remember.run(id);
  }

  async all(): Promise<readonly string[]> {
    return this.#all.all().map((row) => String(row['id']));
  }
}
