import type {
  DeadLetter,
  DeadLetterFilter,
  DeadLetters,
} from '../../domain/delivery/dead-letters.ts';
import type { Page } from '../../domain/delivery/journal.ts';
import type { FailureCode } from '../../domain/errors.ts';
import { texts } from './arrays.ts';
import { despiteCollisions } from './collisions.ts';
import { laneOf, messageAt } from './entry-rows.ts';
import { placeOf, positionOf } from './positions.ts';
import type { DeliveryStoreOptions } from './postgres-delivery-store.ts';
import type { PostgresDatabase } from './postgres-database.ts';
import type { Signals } from './signals.ts';
import { fromStored, keyOf, storable, whole } from './text.ts';

interface DeadRow {
  readonly tx: string;
  readonly n: number;
  readonly id: string;
  readonly lane: string;
  readonly failure: FailureCode;
  readonly detail: string;
  readonly accepted_at: string;
  readonly settled_at: string;
}

/** The dead letters in a database that several processes share. */
export class PostgresDeadLetters implements DeadLetters {
  readonly #database: PostgresDatabase;
  readonly #options: DeliveryStoreOptions;
  readonly #signals: Signals | undefined;

  constructor(database: PostgresDatabase, options: DeliveryStoreOptions = {}, signals?: Signals) {
    this.#database = database;
    this.#options = options;
    this.#signals = signals;
  }

  async list(
    { accountId, sinceMs }: DeadLetterFilter,
    size: number,
    after?: string,
  ): Promise<Page<DeadLetter>> {
    const { schema, query } = this.#database;
    const from = after === undefined ? undefined : placeOf(after);
    const rows = await query<DeadRow>(
      `SELECT d.tx, d.n, m.id, coalesce(l.name, l.key) AS lane, m.failure, m.detail,
         m.accepted_at, m.settled_at
       FROM ${schema}.dead AS d ${messageAt(schema, 'd.of_tx', 'd.of_n')} ${laneOf(schema)}
       WHERE ($1::bigint IS NULL OR (d.tx, d.n) < ($1, $2::integer))
         AND ($3::text IS NULL OR l.account = $3) AND ($4::bigint IS NULL OR m.settled_at >= $4)
       ORDER BY d.tx DESC, d.n DESC LIMIT $5`,
      [
        from?.tx,
        from?.n,
        accountId === undefined ? null : storable(accountId),
        sinceMs === undefined ? null : whole(sinceMs),
        size + 1,
      ],
    );
    const page = rows.slice(0, size);
    const last = page.at(-1);
    return {
      entries: page.map(letterOf),
      ...(rows.length > size && last && { next: positionOf(last) }),
    };
  }

  async redrive(ids: readonly string[], nowMs: number): Promise<readonly string[]> {
    const redriven = await this.#decide('redrive_1($1, $2)', ids, nowMs);
    if (redriven.length > 0) this.#signals?.send('lanes');
    return redriven;
  }

  discard(ids: readonly string[], nowMs: number): Promise<readonly string[]> {
    const keep = this.#options.texts === 'kept';
    return this.#decide(`discard_1($1, $2, ${keep})`, ids, nowMs);
  }

  async #decide(call: string, ids: readonly string[], nowMs: number): Promise<readonly string[]> {
    const { schema, query } = this.#database;
    const atMs = this.#options.clock === 'commit' ? whole(nowMs) : null;
    return despiteCollisions(async () => {
      const rows = await query<{ id: string }>(`SELECT ${schema}.${call} AS id`, [
        texts(ids.map(keyOf)),
        atMs,
      ]);
      return rows.map(({ id }) => fromStored(id));
    });
  }
}

function letterOf(row: DeadRow): DeadLetter {
  return {
    id: fromStored(row.id),
    lane: fromStored(row.lane),
    failure: row.failure,
    detail: fromStored(row.detail),
    acceptedAtMs: Number(row.accepted_at),
    buriedAtMs: Number(row.settled_at),
  };
}
