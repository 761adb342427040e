import type { Container } from 'inversify';
import { AesGcmSeal } from '../adapters/crypto/aes-gcm-seal.ts';
import { SqliteAccounts } from '../adapters/sqlite/sqlite-accounts.ts';
import { SqliteChannelTypes } from '../adapters/sqlite/sqlite-channel-types.ts';
import { SqliteDeliveryStore } from '../adapters/sqlite/sqlite-delivery-store.ts';
import { SqliteJournal } from '../adapters/sqlite/sqlite-journal.ts';
import { SqliteLedger } from '../adapters/sqlite/sqlite-ledger.ts';
import { credentialsKey } from './credentials-key.ts';
import { tokens } from './tokens.ts';

/** The journal and everything that is kept in it. */
export function bindStorage(container: Container): void {
  const { configuration, journal } = tokens;
  container
    .bind(journal)
    .toResolvedValue(({ JOURNAL_URL }) => new SqliteJournal(fileOf(JOURNAL_URL)), [configuration]);
  container
    .bind(tokens.store)
    .toResolvedValue((opened) => new SqliteDeliveryStore(opened), [journal]);
  container.bind(tokens.ledger).toResolvedValue((opened) => new SqliteLedger(opened), [journal]);
  container
    .bind(tokens.channelTypes)
    .toResolvedValue((opened) => new SqliteChannelTypes(opened), [journal]);
  container.bind(tokens.accounts).toResolvedValue(
    (opened, { CREDENTIALS_KEY, JOURNAL_URL }) => {
      const key = credentialsKey(CREDENTIALS_KEY, fileOf(JOURNAL_URL));
      return new SqliteAccounts(opened, new AesGcmSeal(key));
    },
    [journal, configuration],
  );
}

const fileOf = (journalUrl: string): string => journalUrl.replace(/^sqlite:/, '');
