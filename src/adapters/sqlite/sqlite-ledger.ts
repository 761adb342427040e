import type { StatementSync } from 'node:sqlite';
import type { LedgerEntry } from '../../domain/delivery/lane.ts';
import type { Ledger, Trace } from '../../domain/delivery/ledger.ts';
import type { SqliteFile } from './sqlite-file.ts';

/** The ledger in the journal's file. */
export class SqliteLedger implements Ledger {
  readonly #keep: StatementSync;
  readonly #echo: StatementSync;
  readonly #newest: StatementSync;
  readonly #matched: StatementSync;

  constructor({ database }: SqliteFile) {
    this.#keep = database.prepare(
      `INSERT INTO ledger (id, at, account, customer, fingerprint, event, cim, menu)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET cim = excluded.cim, menu = excluded.menu
       WHERE ledger.cim IS NULL AND excluded.cim IS NOT NULL`,
    );
    this.#echo = database.prepare(
      `SELECT event FROM ledger WHERE cim IS NULL
       AND account = ? AND customer = ? AND fingerprint = ? AND at >= ?
       ORDER BY at LIMIT 1`,
    );
    this.#newest = database.prepare(
      `SELECT cim, menu FROM ledger INDEXED BY ledger_matched
       WHERE cim IS NOT NULL AND account = ? AND customer = ? AND at <= ?
       ORDER BY at DESC, id DESC LIMIT 1`,
    );
    this.#matched = database.prepare('SELECT 1 FROM ledger WHERE id = ? AND cim IS NOT NULL');
  }

  /** Adds an entry inside the caller's transaction. An echo that was matched stays matched. */
  keep(entry: LedgerEntry): void {
    const { accountId, customerId, eventId, cimId, fingerprint, menu, sentAtMs } = entry;
    const id = idOf(accountId, eventId);
    const who = [id, sentAtMs, accountId, customerId];
    this.#keep.run(...who, fingerprint, eventId, cimId ?? null, menu ?? null);
  }

  async unmatchedEcho(trace: Trace): Promise<string | undefined> {
    const { accountId, customerId, fingerprint, notBeforeMs } = trace;
    const row = this.#echo.get(accountId, customerId, fingerprint, notBeforeMs);
    return row === undefined ? undefined : String(row['event']);
  }

  async newest(
    accountId: string,
    customerId: string,
    notAfterMs: number,
  ): Promise<{ readonly cimId: string; readonly menu?: string } | undefined> {
    const row = this.#newest.get(accountId, customerId, notAfterMs);
    if (row === undefined) return undefined;
    const { cim, menu } = row as { cim: string; menu: string | null };
    return { cimId: cim, ...(menu !== null && { menu }) };
  }

  async matched(accountId: string, eventIds: readonly string[]): Promise<ReadonlySet<string>> {
    const belongs = (eventId: string) => this.#matched.get(idOf(accountId, eventId)) !== undefined;
    return new Set(eventIds.filter(belongs));
  }
}

const idOf = (accountId: string, eventId: string): string => `${accountId}/${eventId}`;
