import { beginning, type Place } from './positions.ts';
import type { PostgresDatabase } from './postgres-database.ts';

/** How long the journal keeps what is settled, and whether the texts with it. */
export interface Keeping {
  /** From when a message was delivered or discarded; its id and the ledger stay as long. */
  readonly settledKeptMs: number;
  readonly texts: 'erased' | 'kept';
}

export const defaultKeeping: Keeping = {
  settledKeptMs: 30 * 24 * 60 * 60 * 1_000,
  texts: 'erased',
};

/** X and CCM repeat themselves for some days at most. */
const seenKeptMs = 7 * 24 * 60 * 60 * 1_000;

const rowsPerRound = 1_000;

/** What one round has removed. */
export interface Removed {
  /** Ids of what was no message. */
  readonly ids: number;
  readonly entries: number;
  readonly messages: number;
  readonly lanes: number;
  /** There may be more to remove at once. */
  readonly more: boolean;
}

interface RoundRow extends Omit<Removed, 'more'> {
  readonly tx: string | null;
  readonly n: number;
}

/** Removes what is no longer kept, a bounded piece at a time; one process at a time is enough. */
export class PostgresRetention {
  readonly #database: PostgresDatabase;
  readonly #settledKeptMs: number;
  #walkedTo: Place = beginning;

  constructor(database: PostgresDatabase, { settledKeptMs }: Keeping = defaultKeeping) {
    this.#database = database;
    this.#settledKeptMs = Math.max(settledKeptMs, seenKeptMs);
  }

  async round(): Promise<Removed> {
    const { query, schema } = this.#database;
    const { tx: fromTx, n: fromN } = this.#walkedTo;
    const [row] = await query<RoundRow>(`SELECT * FROM ${schema}.prune_1($1, $2, $3, $4, $5)`, [
      seenKeptMs,
      this.#settledKeptMs,
      fromTx,
      fromN,
      rowsPerRound,
    ]);
    if (row === undefined) throw new Error('the round was not answered');
    const { tx, n, ids, entries, messages, lanes } = row;
    this.#walkedTo = tx === null ? beginning : { tx, n };
    const more = tx !== null || ids === rowsPerRound || entries === rowsPerRound;
    return { ids, entries, messages, lanes, more };
  }
}
