import type { StatementSync } from 'node:sqlite';
import type { Gap, Watch } from '../../domain/watch/watch.ts';
import type { WatchChange, Watches } from '../../domain/watch/watches.ts';
import type { SqliteFile } from './sqlite-file.ts';

/** The watches in the journal's file. What changes in a turn of the event loop is one transaction. */
export class SqliteWatches implements Watches {
  readonly #file: SqliteFile;
  #changes: { readonly accountId: string; readonly change: WatchChange }[] = [];
  #written: Promise<void> | undefined;
  readonly #find: StatementSync;
  readonly #all: StatementSync;
  readonly #put: StatementSync;
  readonly #forget: StatementSync;

  constructor(file: SqliteFile) {
    const { database } = file;
    this.#file = file;
    this.#find = database.prepare('SELECT account, facts FROM watch WHERE account = ?');
    this.#all = database.prepare('SELECT account, facts FROM watch ORDER BY account');
    this.#put = database.prepare('INSERT OR REPLACE INTO watch (account, facts) VALUES (?, ?)');
    this.#forget = database.prepare('DELETE FROM watch WHERE account = ?');
  }

  async find(accountId: string): Promise<Watch | undefined> {
    const row = this.#find.get(accountId);
    return row && watchIn(row);
  }

  async all(): Promise<readonly Watch[]> {
    return this.#all.all().map(watchIn);
  }

  change(accountId: string, change: WatchChange): Promise<void> {
    this.#changes.push({ accountId, change });
    this.#written ??= new Promise((resolve) => setImmediate(resolve)).then(() => this.#write());
    return this.#written;
  }

  /** Nothing else gets to run between the reading and the writing. */
  #write(): void {
    const changes = this.#changes;
    this.#changes = [];
    this.#written = undefined;
    this.#file.transaction(() => {
      for (const { accountId, change } of changes) this.#merge(accountId, change);
    });
  }

  #merge(accountId: string, change: WatchChange): void {
    const row = this.#find.get(accountId);
    const { accountId: _, ...facts } = { ...(row && watchIn(row)), ...change };
    this.#put.run(accountId, JSON.stringify(facts));
  }

  async open(accountId: string, gap: Gap, more: WatchChange = {}): Promise<boolean> {
    return this.#file.transaction(() => {
      const row = this.#find.get(accountId);
      if (row !== undefined && watchIn(row).gap?.state === 'healing') return false;
      this.#merge(accountId, { ...more, gap });
      return true;
    });
  }

  async forget(accountId: string): Promise<void> {
    this.#forget.run(accountId);
  }
}

const watchIn = (row: Readonly<Record<string, unknown>>): Watch => ({
  ...(JSON.parse(String(row['facts'])) as object),
  accountId: String(row['account']),
});
