import { createHash } from 'node:crypto';
import type {
  MovedChange,
  MovedId,
  MovedLane,
  MovedMessage,
} from '../../domain/delivery/journal-contents.ts';
import type { LedgerEntry } from '../../domain/delivery/lane.ts';
import type { SqliteFile } from './sqlite-file.ts';

/** Settled messages have no number in their lane any more; this one nobody else has. */
const settledSeq = '-1000000000000000 + change.message';

const lastBurial = (column: string, message: string): string =>
  `(SELECT ${column} FROM change AS b WHERE b.message = ${message} AND b.kind = 'buried'
    ORDER BY b.position DESC LIMIT 1)`;

const lanes = `SELECT id, key AS lane, target, epoch, head, tail, tries, burned,
    iif(state >= 2 AND due IS NOT NULL, 0, due) AS dueAtMs, failed_since AS failedSinceMs, progress,
    iif(state >= 2 AND due IS NOT NULL AND doubt_since = 0, leased_at, doubt_since) AS doubtSinceMs
  FROM lane ORDER BY id`;

const unsettled = `SELECT message.id AS position, key AS id, lane AS laneId, seq,
    iif(dead.position IS NULL, 'waiting', 'dead') AS state, accepted_at AS acceptedAtMs,
    iif(dead.position IS NULL, NULL, ${lastBurial('b.at', 'message.id')}) AS settledAtMs,
    ${lastBurial('b.failure', 'message.id')} AS failure,
    ${lastBurial('b.detail', 'message.id')} AS detail,
    progress, doubt_since AS doubtSinceMs, body, trace
  FROM message LEFT JOIN dead ON dead.message = message.id ORDER BY message.id`;

const settled = `SELECT message AS position, key AS id, lane AS laneId, ${settledSeq} AS seq,
    kind AS state, accepted_at AS acceptedAtMs, at AS settledAtMs, event AS eventId,
    ${lastBurial('b.failure', 'change.message')} AS failure,
    ${lastBurial('b.detail', 'change.message')} AS detail,
    '' AS progress, 0 AS doubtSinceMs, body
  FROM change WHERE lane IS NOT NULL ORDER BY position`;

const changes = `SELECT position, message AS ofPosition, kind, at AS atMs, event AS eventId,
    failure, detail
  FROM change ORDER BY position`;

const ids = 'SELECT id, at AS atMs, message AS position FROM seen ORDER BY id';

const entries = `SELECT account AS accountId, customer AS customerId, event AS eventId, cim AS cimId,
    fingerprint, menu, at AS sentAtMs
  FROM ledger ORDER BY id`;

/** Whatever changes a journal changes one of these; what is sealed is like nothing else. */
const marks = `SELECT (SELECT count(*) FROM seen) AS ids, (SELECT max(at) FROM seen) AS at,
    (SELECT count(*) FROM ledger) AS entries, (SELECT max(key) FROM message) AS waiting,
    (SELECT max(key) FROM change) AS settled, (SELECT count(*) FROM channel_type) AS types,
    (SELECT group_concat(id || state || credentials) FROM (SELECT * FROM account ORDER BY id))
      AS accounts`;

/**
 * All rows of a journal's file, to be moved. Nothing is changed. Rows are read as they are asked
 * for, so that few are in memory however many there are.
 */
export class SqliteContents {
  readonly #file: SqliteFile;

  constructor(file: SqliteFile) {
    this.#file = file;
  }

  /** Tells this journal, as it is now, from all others; the same until something changes in it. */
  name(): string {
    const found = JSON.stringify(this.#file.database.prepare(marks).get());
    const whole = `${this.#file.newestPosition()} ${found}`;
    return createHash('sha256').update(whole).digest('base64url');
  }

  newestPosition(): number {
    return this.#file.newestPosition();
  }

  lanes(): Iterable<MovedLane> {
    return this.#rows(lanes);
  }

  /** Those that wait or are dead, then those that are settled. */
  *messages(): Iterable<MovedMessage> {
    yield* this.#rows<MovedMessage>(unsettled);
    yield* this.#rows<MovedMessage>(settled);
  }

  changes(): Iterable<MovedChange> {
    return this.#rows(changes);
  }

  ids(): Iterable<MovedId> {
    return this.#rows(ids);
  }

  entries(): Iterable<LedgerEntry> {
    return this.#rows(entries);
  }

  *#rows<T>(statement: string): Iterable<T> {
    for (const row of this.#file.database.prepare(statement).iterate()) {
      yield Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as T;
    }
  }
}
