import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Rows looked at for each arrival: more than one, so that the sweep gains on what is added. */
const rowsPerArrival = 4;
const arrivalsPerStep = 256;

/**
 * Removes the rows of a table (`id`, `at`) that are older than a limit. It walks through the table
 * a little with every commit, round after round, so that it needs no index on the time, never
 * holds anything up, and the table stays within a small multiple of what is to be kept.
 */
export class SqliteSweep {
  readonly #keptMs: number;
  readonly #end: StatementSync;
  readonly #remove: StatementSync;
  #sweptTo = '';
  #arrivals = 0;

  /** With a `condition`, only the rows that it is true for. */
  constructor(
    database: DatabaseSync,
    table: 'seen' | 'ledger',
    keptMs: number,
    condition = 'true',
  ) {
    this.#keptMs = keptMs;
    this.#end = database.prepare(
      `SELECT id FROM ${table} WHERE id > ? ORDER BY id
       LIMIT 1 OFFSET ${rowsPerArrival * arrivalsPerStep}`,
    );
    this.#remove = database.prepare(
      `DELETE FROM ${table} WHERE id > ? AND id < ? AND at < ? AND ${condition}`,
    );
  }

  /** Keeps up with so many new arrivals, inside the transaction of the caller. */
  keepUp(arrivals: number, nowMs: number): void {
    this.#arrivals += arrivals;
    if (this.#arrivals < arrivalsPerStep) return;
    this.#arrivals = 0;
    const end = this.#end.get(this.#sweptTo);
    const nextId = end === undefined ? afterAll : String(end['id']);
    this.#remove.run(this.#sweptTo, nextId, nowMs - this.#keptMs);
    this.#sweptTo = end === undefined ? '' : nextId;
  }
}

/** Greater than every id. */
const afterAll = '\u{10FFFF}';
