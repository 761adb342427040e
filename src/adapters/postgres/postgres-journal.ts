import type {
  Change,
  Journal,
  JournalEntry,
  JournalFilter,
  JournalRecord,
  Page,
  TargetStatistics,
} from '../../domain/delivery/journal.ts';
import {
  type ChangeRow,
  changeOf,
  entryColumns,
  type EntryRow,
  entryOf,
  laneOf,
  laneStateOf,
} from './entry-rows.ts';
import { ListQuery, lookedAtMax } from './list-query.ts';
import { beginning, type Place, placeOf, positionOf } from './positions.ts';
import type { PostgresDatabase } from './postgres-database.ts';
import { fromStored, keyOf, storable } from './text.ts';

/** Null unless it is the first of its lane. */
interface FoundRow extends EntryRow {
  readonly tries: number | null;
  readonly due: string | null;
}

interface TargetRow extends Omit<TargetStatistics, 'oldestAcceptedAtMs'> {
  readonly oldest: number | null;
}

/** The journal in a database that several processes share. */
export class PostgresJournal implements Journal {
  readonly #database: PostgresDatabase;

  constructor(database: PostgresDatabase) {
    this.#database = database;
  }

  async find(id: string): Promise<JournalRecord | undefined> {
    const { schema, query } = this.#database;
    const [found] = await query<FoundRow>(
      `SELECT ${entryColumns}, CASE WHEN s.head = m.seq THEN s.tries END AS tries,
         CASE WHEN s.head = m.seq THEN s.due END AS due
       FROM ${schema}.seen AS i JOIN ${schema}.message AS m ON m.tx = i.tx AND m.n = i.n
       ${laneOf(schema)} ${laneStateOf(schema)} WHERE i.id = $1 AND m.id = $2`,
      [keyOf(id), storable(id)],
    );
    if (found === undefined) return undefined;
    const { due, tries } = found;
    return {
      ...entryOf(found),
      changes: await this.#changesOf(found),
      ...(due !== null && { tries: tries ?? 0, dueAtMs: Number(due) }),
    };
  }

  async list(filter: JournalFilter, size: number, after?: string): Promise<Page<JournalEntry>> {
    const { schema, query } = this.#database;
    const list = new ListQuery(schema, filter, size, after === undefined ? after : placeOf(after));
    const rows = await query<EntryRow & LookedRow>(list.text, list.values);
    const entries = rows.filter(({ id }) => id !== null);
    const last = entries.length < size ? lastLookedAt(rows[0]) : entries.at(-1);
    return { entries: entries.map(entryOf), ...(last && { next: positionOf(last) }) };
  }

  async changes(after: string, limit: number): Promise<readonly Change[]> {
    const { schema, query } = this.#database;
    const { tx, n } = after === '' ? beginning : placeOf(after);
    const rows = await query<ChangeRow>(`SELECT * FROM ${schema}.changes_1($1, $2, $3)`, [
      tx,
      n,
      limit,
    ]);
    return rows.map(changeOf);
  }

  async newest(): Promise<string> {
    const { schema, query } = this.#database;
    const [newest] = await query<Place>(`SELECT * FROM ${schema}.newest_1()`);
    return newest === undefined ? '' : positionOf(newest);
  }

  async statistics(): Promise<readonly TargetStatistics[]> {
    const { schema, query } = this.#database;
    const rows = await query<{ counts: TargetRow }>(
      `SELECT json_build_object('target', s.target, 'waiting', sum(s.tail - s.head),
         'fresh', count(*) FILTER (WHERE s.state = 0),
         'retrying', count(*) FILTER (WHERE s.state = 1),
         'leased', count(*) FILTER (WHERE s.state >= 2), 'oldest', min(m.accepted_at)) AS counts
       FROM ${schema}.lane_state AS s
       LEFT JOIN ${schema}.message AS m ON m.lane = s.lane AND m.seq = s.head
       WHERE s.due IS NOT NULL GROUP BY s.target`,
    );
    return rows.map(({ counts: { target, oldest, ...counts } }) => ({
      target: fromStored(target),
      ...counts,
      ...(oldest !== null && { oldestAcceptedAtMs: oldest }),
    }));
  }

  async #changesOf(found: EntryRow): Promise<readonly Change[]> {
    const { schema, query } = this.#database;
    const { tx, n, id, lane, accepted_at: at } = found;
    const later = await query<ChangeRow>(
      `SELECT tx, n, kind, at, event, failure, detail FROM ${schema}.change
       WHERE of_tx = $1 AND of_n = $2 ORDER BY tx, n`,
      [tx, n],
    );
    const accepted = { tx, n, kind: 'accepted', at, event: null, failure: null, detail: null };
    return [accepted, ...later].map((row) => changeOf({ ...row, id, lane }));
  }
}

/** How far a list has looked; with every row of it, of which there is one at least. */
interface LookedRow {
  readonly looked: string;
  readonly last_tx: string;
  readonly last_n: number;
}

/** The last message that was looked at, if there may be more behind it. */
function lastLookedAt(row: LookedRow | undefined): Place | undefined {
  if (row === undefined || Number(row.looked) < lookedAtMax) return undefined;
  return { tx: row.last_tx, n: row.last_n };
}
