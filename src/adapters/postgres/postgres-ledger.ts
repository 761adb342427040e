import type { Ledger, Trace } from '../../domain/delivery/ledger.ts';
import { texts } from './arrays.ts';
import { ledgerKeyOf } from './batch.ts';
import type { PostgresDatabase } from './postgres-database.ts';
import { fromStored, keyOf, whole } from './text.ts';

/** The ledger in a database that several processes share; commits of the store write it. */
export class PostgresLedger implements Ledger {
  readonly #database: PostgresDatabase;

  constructor(database: PostgresDatabase) {
    this.#database = database;
  }

  async unmatchedEcho(trace: Trace): Promise<string | undefined> {
    const { schema, query } = this.#database;
    const { accountId, customerId, fingerprint, notBeforeMs } = trace;
    const [row] = await query<{ event: string }>(
      `SELECT event FROM ${schema}.ledger WHERE cim IS NULL
         AND account = $1 AND customer = $2 AND fingerprint = $3 AND at >= $4
       ORDER BY at LIMIT 1`,
      [keyOf(accountId), keyOf(customerId), keyOf(fingerprint), whole(notBeforeMs)],
    );
    return row === undefined ? undefined : fromStored(row.event);
  }

  async newest(
    accountId: string,
    customerId: string,
    notAfterMs: number,
  ): Promise<{ readonly cimId: string; readonly menu?: string } | undefined> {
    const { schema, query } = this.#database;
    const [row] = await query<{ cim: string; menu: string | null }>(
      `SELECT cim, menu FROM ${schema}.ledger
       WHERE cim IS NOT NULL AND account = $1 AND customer = $2 AND at <= $3
       ORDER BY at DESC, id DESC LIMIT 1`,
      [keyOf(accountId), keyOf(customerId), whole(notAfterMs)],
    );
    if (row === undefined) return undefined;
    const { cim, menu } = row;
    return { cimId: fromStored(cim), ...(menu !== null && { menu: fromStored(menu) }) };
  }

  async matched(accountId: string, eventIds: readonly string[]): Promise<ReadonlySet<string>> {
    const { schema, query } = this.#database;
    if (eventIds.length === 0) return new Set();
    const keys = eventIds.map((eventId) => ledgerKeyOf(accountId, eventId));
    const rows = await query<{ id: string }>(
      `SELECT id FROM ${schema}.ledger WHERE cim IS NOT NULL AND id = ANY ($1)`,
      [texts(keys)],
    );
    const known = new Set(rows.map(({ id }) => id));
    return new Set(eventIds.filter((_, i) => known.has(keys[i] ?? '')));
  }
}
