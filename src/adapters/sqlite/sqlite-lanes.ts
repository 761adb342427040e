import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { NextDue } from '../../domain/delivery/delivery-store.ts';
import type { Advanced, Head, LaneMessage, Retry } from '../../domain/delivery/lane.ts';

/** When a commit leases, and how long. */
export interface Terms {
  readonly nowMs: number;
  readonly leaseMs: number;
}

const fenced = 'id = ? AND epoch = ? AND head = ? AND state >= 2';

/** The statements on lanes and their messages. Each call belongs into a transaction. */
export class SqliteLanes {
  readonly #append: StatementSync;
  readonly #begin: StatementSync;
  readonly #write: StatementSync;
  readonly #isLeased: StatementSync;
  readonly #moveOn: StatementSync;
  readonly #advance: StatementSync;
  readonly #handBack: StatementSync;
  readonly #first: StatementSync;
  readonly #remove: StatementSync;
  readonly #due: StatementSync;
  readonly #lease: StatementSync;
  readonly #nextDue: StatementSync;

  constructor(database: DatabaseSync) {
    const prepare = (sql: string) => database.prepare(sql);
    this.#append = prepare(
      `UPDATE lane SET tail = tail + 1 WHERE key = ? AND due IS NOT NULL
       RETURNING id, tail - 1 AS seq`,
    );
    this.#begin = prepare(
      `INSERT INTO lane (key, target, state, due, epoch, head, tail) VALUES (?, ?, ?, ?, 1, 1, 2)
       ON CONFLICT (key) DO UPDATE SET target = excluded.target, state = excluded.state,
         due = excluded.due, epoch = epoch + 1, tail = tail + 1
       RETURNING id, epoch, head`,
    );
    this.#write = prepare('INSERT INTO message (lane, seq, accepted_at, body) VALUES (?, ?, ?, ?)');
    this.#isLeased = prepare(`SELECT 1 FROM lane WHERE ${fenced}`);
    this.#moveOn = prepare(
      `UPDATE lane SET head = head + 1,
         state = iif(head + 1 < tail, 2, 0), due = iif(head + 1 < tail, ?, NULL),
         tries = 0, burned = 0, failed_since = 0, in_doubt = 0, progress = ''
       WHERE ${fenced} RETURNING tail - head AS waiting`,
    );
    this.#advance = prepare(
      `UPDATE lane SET epoch = epoch + 1, due = ?, in_doubt = 0, progress = ? WHERE ${fenced}`,
    );
    this.#handBack = prepare(
      `UPDATE lane SET state = ?, due = ?, tries = ?, burned = ?, failed_since = ?, in_doubt = ?
       WHERE ${fenced}`,
    );
    this.#first = prepare('SELECT accepted_at, body FROM message WHERE lane = ? AND seq = ?');
    this.#remove = prepare('DELETE FROM message WHERE lane = ? AND seq = ?');
    this.#due = prepare(
      `SELECT id, key, epoch, head, tries, burned, failed_since, in_doubt, progress, accepted_at, body
       FROM lane INDEXED BY lane_due CROSS JOIN message ON message.lane = lane.id AND seq = head
       WHERE target = ? AND state = ? AND due <= ? ORDER BY due LIMIT ?`,
    );
    this.#lease = prepare(
      'UPDATE lane SET state = ?, due = ?, epoch = epoch + 1, in_doubt = ? WHERE id = ?',
    );
    const earliest = (state: number) =>
      `(SELECT min(due) FROM lane WHERE target = ?1 AND state = ${state} AND due IS NOT NULL)`;
    this.#nextDue = prepare(
      `SELECT ${[0, 1, 2, 3].map((state) => `${earliest(state)} AS s${state}`).join(', ')}`,
    );
  }
}
