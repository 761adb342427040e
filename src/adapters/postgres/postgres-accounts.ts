import type { Account } from '../../domain/accounts/account.ts';
import type { Accounts } from '../../domain/accounts/accounts.ts';
import { keptAccount } from '../../domain/accounts/user-token.ts';
import type { Seal } from '../../domain/accounts/seal.ts';
import { accountOf, type AccountRow, purposeOf, rowOf } from './account-rows.ts';
import type { PostgresDatabase, Query } from './postgres-database.ts';
import type { Signals } from './signals.ts';
import { fromStored, storable } from './text.ts';

/** A seal whose key may be a new one: it opens what was sealed with the one before as well. */
export interface RotatingSeal extends Seal {
  /** Whether something was not sealed with the key that closes now. */
  isOutdated?(sealed: string, purpose: string): boolean;
}

export interface AccountsParts {
  readonly database: PostgresDatabase;
  readonly seal: RotatingSeal;
  readonly signals: Signals;
  /** Told what goes wrong while nobody waits for it. */
  readonly report: (reason: string) => void;
}

/** What a change does to the accounts in memory. */
type Change = (accounts: Map<string, Account>) => void;

/** A change whose signal was lost is found this much later. */
const lookEveryMs = 700;

/** With a margin for the look itself. */
const knownEverywhereMs = 1_000;

/** All accounts as they were at one moment, and how many changes there had been. */
interface Reading {
  readonly revision: number;
  readonly rows: readonly AccountRow[];
}

/**
 * The accounts in a database that several processes share, their credentials sealed; all of them
 * also in memory, where what another process changed comes within a second.
 */
export class PostgresAccounts implements Accounts {
  readonly #parts: AccountsParts;
  #accounts: ReadonlyMap<string, Account> = new Map();
  #revision = -1;
  #changedAtMs = Number.NEGATIVE_INFINITY;
  #stop: () => void = () => {};

  private constructor(parts: AccountsParts) {
    this.#parts = parts;
  }

  /**
   * Seals anew what was sealed with an earlier key. Fails when kept credentials cannot be opened
   * with this seal.
   */
  static async open(parts: AccountsParts): Promise<PostgresAccounts> {
    const accounts = new PostgresAccounts(parts);
    const reading = await accounts.#read();
    for (const row of reading.rows) accountOf(row, parts.seal);
    accounts.#take(reading);
    for (const row of reading.rows) await accounts.#reseal(row);
    accounts.#watch();
    return accounts;
  }

  find(id: string): Account | undefined {
    return this.#accounts.get(id);
  }

  all(): readonly Account[] {
    return [...this.#accounts.values()];
  }

  async save(given: Account): Promise<void> {
    const { database, seal } = this.#parts;
    const table = `${database.schema}.account`;
    await this.#change(async (query) => {
      const select = `SELECT id, state, secret FROM ${table} WHERE id = $1`;
      const [row] = await query<AccountRow>(select, [storable(given.id)]);
      const account = keptAccount(given, row && this.#opened(row));
      const { id, state, secret } = rowOf(account, seal);
      await query(
        `INSERT INTO ${table} (id, state, secret) VALUES ($1, $2, $3)
         ON CONFLICT (id) DO UPDATE SET state = excluded.state, secret = excluded.secret`,
        [id, state, secret],
      );
      return (accounts) => accounts.set(account.id, account);
    });
  }

  async remove(id: string): Promise<void> {
    const statement = `DELETE FROM ${this.#parts.database.schema}.account WHERE id = $1`;
    await this.#change(async (query) => {
      await query(statement, [storable(id)]);
      return (accounts) => accounts.delete(id);
    });
  }

  current(): Promise<void> {
    return this.#look();
  }

  async everywhere(): Promise<void> {
    const leftMs = this.#changedAtMs + knownEverywhereMs - performance.now();
    if (leftMs > 0) await new Promise((resolve) => setTimeout(resolve, leftMs));
  }

  close(): void {
    this.#stop();
  }

  /** One at a time among all processes, so that the revision tells the order of the changes. */
  async #change(statements: (query: Query) => Promise<Change>): Promise<void> {
    const { database, signals } = this.#parts;
    const { revision, apply } = await database.transaction(async (query) => {
      const [row] = await query<{ number: string }>(
        `UPDATE ${database.schema}.revision SET number = number + 1
         WHERE of = 'accounts' RETURNING number`,
      );
      return { apply: await statements(query), revision: Number(row?.number) };
    });
    signals.send('accounts');
    this.#changedAtMs = performance.now();
    if (revision !== this.#revision + 1) return this.#look();
    const accounts = new Map(this.#accounts);
    apply(accounts);
    this.#accounts = accounts;
    this.#revision = revision;
  }

  #watch(): void {
    const look = () => void this.#look().catch(() => {});
    const stopHearing = this.#parts.signals.on('accounts', look);
    const timer = setInterval(look, lookEveryMs);
    this.#stop = () => {
      stopHearing();
      clearInterval(timer);
    };
  }

  /** Reads the accounts if they have changed. */
  async #look(): Promise<void> {
    const { query, schema } = this.#parts.database;
    const [row] = await query<{ number: string }>(
      `SELECT number FROM ${schema}.revision WHERE of = 'accounts'`,
    );
    if (Number(row?.number) > this.#revision) this.#take(await this.#read());
  }

  async #read(): Promise<Reading> {
    const { query, schema } = this.#parts.database;
    const rows = await query<AccountRow & { readonly number: string }>(
      `SELECT number, id, state, secret FROM ${schema}.revision
       LEFT JOIN ${schema}.account ON true WHERE of = 'accounts' ORDER BY id`,
    );
    return { revision: Number(rows[0]?.number), rows: rows.filter(({ id }) => id !== null) };
  }

  /** What cannot be opened stays as it was known: others may have a newer key already. */
  #take({ revision, rows }: Reading): void {
    if (revision <= this.#revision) return;
    const accounts = new Map<string, Account>();
    for (const row of rows) {
      const account = this.#opened(row) ?? this.#accounts.get(fromStored(row.id));
      if (account !== undefined) accounts.set(account.id, account);
    }
    this.#accounts = accounts;
    this.#revision = revision;
  }

  #opened(row: AccountRow): Account | undefined {
    try {
      return accountOf(row, this.#parts.seal);
    } catch (error) {
      this.#parts.report(error instanceof Error ? error.message : 'unknown');
      return undefined;
    }
  }

  /** Unless somebody has saved the account meanwhile. */
  async #reseal(row: AccountRow): Promise<void> {
    const { database, seal } = this.#parts;
    if (!seal.isOutdated?.(row.secret, purposeOf(fromStored(row.id)))) return;
    const { id, secret } = rowOf(accountOf(row, seal), seal);
    await database.query(
      `UPDATE ${database.schema}.account SET secret = $2 WHERE id = $1 AND secret = $3`,
      [id, secret, row.secret],
    );
  }
}
