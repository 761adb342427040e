import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { NextDue } from '../../domain/delivery/delivery-store.ts';
import type { Head } from '../../domain/delivery/lane.ts';
import type { Terms } from './sqlite-lanes.ts';

/** Two states of a lane belong to each kind of claim: waiting, and leased with a lease that ran out. */
const states = {
  fresh: { waiting: 0, leased: 2 },
  retrying: { waiting: 1, leased: 3 },
} as const;

/** Taking over lanes that are due. Reads only what it takes, however much waits. */
export class SqliteClaims {
  readonly #due: StatementSync;
  readonly #lease: StatementSync;
  readonly #earliest: StatementSync;
  readonly #target: StatementSync;
  readonly #endLeases: StatementSync;
  readonly #endPauses: StatementSync;

  constructor(database: DatabaseSync) {
    this.#due = database.prepare(
      `SELECT lane.id, lane.key, epoch, head, tries, burned, failed_since, leased_at,
         lane.doubt_since, lane.progress, accepted_at, body, trace
       FROM lane INDEXED BY lane_due
       CROSS JOIN message ON message.lane = lane.id AND seq = head
       WHERE target = ? AND state = ? AND due <= ? ORDER BY due LIMIT ?`,
    );
    this.#lease = database.prepare(
      `UPDATE lane SET state = ?, due = ?, leased_at = ?, doubt_since = ?, epoch = epoch + 1
       WHERE id = ?`,
    );
    const earliest = [0, 1, 2, 3].map(
      (state) =>
        `(SELECT min(due) FROM lane WHERE target = ?1 AND state = ${state} AND due IS NOT NULL)`,
    );
    this.#earliest = database.prepare(
      `SELECT ${earliest.map((due, state) => `${due} AS state${state}`).join(', ')}`,
    );
    this.#target = database.prepare(
      `SELECT target FROM lane INDEXED BY lane_due WHERE due IS NOT NULL AND target > ?
       ORDER BY target LIMIT 1`,
    );
    this.#endPauses = database.prepare(
      `UPDATE lane INDEXED BY lane_due SET due = ?
       WHERE target = ? AND state IN (0, 1) AND due > ?`,
    );
    this.#endLeases = database.prepare(
      `UPDATE lane INDEXED BY lane_due SET state = state - 2, due = 0,
         doubt_since = iif(doubt_since = 0, leased_at, doubt_since)
       WHERE target = ? AND state >= 2 AND due IS NOT NULL`,
    );
  }

  /** At most `count` heads of one kind; leases that ran out come first. */
  claim(target: string, kind: 'fresh' | 'retrying', count: number, terms: Terms): readonly Head[] {
    const { waiting, leased } = states[kind];
    const heads: Head[] = [];
    for (const state of [leased, waiting]) {
      if (heads.length >= count) break;
      const rows = this.#due.all(target, state, terms.nowMs, count - heads.length);
      for (const row of rows as unknown as readonly DueRow[]) {
        const doubtSinceMs = row.doubt_since || (state === leased ? row.leased_at : 0);
        this.#lease.run(leased, terms.nowMs + terms.leaseMs, terms.nowMs, doubtSinceMs, row.id);
        heads.push(headOf(row, target, doubtSinceMs, terms.nowMs));
      }
    }
    return heads;
  }

  /** When the next lanes of a target are due, by kind. */
  nextDue(target: string): NextDue {
    const row = this.#earliest.get(target) as unknown as EarliestRow;
    const freshMs = earlier(row.state0, row.state2);
    const retryingMs = earlier(row.state1, row.state3);
    return {
      ...(freshMs !== undefined && { freshMs }),
      ...(retryingMs !== undefined && { retryingMs }),
    };
  }

  /** Targets of lanes that are not idle: one look into the index for each. */
  targets(): readonly string[] {
    const targets: string[] = [];
    let row = this.#target.get('');
    while (row !== undefined) {
      const target = String(row['target']);
      targets.push(target);
      row = this.#target.get(target);
    }
    return targets;
  }

  /** Lanes that were handed back wait no longer than this, also when a clock was set back. */
  endPauses(latestMs: number): void {
    for (const target of this.targets()) this.#endPauses.run(latestMs, target, latestMs);
  }

  /** An earlier process is gone: its lanes are due at once, and what it had in flight is in doubt. */
  endLeases(): void {
    for (const target of this.targets()) this.#endLeases.run(target);
  }
}

interface DueRow {
  readonly id: number;
  readonly key: string;
  readonly epoch: number;
  readonly head: number;
  readonly tries: number;
  readonly burned: number;
  readonly failed_since: number;
  readonly leased_at: number;
  readonly doubt_since: number;
  readonly progress: string;
  readonly accepted_at: number;
  readonly body: string;
  readonly trace: string | null;
}

type EarliestRow = Readonly<Record<`state${0 | 1 | 2 | 3}`, number | null>>;

function headOf(row: DueRow, target: string, doubtSinceMs: number, leasedAtMs: number): Head {
  return {
    lane: row.key,
    target,
    laneId: row.id,
    epoch: row.epoch + 1,
    seq: row.head,
    body: row.body,
    progress: row.progress,
    acceptedAtMs: row.accepted_at,
    tries: row.tries,
    burned: row.burned,
    failedSinceMs: row.failed_since,
    doubtSinceMs,
    leasedAtMs,
    ...(row.trace !== null && { trace: row.trace }),
  };
}

function earlier(a: number | null, b: number | null): number | undefined {
  if (a === null) return b ?? undefined;
  return b === null ? a : Math.min(a, b);
}
