import { migrate } from './migrate.ts';
import { PostgresAccounts, type RotatingSeal } from './postgres-accounts.ts';
import { PostgresChannelTypes } from './postgres-channel-types.ts';
import { type DatabaseOptions, PostgresDatabase } from './postgres-database.ts';
import { PostgresDeadLetters } from './postgres-dead-letters.ts';
import { PostgresDeliveryStore } from './postgres-delivery-store.ts';
import { PostgresDuties } from './postgres-duties.ts';
import { PostgresJournal } from './postgres-journal.ts';
import { PostgresLedger } from './postgres-ledger.ts';
import { defaultKeeping, type Keeping, PostgresRetention } from './postgres-retention.ts';
import { PostgresWatches } from './postgres-watches.ts';
import { Signals } from './signals.ts';

export interface PostgresOptions extends DatabaseOptions {
  readonly seal: RotatingSeal;
  readonly keeping?: Partial<Keeping>;
}

/** Everything that is kept in a database that several processes share. */
export interface Postgres {
  readonly store: PostgresDeliveryStore;
  readonly journal: PostgresJournal;
  readonly deadLetters: PostgresDeadLetters;
  readonly ledger: PostgresLedger;
  readonly accounts: PostgresAccounts;
  readonly channelTypes: PostgresChannelTypes;
  readonly duties: PostgresDuties;
  readonly watches: PostgresWatches;
  readonly retention: PostgresRetention;
  /** Writes to the disk, and fails when that is not possible. */
  prove(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Connects, brings the schema up to date and reads the accounts. Fails, without a word of the
 * URL's secrets, when one of these is not possible.
 */
export async function openPostgres(url: string, options: PostgresOptions): Promise<Postgres> {
  const { report = () => {}, seal } = options;
  const keeping = { ...defaultKeeping, ...options.keeping };
  const database = await PostgresDatabase.open(url, options);
  const signals = new Signals(url, database, report);
  try {
    await migrate(database);
    const accounts = await PostgresAccounts.open({ database, seal, signals, report });
    return {
      store: new PostgresDeliveryStore(database, { texts: keeping.texts }, signals),
      journal: new PostgresJournal(database),
      deadLetters: new PostgresDeadLetters(database, { texts: keeping.texts }, signals),
      ledger: new PostgresLedger(database),
      accounts,
      channelTypes: new PostgresChannelTypes(database),
      duties: new PostgresDuties(database),
      watches: new PostgresWatches(database),
      retention: new PostgresRetention(database, keeping),
      prove: () => prove(database),
      close: async () => {
        accounts.close();
        await signals.close();
        await database.close();
      },
    };
  } catch (error) {
    await signals.close();
    await database.close();
    throw error;
  }
}

async function prove({ query, schema }: PostgresDatabase): Promise<void> {
  await query(
    `INSERT INTO ${schema}.proof (id, at) VALUES (1, extract(epoch FROM clock_timestamp()) * 1000)
     ON CONFLICT (id) DO UPDATE SET at = excluded.at`,
  );
}
