import type { StatementSync } from 'node:sqlite';
import type { Arrival, Buried, Done, LaneMessage } from '../../domain/delivery/lane.ts';
import type { SqliteFile } from './sqlite-file.ts';

/** The first message of a lane, as it begins. */
export interface FirstMessage {
  readonly accepted_at: number;
  readonly body: string;
  readonly progress: string;
  readonly doubt_since: number;
  readonly trace: string | null;
}

/**
 * The messages in the journal's file, and what happens to them. A settled one stays for a while,
 * as a rule without its text. Everything is done inside a transaction of the caller.
 */
export class SqliteMessages {
  readonly #file: SqliteFile;
  readonly #write: StatementSync;
  readonly #first: StatementSync;
  readonly #id: StatementSync;
  readonly #settle: StatementSync;
  readonly #remove: StatementSync;
  readonly #note: StatementSync;
  readonly #keepStep: StatementSync;
  readonly #bury: StatementSync;
  readonly #exhume: StatementSync;
  readonly #place: StatementSync;

  constructor(file: SqliteFile) {
    const { database, keeping } = file;
    this.#file = file;
    this.#write = database.prepare(
      `INSERT INTO message (id, lane, seq, accepted_at, key, body, trace)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#first = database.prepare(
      `SELECT accepted_at, body, progress, doubt_since, trace FROM message
       WHERE lane = ? AND seq = ?`,
    );
    this.#id = database.prepare('SELECT id FROM message WHERE lane = ? AND seq = ?');
    const text = keeping.texts === 'kept' ? 'body' : 'NULL';
    this.#settle = database.prepare(
      `INSERT INTO change (position, message, kind, at, event, lane, accepted_at, key, body)
       SELECT ?, id, ?, ?, ?, lane, accepted_at, key, ${text} FROM message
       WHERE lane = ? AND seq = ?`,
    );
    this.#remove = database.prepare('DELETE FROM message WHERE lane = ? AND seq = ?');
    this.#note = database.prepare(
      `INSERT INTO change (position, message, kind, at, failure, detail)
       VALUES (?, ?, ?, ?, ?, ?)`,
    );
    this.#keepStep = database.prepare(
      'UPDATE message SET progress = ?, doubt_since = ? WHERE id = ?',
    );
    this.#bury = database.prepare('INSERT INTO dead (position, message) VALUES (?, ?)');
    this.#exhume = database.prepare('DELETE FROM dead WHERE message = ?');
    this.#place = database.prepare('UPDATE message SET seq = ? WHERE id = ?');
  }

  /** The message is given apart, since an arrival may have none. */
  accepted(
    id: number,
    laneId: number,
    seq: number,
    { atMs, id: key }: Arrival,
    { body, trace }: LaneMessage,
  ): void {
    this.#write.run(id, laneId, seq, atMs, key, body, trace ?? null);
  }

  at(laneId: number, seq: number): FirstMessage {
    return this.#first.get(laneId, seq) as unknown as FirstMessage;
  }

  delivered({ head, entry }: Done, atMs: number): void {
    this.#settled('delivered', atMs, head.laneId, head.seq, entry?.eventId);
  }

  /** It becomes a dead letter, with what had been done of it. */
  buried({ head, atMs, failure, detail }: Buried): void {
    const { id } = this.#id.get(head.laneId, head.seq) as { id: number };
    const position = this.#file.nextPosition();
    this.#keepStep.run(head.progress, head.doubtSinceMs, id);
    this.#note.run(position, id, 'buried', atMs, failure, detail);
    this.#bury.run(position, id);
  }

  /** A dead letter takes another place in its lane. */
  redriven(id: number, seq: number, atMs: number): void {
    this.#exhume.run(id);
    this.#place.run(seq, id);
    this.#note.run(this.#file.nextPosition(), id, 'redriven', atMs, null, null);
  }

  discarded(id: number, laneId: number, seq: number, atMs: number): void {
    this.#exhume.run(id);
    this.#settled('discarded', atMs, laneId, seq);
  }

  #settled(
    kind: 'delivered' | 'discarded',
    atMs: number,
    laneId: number,
    seq: number,
    eventId?: string,
  ): void {
    const position = this.#file.nextPosition();
    this.#settle.run(position, kind, atMs, eventId ?? null, laneId, seq);
    this.#remove.run(laneId, seq);
  }
}
