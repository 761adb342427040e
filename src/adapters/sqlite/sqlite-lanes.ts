import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Advanced, Head, LaneMessage, Retry } from '../../domain/delivery/lane.ts';

/** When a commit leases, and for how long. */
export interface Terms {
  readonly nowMs: number;
  readonly leaseMs: number;
}

/** What decides whether an idle lane is leased with its first message. */
export interface Appending {
  readonly commit: Terms;
  /** Asked once for each lane; counts what it allows. */
  mayLease(target: string): boolean;
}

/** A settlement counts only for the lease that it comes from. */
const leasedAs = 'id = ? AND epoch = ? AND head = ? AND state >= 2';

/** What happens to a lane and its messages, each inside a transaction of the caller. */
export class SqliteLanes {
  readonly #append: StatementSync;
  readonly #wake: StatementSync;
  readonly #write: StatementSync;
  readonly #isLeased: StatementSync;
  readonly #moveOn: StatementSync;
  readonly #advance: StatementSync;
  readonly #handBack: StatementSync;
  readonly #first: StatementSync;
  readonly #remove: StatementSync;

  constructor(database: DatabaseSync) {
    this.#append = database.prepare(
      `UPDATE lane SET tail = tail + 1 WHERE key = ? AND due IS NOT NULL
       RETURNING id, tail - 1 AS seq`,
    );
    this.#wake = database.prepare(
      `INSERT INTO lane (key, target, state, due, leased_at, epoch, head, tail)
       VALUES (?, ?, ?, ?, ?, 1, 1, 2)
       ON CONFLICT (key) DO UPDATE SET target = excluded.target, state = excluded.state,
         due = excluded.due, leased_at = excluded.leased_at, epoch = epoch + 1, tail = tail + 1
       RETURNING id, epoch, head AS seq`,
    );
    this.#write = database.prepare(
      'INSERT INTO message (lane, seq, accepted_at, body) VALUES (?, ?, ?, ?)',
    );
    this.#isLeased = database.prepare(`SELECT 1 FROM lane WHERE ${leasedAs}`);
    this.#moveOn = database.prepare(
      `UPDATE lane SET head = head + 1,
         state = iif(head + 1 < tail, 2, 0), due = iif(head + 1 < tail, ?, NULL), leased_at = ?,
         tries = 0, burned = 0, failed_since = 0, doubt_since = 0, progress = ''
       WHERE ${leasedAs} RETURNING tail - head AS waiting`,
    );
    this.#advance = database.prepare(
      `UPDATE lane SET state = ?, epoch = epoch + 1, due = ?, leased_at = ?, progress = ?,
         tries = ?, burned = ?, failed_since = ?, doubt_since = 0
       WHERE ${leasedAs}`,
    );
    this.#handBack = database.prepare(
      `UPDATE lane SET state = ?, due = ?, tries = ?, burned = ?, failed_since = ?, doubt_since = ?
       WHERE ${leasedAs}`,
    );
    this.#first = database.prepare(
      'SELECT accepted_at, body FROM message WHERE lane = ? AND seq = ?',
    );
    this.#remove = database.prepare('DELETE FROM message WHERE lane = ? AND seq = ?');
  }

  /** Appends; the head, when the lane was idle and may be leased at once. */
  append(message: LaneMessage, acceptedAtMs: number, appending: Appending): Head | undefined {
    const { lane, target, body } = message;
    const { nowMs, leaseMs } = appending.commit;
    const busy = this.#append.get(lane) as { id: number; seq: number } | undefined;
    if (busy !== undefined) {
      this.#write.run(busy.id, busy.seq, acceptedAtMs, body);
      return undefined;
    }
    const leased = appending.mayLease(target);
    const dueMs = leased ? nowMs + leaseMs : nowMs;
    const row = this.#wake.get(lane, target, leased ? 2 : 0, dueMs, nowMs);
    const { id: laneId, epoch, seq } = row as { id: number; epoch: number; seq: number };
    this.#write.run(laneId, seq, acceptedAtMs, body);
    if (!leased) return undefined;
    return { lane, target, laneId, epoch, seq, body, acceptedAtMs, leasedAtMs: nowMs, ...untried };
  }

  isLeasedAs(head: Head): boolean {
    return this.#isLeased.get(head.laneId, head.epoch, head.seq) !== undefined;
  }

  /** The first message leaves its lane. Answers the next head, `idle`, or `fenced`. */
  moveOn(head: Head, { nowMs, leaseMs }: Terms): Head | 'idle' | 'fenced' {
    const { laneId, epoch, seq } = head;
    const moved = this.#moveOn.get(nowMs + leaseMs, nowMs, laneId, epoch, seq);
    if (moved === undefined) return 'fenced';
    this.#remove.run(laneId, seq);
    if (moved['waiting'] === 0) return 'idle';
    const { accepted_at, body } = this.#first.get(laneId, seq + 1) as unknown as MessageRow;
    const next = { seq: seq + 1, body, acceptedAtMs: accepted_at, leasedAtMs: nowMs };
    return { ...head, ...next, ...untried };
  }

  /** The same message once more, under a new lease. */
  advance({ head, progress }: Advanced, { nowMs, leaseMs }: Terms): Head | 'fenced' {
    const { laneId, epoch, seq } = head;
    const { tries, burned, failedSinceMs } = progress === head.progress ? head : untried;
    const times = [nowMs + leaseMs, nowMs];
    const state = [tries > 0 ? 3 : 2, ...times, progress, tries, burned, failedSinceMs];
    const { changes } = this.#advance.run(...state, laneId, epoch, seq);
    if (changes === 0) return 'fenced';
    const kept = { progress, tries, burned, failedSinceMs, doubtSinceMs: 0 };
    return { ...head, ...kept, epoch: epoch + 1, leasedAtMs: nowMs };
  }

  handBack(retry: Retry): 'settled' | 'fenced' {
    const { head, dueAtMs, tries, burned, failedSinceMs, doubtSinceMs } = retry;
    const { laneId, epoch, seq } = head;
    const state = tries > 0 ? 1 : 0;
    const learned = [state, dueAtMs, tries, burned, failedSinceMs, doubtSinceMs];
    const { changes } = this.#handBack.run(...learned, laneId, epoch, seq);
    return changes === 0 ? 'fenced' : 'settled';
  }
}

interface MessageRow {
  readonly accepted_at: number;
  readonly body: string;
}

const untried = { progress: '', tries: 0, burned: 0, failedSinceMs: 0, doubtSinceMs: 0 } as const;
