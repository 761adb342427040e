import type { StatementSync } from 'node:sqlite';
import type {
  Change,
  EntryState,
  Journal,
  JournalEntry,
  JournalFilter,
  JournalRecord,
  Page,
  TargetStatistics,
} from '../../domain/delivery/journal.ts';
import { entryOf, fits } from '../../domain/delivery/journal-entry.ts';
import { Failure, type FailureCode } from '../../domain/errors.ts';
import type { SqliteFile } from './sqlite-file.ts';
import { pageOf, placeBelow, placeOf } from './sqlite-pages.ts';

const ofCustomer = `substr(lane.key, instr(lane.key, '/') + 1) = ?2`;

/**
 * The ids of messages, the newest first: of all, of those that wait or are dead, of those that are
 * settled, or of those in the lanes of one customer.
 */
const lists = {
  all: `SELECT id AS place FROM message WHERE id < ?1
    UNION ALL SELECT message FROM change WHERE message < ?1 AND lane IS NOT NULL
    ORDER BY place DESC`,
  unsettled: 'SELECT id AS place FROM message WHERE id < ?1 ORDER BY place DESC',
  settled: `SELECT message AS place FROM change WHERE message < ?1 AND lane IS NOT NULL
    ORDER BY place DESC`,
  customer: `SELECT message.id AS place
      FROM lane CROSS JOIN message INDEXED BY message_lane ON message.lane = lane.id
      WHERE message.id < ?1 AND ${ofCustomer}
    UNION ALL SELECT change.message
      FROM lane CROSS JOIN change INDEXED BY change_lane ON change.lane = lane.id
      WHERE change.message < ?1 AND ${ofCustomer}
    ORDER BY place DESC`,
} as const;

const listOf: Readonly<Record<EntryState, keyof typeof lists>> = {
  waiting: 'unsettled',
  dead: 'unsettled',
  delivered: 'settled',
  discarded: 'settled',
};

const toldOfChange = 'kind, at, event, failure, detail';

/** The journal's file as operators and internal services read it. */
export class SqliteJournal implements Journal {
  readonly #file: SqliteFile;
  readonly #seen: StatementSync;
  readonly #message: StatementSync;
  readonly #history: StatementSync;
  readonly #lists: Readonly<Record<keyof typeof lists, StatementSync>>;
  readonly #changes: StatementSync;
  readonly #statistics: StatementSync;

  constructor(file: SqliteFile) {
    const { database } = file;
    this.#file = file;
    this.#seen = database.prepare(
      'SELECT message AS place FROM seen WHERE id = ? AND message IS NOT NULL',
    );
    this.#message = database.prepare(
      `SELECT message.key AS id, accepted_at AS at, lane.key AS lane, target, tries, due,
         seq = head AND due IS NOT NULL AS first
       FROM message CROSS JOIN lane ON lane.id = message.lane WHERE message.id = ?1
       UNION ALL
       SELECT change.key, accepted_at, lane.key, target, tries, due, false
       FROM change CROSS JOIN lane ON lane.id = change.lane WHERE change.message = ?1`,
    );
    this.#history = database.prepare(
      `SELECT position, ${toldOfChange} FROM change WHERE message = ? ORDER BY position`,
    );
    this.#lists = {
      all: database.prepare(lists.all),
      unsettled: database.prepare(lists.unsettled),
      settled: database.prepare(lists.settled),
      customer: database.prepare(lists.customer),
    };
    const accepted = `'accepted' AS kind, accepted_at AS at, NULL AS event, NULL AS failure,
      NULL AS detail`;
    this.#changes = database.prepare(
      `SELECT id AS position, id AS message, ${accepted} FROM message WHERE id > ?1
       UNION ALL
       SELECT message, message, ${accepted} FROM change
       WHERE message > ?1 AND lane IS NOT NULL
       UNION ALL
       SELECT position, message, ${toldOfChange} FROM change WHERE position > ?1
       ORDER BY position LIMIT ?2`,
    );
    this.#statistics = database.prepare(
      `SELECT target, sum(tail - head) AS waiting, sum(state = 0) AS fresh,
         sum(state = 1) AS retrying, sum(state >= 2) AS leased,
         min(accepted_at) AS oldestAcceptedAtMs
       FROM lane INDEXED BY lane_due
       CROSS JOIN message ON message.lane = lane.id AND message.seq = head
       WHERE due IS NOT NULL GROUP BY target`,
    );
  }

  async find(id: string): Promise<JournalRecord | undefined> {
    const row = this.#seen.get(id);
    if (row === undefined) return undefined;
    const place = Number(row['place']);
    const message = this.#at(place);
    const changes = this.#changesOf(place, message);
    const first = message.first === 1 && { tries: message.tries, dueAtMs: message.due };
    return { ...entryOf(message.target, changes), changes, ...first };
  }

  async list(filter: JournalFilter, size: number, after?: string): Promise<Page<JournalEntry>> {
    return pageOf(this.#places(filter, placeBelow(after)), size, ({ place }) => {
      const message = this.#at(place);
      const entry = entryOf(message.target, this.#changesOf(place, message));
      return fits(filter, entry) ? entry : undefined;
    });
  }

  async changes(after: string, limit: number): Promise<readonly Change[]> {
    const position = after === '' ? 0 : placeOf(after);
    if (position > this.#file.newestPosition()) {
      throw new Failure('rejected', 'a position that was never given');
    }
    const rows = this.#changes.all(position, limit) as unknown as readonly HappenedRow[];
    return rows.map((row) => changeOf(row, this.#at(row.message)));
  }

  async newest(): Promise<string> {
    const position = this.#file.newestPosition();
    return position === 0 ? '' : String(position);
  }

  async statistics(): Promise<readonly TargetStatistics[]> {
    const rows = this.#statistics.all() as unknown as readonly TargetStatistics[];
    return rows.map((row) => ({ ...row }));
  }

  #places(filter: JournalFilter, below: number): Iterable<{ readonly place: number }> {
    const { accountId, customerId, state } = filter;
    const rows =
      accountId !== undefined && customerId !== undefined
        ? this.#lists.customer.iterate(below, `${accountId}/${customerId}`)
        : this.#lists[state === undefined ? 'all' : listOf[state]].iterate(below);
    return rows as unknown as Iterable<{ place: number }>;
  }

  #at(place: number): MessageRow {
    return this.#message.get(place) as unknown as MessageRow;
  }

  #changesOf(place: number, message: MessageRow): readonly Change[] {
    const { id, lane, at: atMs } = message;
    const accepted = { position: String(place), id, lane, kind: 'accepted', atMs } as const;
    const rows = this.#history.all(place) as unknown as readonly ChangeRow[];
    return [accepted, ...rows.map((row) => changeOf(row, message))];
  }
}

function changeOf(row: ChangeRow, { id, lane }: MessageRow): Change {
  const { position, kind, at: atMs, event, failure, detail } = row;
  return {
    position: String(position),
    id,
    lane,
    kind,
    atMs,
    ...(event !== null && { eventId: event }),
    ...(failure !== null && { failure }),
    ...(detail !== null && { detail }),
  };
}

interface MessageRow {
  readonly id: string;
  readonly at: number;
  readonly lane: string;
  readonly target: string;
  readonly tries: number;
  readonly due: number;
  /** Whether it is the first one of its lane. */
  readonly first: 0 | 1;
}

interface ChangeRow {
  readonly position: number;
  readonly kind: Change['kind'];
  readonly at: number;
  readonly event: string | null;
  readonly failure: FailureCode | null;
  readonly detail: string | null;
}

interface HappenedRow extends ChangeRow {
  readonly message: number;
}
