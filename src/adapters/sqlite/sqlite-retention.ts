import type { StatementSync } from 'node:sqlite';
import type { SqliteFile } from './sqlite-file.ts';

/** A message brings two pieces of news, so that one removal for each gains on what is added. */
const newsPerStep = 128;

/**
 * Forgets messages that were delivered or discarded long ago, with everything that was kept of
 * them, and lanes in which nothing is left. It follows the changes in their order, a little with
 * every commit, so that it never holds anything up.
 */
export class SqliteRetention {
  readonly #file: SqliteFile;
  readonly #next: StatementSync;
  readonly #removeSeen: StatementSync;
  readonly #removeChanges: StatementSync;
  readonly #removeLanes: StatementSync;
  readonly #keepPosition: StatementSync;
  #sweptTo = 0;
  #news = 0;

  constructor(file: SqliteFile) {
    const { database } = file;
    const listed = '(SELECT value FROM json_each(?))';
    this.#file = file;
    this.#next = database.prepare(
      `SELECT position, message, at, lane, key FROM change
       WHERE position > ? ORDER BY position LIMIT ${newsPerStep}`,
    );
    this.#removeSeen = database.prepare(`DELETE FROM seen WHERE id IN ${listed}`);
    this.#removeChanges = database.prepare(`DELETE FROM change WHERE message IN ${listed}`);
    this.#removeLanes = database.prepare(
      `DELETE FROM lane WHERE id IN ${listed}
       AND NOT EXISTS (SELECT 1 FROM message WHERE message.lane = lane.id)
       AND NOT EXISTS (SELECT 1 FROM change WHERE change.lane = lane.id)`,
    );
    this.#keepPosition = database.prepare('UPDATE position SET last = ?');
  }

  /** Keeps up with so many arrivals and settlements, inside the transaction of the caller. */
  keepUp(news: number, nowMs: number): void {
    this.#news += news;
    if (this.#news < newsPerStep) return;
    this.#news = 0;
    const old = this.#oldSettled(nowMs);
    if (old.length === 0) return;
    this.#keepPosition.run(this.#file.newestPosition());
    this.#removeSeen.run(JSON.stringify(old.map(({ key }) => key)));
    this.#removeChanges.run(JSON.stringify(old.map(({ message }) => message)));
    this.#removeLanes.run(JSON.stringify([...new Set(old.map(({ lane }) => lane))]));
  }

  /**
   * The next messages that were settled long ago, as far as the first one that was not. It goes
   * past changes that stay only as long as none is to be removed before them, since the removal
   * may yet fail.
   */
  #oldSettled(nowMs: number): readonly ChangeRow[] {
    const limitMs = nowMs - this.#file.keeping.settledKeptMs;
    const old: ChangeRow[] = [];
    for (const row of this.#next.iterate(this.#sweptTo) as unknown as Iterable<ChangeRow>) {
      const { at, lane, position } = row;
      if (lane !== null && at < limitMs) old.push(row);
      else if (lane !== null && at <= nowMs) break;
      else if (old.length === 0) this.#sweptTo = position;
    }
    return old;
  }
}

/** With its lane and key when it settled the message. */
interface ChangeRow {
  readonly position: number;
  readonly message: number;
  readonly at: number;
  readonly lane: number | null;
  readonly key: string | null;
}
