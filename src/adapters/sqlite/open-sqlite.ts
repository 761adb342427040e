import type { Seal } from '../../domain/accounts/seal.ts';
import { SqliteAccounts } from './sqlite-accounts.ts';
import { SqliteChannelTypes } from './sqlite-channel-types.ts';
import { SqliteDeadLetters } from './sqlite-dead-letters.ts';
import { SqliteDeliveryStore } from './sqlite-delivery-store.ts';
import { SqliteDuties } from './sqlite-duties.ts';
import { SqliteFile } from './sqlite-file.ts';
import { SqliteJournal } from './sqlite-journal.ts';
import { SqliteLedger } from './sqlite-ledger.ts';
import { SqliteWatches } from './sqlite-watches.ts';

export interface SqliteOptions {
  readonly seal: Seal;
  /** From when a message was delivered or discarded. */
  readonly settledKeptMs: number;
  readonly texts: 'erased' | 'kept';
}

/**
 * Everything that is kept in a file that this process owns. Fails, naming the file and the reason,
 * when it cannot be used.
 */
export function openSqlite(path: string, { seal, ...keeping }: SqliteOptions) {
  const file = new SqliteFile(path, keeping);
  try {
    return {
      store: new SqliteDeliveryStore(file),
      journal: new SqliteJournal(file),
      deadLetters: new SqliteDeadLetters(file),
      ledger: new SqliteLedger(file),
      accounts: new SqliteAccounts(file, seal),
      channelTypes: new SqliteChannelTypes(file),
      duties: new SqliteDuties(),
      watches: new SqliteWatches(file),
      prove: async () => file.prove(),
      close: async () => file.close(),
    };
  } catch (error) {
    file.close();
    throw error;
  }
}
