import type { StatementSync } from 'node:sqlite';
import type { FailureCode } from '../../domain/errors.ts';
import type {
  DeadLetter,
  DeadLetterFilter,
  DeadLetters,
} from '../../domain/delivery/dead-letters.ts';
import type { Page } from '../../domain/delivery/journal.ts';
import { isLaneOf } from '../../domain/delivery/journal-entry.ts';
import type { SqliteFile } from './sqlite-file.ts';
import { SqliteLanes } from './sqlite-lanes.ts';
import { SqliteMessages } from './sqlite-messages.ts';
import { pageOf, placeBelow } from './sqlite-pages.ts';

/** The dead letters in the journal's file. */
export class SqliteDeadLetters implements DeadLetters {
  readonly #file: SqliteFile;
  readonly #lanes: SqliteLanes;
  readonly #messages: SqliteMessages;
  readonly #list: StatementSync;
  readonly #dead: StatementSync;

  constructor(file: SqliteFile) {
    this.#file = file;
    this.#lanes = new SqliteLanes(file);
    this.#messages = new SqliteMessages(file);
    this.#list = file.database.prepare(
      `SELECT dead.position AS place, message.key AS id, lane.key AS lane, failure, detail,
         message.accepted_at, change.at AS buried_at
       FROM dead
       CROSS JOIN change ON change.position = dead.position
       CROSS JOIN message ON message.id = dead.message
       CROSS JOIN lane ON lane.id = message.lane
       WHERE dead.position < ? ORDER BY dead.position DESC`,
    );
    this.#dead = file.database.prepare(
      `SELECT message.id, message.key, message.lane, seq, progress, doubt_since
       FROM json_each(?) AS asked
       CROSS JOIN seen ON seen.id = asked.value
       CROSS JOIN dead ON dead.message = seen.message
       CROSS JOIN message ON message.id = dead.message
       ORDER BY message.id`,
    );
  }

  async list(
    { accountId, sinceMs = 0 }: DeadLetterFilter,
    size: number,
    after?: string,
  ): Promise<Page<DeadLetter>> {
    const rows = this.#list.iterate(placeBelow(after)) as unknown as Iterable<LetterRow>;
    return pageOf(rows, size, (row) => {
      const { id, lane, failure, detail, accepted_at, buried_at } = row;
      if (!isLaneOf(lane, accountId) || buried_at < sinceMs) return undefined;
      return { id, lane, failure, detail, acceptedAtMs: accepted_at, buriedAtMs: buried_at };
    });
  }

  async redrive(ids: readonly string[], nowMs: number): Promise<readonly string[]> {
    return this.#each(ids, (row) => {
      const seq = this.#lanes.readmit(row.lane, row, nowMs);
      this.#messages.redriven(row.id, seq, nowMs);
    });
  }

  async discard(ids: readonly string[], nowMs: number): Promise<readonly string[]> {
    return this.#each(ids, ({ id, lane, seq }) => this.#messages.discarded(id, lane, seq, nowMs));
  }

  /** Those of the ids that are dead letters, the first accepted first, in one transaction. */
  #each(ids: readonly string[], decide: (row: DeadRow) => void): readonly string[] {
    return this.#file.transaction(() => {
      const asked = JSON.stringify([...new Set(ids)]);
      const rows = this.#dead.all(asked) as unknown as readonly DeadRow[];
      for (const row of rows) decide(row);
      return rows.map(({ key }) => key);
    });
  }
}

interface LetterRow {
  readonly place: number;
  readonly id: string;
  readonly lane: string;
  readonly failure: FailureCode;
  readonly detail: string;
  readonly accepted_at: number;
  readonly buried_at: number;
}

interface DeadRow {
  readonly id: number;
  readonly key: string;
  readonly lane: number;
  readonly seq: number;
  readonly progress: string;
  readonly doubt_since: number;
}
