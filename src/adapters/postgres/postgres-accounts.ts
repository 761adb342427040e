import type { Account } from '../../domain/accounts/account.ts';
import type { AccountChange, Accounts } from '../../domain/accounts/accounts.ts';
import { changeOf, keptAccount } from '../../domain/accounts/user-token.ts';
import type { Seal } from '../../domain/accounts/seal.ts';
import { accountOf, type AccountRow, purposeOf, rowOf } from './account-rows.ts';
import { AccountTable, type Reading } from './account-table.ts';
import type { PostgresDatabase, Query } from './postgres-database.ts';
import type { Signals } from './signals.ts';
import { fromStored } from './text.ts';

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

/**
 * The accounts in a database that several processes share, their credentials sealed; all of them
 * also in memory, where what another process changed comes within a second.
 */
export class PostgresAccounts implements Accounts {
  readonly #parts: AccountsParts;
  readonly #table: AccountTable;
  #accounts: ReadonlyMap<string, Account> = new Map();
  #revision = -1;
  #changedAtMs = Number.NEGATIVE_INFINITY;
  #stop: () => void = () => {};

  private constructor(parts: AccountsParts) {
    this.#parts = parts;
    this.#table = new AccountTable(parts.database.schema);
  }

  /**
   * Seals anew what was sealed with an earlier key. Fails when kept credentials cannot be opened
   * with this seal.
   */
  static async open(parts: AccountsParts): Promise<PostgresAccounts> {
    const accounts = new PostgresAccounts(parts);
    const reading = await accounts.#table.all(parts.database.query);
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
    await this.#change(async (query) => this.#put(given, await this.#kept(given.id, query), query));
  }

  async change(
    id: string,
    changed: (kept: Account) => Account | undefined,
  ): Promise<AccountChange | undefined> {
    const done: { change: AccountChange | undefined } = { change: undefined };
    await this.#change(async (query) => {
      const before = await this.#kept(id, query);
      done.change = changeOf(before, changed);
      return done.change && this.#put(done.change.now, before, query);
    });
    return done.change;
  }

  async remove(id: string): Promise<void> {
    await this.#change(async (query) => {
      await this.#table.remove(query, id);
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

  /**
   * One at a time among all processes, so that the revision tells the order of the changes, and each
   * begins with what the one before has left.
   */
  async #change(statements: (query: Query) => Promise<Change | undefined>): Promise<void> {
    const { database, signals } = this.#parts;
    const changed = await database.transaction(async (query) => {
      await this.#table.lock(query);
      const apply = await statements(query);
      return apply && { apply, revision: await this.#table.nextRevision(query) };
    });
    if (changed === undefined) return;
    const { apply, revision } = changed;
    signals.send('accounts');
    this.#changedAtMs = performance.now();
    if (revision !== this.#revision + 1) return this.#look();
    const accounts = new Map(this.#accounts);
    apply(accounts);
    this.#accounts = accounts;
    this.#revision = revision;
  }

  /** As it is now; what cannot be opened is as it was known. */
  async #kept(id: string, query: Query): Promise<Account | undefined> {
    const row = await this.#table.find(query, id);
    return row && (this.#opened(row) ?? this.#accounts.get(id));
  }

  async #put(given: Account, known: Account | undefined, query: Query): Promise<Change> {
    const account = keptAccount(given, known);
    await this.#table.put(query, rowOf(account, this.#parts.seal));
    return (accounts) => accounts.set(account.id, account);
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
    const { query } = this.#parts.database;
    const revision = await this.#table.revision(query);
    if (revision > this.#revision) this.#take(await this.#table.all(query));
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

  async #reseal(row: AccountRow): Promise<void> {
    const { database, seal } = this.#parts;
    if (!seal.isOutdated?.(row.secret, purposeOf(fromStored(row.id)))) return;
    await this.#table.replace(database.query, row, rowOf(accountOf(row, seal), seal).secret);
  }
}
