import type { Account } from '../../domain/accounts/account.ts';
import type { Seal } from '../../domain/accounts/seal.ts';
import type {
  MovedChange,
  MovedId,
  MovedLane,
  MovedMessage,
} from '../../domain/delivery/journal-contents.ts';
import type { EntryState } from '../../domain/delivery/journal.ts';
import type { LedgerEntry } from '../../domain/delivery/lane.ts';
import type { Watch } from '../../domain/watch/watch.ts';
import { rowOf } from './account-rows.ts';
import { known } from './batch.ts';
import { states } from './entry-rows.ts';
import type { Query } from './postgres-database.ts';
import { count, keyOf, storable, whole } from './text.ts';

export interface IncomingParts {
  readonly query: Query;
  /** The schema's name as it stands in a statement. */
  readonly schema: string;
  readonly seal: Seal;
  /** What positions are higher by here than where they come from. */
  readonly base: number;
}

/** Writes what comes from another journal, some of it at a time. */
export class IncomingRows {
  readonly #parts: IncomingParts;

  constructor(parts: IncomingParts) {
    this.#parts = parts;
  }

  lanes(rows: readonly MovedLane[]): Promise<void> {
    const { schema } = this.#parts;
    const given = rows.map(({ dueAtMs, ...row }) => ({
      ...row,
      ...keyAndName(row.lane),
      target: keyOf(row.target),
      progress: storable(row.progress),
      state: row.tries > 0 ? 1 : 0,
      tries: count(row.tries),
      burned: count(row.burned),
      failed: whole(row.failedSinceMs),
      doubt: whole(row.doubtSinceMs),
      ...(dueAtMs !== undefined && { due: whole(dueAtMs) }),
    }));
    return this.#insert(
      `WITH r AS MATERIALIZED (SELECT * FROM json_to_recordset($1) AS r (id bigint, key text,
         name text, target text, epoch bigint, head bigint, tail bigint, due bigint, tries integer,
         burned integer, failed bigint, doubt bigint, state smallint, progress text)
       ), made AS (
         INSERT INTO ${schema}.lane (id, key, name, account, customer) OVERRIDING SYSTEM VALUE
         SELECT id, key, name, (string_to_array(coalesce(name, key), '/'))[2],
           (string_to_array(coalesce(name, key), '/'))[3] FROM r
       )
       INSERT INTO ${schema}.lane_state (lane, version, epoch, head, tail, due, leased_at,
         doubt_since, failed_since, ticket, tries, burned, state, target, progress)
       SELECT id, 1, epoch, head, tail, CASE WHEN due IS NOT NULL THEN least(due, ${latestDue}) END, 0, doubt, failed, 0, tries, burned, state,
         target, progress FROM r`,
      given,
    );
  }

  messages(rows: readonly MovedMessage[]): Promise<void> {
    const given = rows.map((row) => ({
      tx: this.#txOf(row.position),
      state: stateNumbers[row.state],
      lane: row.laneId,
      seq: row.seq,
      accepted: whole(row.acceptedAtMs),
      settled: row.settledAtMs,
      doubt: row.doubtSinceMs || undefined,
      id: storable(row.id),
      key: keyOf(row.id) === storable(row.id) ? undefined : keyOf(row.id),
      progress: row.progress === '' ? undefined : storable(row.progress),
      body: row.body === undefined ? undefined : storable(row.body),
      trace: row.trace === undefined ? undefined : storable(row.trace),
      ...outcomeOf(row),
    }));
    return this.#insert(
      `INSERT INTO ${this.#parts.schema}.message (tx, n, state, lane, seq, accepted_at, settled_at,
         doubt_since, id, event, failure, detail, key, progress, body, trace)
       SELECT tx, 1, state, lane, seq, accepted, settled, doubt, id, event, failure, detail, key,
         progress, body, trace
       FROM json_to_recordset($1) AS r (tx bigint, state smallint, lane bigint, seq bigint,
         accepted bigint, settled bigint, doubt bigint, id text, event text, failure text,
         detail text, key text, progress text, body text, trace text)`,
      given,
    );
  }

  changes(rows: readonly MovedChange[]): Promise<void> {
    const given = rows.map((row) => ({
      tx: this.#txOf(row.position),
      of_tx: this.#txOf(row.ofPosition),
      at: whole(row.atMs),
      kind: row.kind,
      ...outcomeOf(row),
    }));
    return this.#insert(
      `INSERT INTO ${this.#parts.schema}.change (tx, n, of_tx, of_n, at, kind, event, failure, detail)
       SELECT tx, 1, of_tx, 1, at, kind, event, failure, detail
       FROM json_to_recordset($1) AS r (tx bigint, of_tx bigint, at bigint, kind text, event text,
         failure text, detail text)`,
      given,
    );
  }

  ids(rows: readonly MovedId[]): Promise<void> {
    const given = rows.map(({ id, atMs, position }) => ({
      id: keyOf(id),
      at: whole(atMs),
      ...(position !== undefined && { tx: this.#txOf(position) }),
    }));
    return this.#insert(
      `INSERT INTO ${this.#parts.schema}.seen (id, at, tx, n)
       SELECT id, at, tx, 1 FROM json_to_recordset($1) AS r (id text, at bigint, tx bigint)`,
      given,
    );
  }

  entries(rows: readonly LedgerEntry[]): Promise<void> {
    return this.#insert(
      `INSERT INTO ${this.#parts.schema}.ledger (at, id, account, customer, fingerprint, event, cim,
         menu)
       SELECT * FROM json_to_recordset($1) AS r (at bigint, id text, account text, customer text,
         fingerprint text, event text, cim text, menu text)`,
      rows.map(known),
    );
  }

  /** Sealed anew. One that is here already is newer, and stays. */
  accounts(rows: readonly Account[]): Promise<void> {
    return this.#insert(
      `INSERT INTO ${this.#parts.schema}.account (id, state, secret)
       SELECT * FROM json_to_recordset($1) AS r (id text, state text, secret text)
       ON CONFLICT (id) DO NOTHING`,
      rows.map((account) => rowOf(account, this.#parts.seal)),
    );
  }

  channelTypes(rows: readonly string[]): Promise<void> {
    return this.#insert(
      `INSERT INTO ${this.#parts.schema}.channel_type (id)
       SELECT id FROM json_to_recordset($1) AS r (id text) ON CONFLICT (id) DO NOTHING`,
      rows.map((id) => ({ id: storable(id) })),
    );
  }

  /** One that is here already is newer, and stays. */
  watches(rows: readonly Watch[]): Promise<void> {
    return this.#insert(
      `INSERT INTO ${this.#parts.schema}.watch (account, facts)
       SELECT account, facts FROM json_to_recordset($1) AS r (account text, facts jsonb)
       ON CONFLICT (account) DO NOTHING`,
      rows.map(({ accountId, ...facts }) => ({ account: accountId, facts })),
    );
  }

  #txOf(position: number): number {
    return this.#parts.base + position;
  }

  async #insert(statement: string, rows: readonly object[]): Promise<void> {
    await this.#parts.query(statement, [JSON.stringify(rows)]);
  }
}

/** No lane waits longer than this for its own sake after it was moved. */
const latestDue = 'floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint + 60000';

const stateNumbers = Object.fromEntries(states.map((state, i) => [state, i])) as Readonly<
  Record<EntryState, number>
>;

function keyAndName(lane: string) {
  const [name, key] = [storable(lane), keyOf(lane)];
  return { key, ...(name !== key && { name }) };
}

function outcomeOf({ eventId, failure, detail }: MovedMessage | MovedChange) {
  return {
    ...(eventId !== undefined && { event: storable(eventId) }),
    failure,
    ...(detail !== undefined && { detail: storable(detail) }),
  };
}
