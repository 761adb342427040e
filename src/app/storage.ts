import { AesGcmSeal } from '../adapters/crypto/aes-gcm-seal.ts';
import type { Accounts } from '../domain/accounts/accounts.ts';
import type { ChannelTypes } from '../domain/accounts/channel-types.ts';
import type { DeadLetters } from '../domain/delivery/dead-letters.ts';
import type { DeliveryStore } from '../domain/delivery/delivery-store.ts';
import type { Duties } from '../domain/delivery/duties.ts';
import type { Journal } from '../domain/delivery/journal.ts';
import type { Ledger } from '../domain/delivery/ledger.ts';
import type { Watches } from '../domain/watch/watches.ts';
import type { Configuration } from './configuration.ts';
import { configuredKey, credentialsKey } from './credentials-key.ts';

/** The journal and everything that is kept in it. */
export interface Storage {
  readonly store: DeliveryStore;
  readonly journal: Journal;
  readonly deadLetters: DeadLetters;
  readonly ledger: Ledger;
  readonly accounts: Accounts;
  readonly channelTypes: ChannelTypes;
  readonly duties: Duties;
  readonly watches: Watches;
  /** Removes some of what is no longer kept; absent where every commit does a little of it. */
  prune?(): Promise<{ readonly removed: number; readonly more: boolean }>;
  /** Writes to the disk, and fails when that is not possible. */
  prove(): Promise<void>;
  close(): Promise<void>;
}

const dayMs = 24 * 60 * 60 * 1_000;

/**
 * Opens what `JOURNAL_URL` names and loads the code for it only. `report` is told what goes wrong
 * while nobody waits for it.
 */
export function openStorage(
  configuration: Configuration,
  report: (reason: string) => void,
): Promise<Storage> {
  const { JOURNAL_URL } = configuration;
  return JOURNAL_URL.startsWith('sqlite:')
    ? openFile(JOURNAL_URL.slice('sqlite:'.length), configuration)
    : openDatabase(JOURNAL_URL, configuration, report);
}

async function openFile(path: string, configuration: Configuration): Promise<Storage> {
  const { openSqlite } = await import('../adapters/sqlite/open-sqlite.ts');
  const { CREDENTIALS_KEY, CREDENTIALS_OLD_KEYS } = configuration;
  const key = credentialsKey(CREDENTIALS_KEY, path);
  return openSqlite(path, {
    seal: new AesGcmSeal(key, CREDENTIALS_OLD_KEYS.map(configuredKey)),
    ...keepingOf(configuration),
  });
}

async function openDatabase(
  url: string,
  configuration: Configuration,
  report: (reason: string) => void,
): Promise<Storage> {
  const { openPostgres } = await import('../adapters/postgres/open-postgres.ts');
  const { CREDENTIALS_KEY = '', CREDENTIALS_OLD_KEYS, JOURNAL_SCHEMA } = configuration;
  const others = CREDENTIALS_OLD_KEYS.map(configuredKey);
  const { retention, ...opened } = await openPostgres(url, {
    schema: JOURNAL_SCHEMA,
    seal: new AesGcmSeal(configuredKey(CREDENTIALS_KEY), others),
    keeping: keepingOf(configuration),
    report,
  });
  const prune = async () => {
    const { ids, entries, messages, lanes, more } = await retention.round();
    return { removed: ids + entries + messages + lanes, more };
  };
  return { ...opened, prune };
}

const keepingOf = ({ JOURNAL_KEPT_DAYS, SETTLED_TEXTS }: Configuration) => ({
  settledKeptMs: JOURNAL_KEPT_DAYS * dayMs,
  texts: SETTLED_TEXTS,
});
