import type { StatementSync } from 'node:sqlite';
import type { Advanced, Arrival, Head, LaneMessage, Retry } from '../../domain/delivery/lane.ts';
import type { SqliteFile } from './sqlite-file.ts';
import { SqliteMessages } from './sqlite-messages.ts';

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

/** What happens to a lane, each inside a transaction of the caller. */
export class SqliteLanes {
  readonly #messages: SqliteMessages;
  readonly #append: StatementSync;
  readonly #wake: StatementSync;
  readonly #isLeased: StatementSync;
  readonly #moveOn: StatementSync;
  readonly #advance: StatementSync;
  readonly #handBack: StatementSync;
  readonly #renew: StatementSync;
  readonly #restore: StatementSync;
  readonly #readmit: StatementSync;
  readonly #reawake: StatementSync;

  constructor(file: SqliteFile) {
    const { database } = file;
    this.#messages = new SqliteMessages(file);
    this.#append = database.prepare(
      `UPDATE lane SET tail = tail + 1 WHERE key = ? AND due IS NOT NULL
       RETURNING id, tail - 1 AS seq`,
    );
    this.#wake = database.prepare(
      `INSERT INTO lane (id, key, target, state, due, leased_at, epoch, head, tail)
       VALUES (?, ?, ?, ?, ?, ?, 1, 1, 2)
       ON CONFLICT (key) DO UPDATE SET target = excluded.target, state = excluded.state,
         due = excluded.due, leased_at = excluded.leased_at, epoch = epoch + 1, tail = tail + 1
       RETURNING id, epoch, head AS seq`,
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
    this.#renew = database.prepare(`UPDATE lane SET due = ? WHERE ${leasedAs}`);
    this.#restore = database.prepare('UPDATE lane SET progress = ?, doubt_since = ? WHERE id = ?');
    this.#readmit = database.prepare(
      'UPDATE lane SET tail = tail + 1 WHERE id = ? AND due IS NOT NULL RETURNING tail - 1 AS seq',
    );
    this.#reawake = database.prepare(
      `UPDATE lane SET state = 0, due = ?, tail = tail + 1, progress = ?, doubt_since = ?
       WHERE id = ? RETURNING head AS seq`,
    );
  }

  /** Appends; the head, when the lane was idle and may be leased at once. */
  append(
    position: number,
    message: LaneMessage,
    arrival: Arrival,
    appending: Appending,
  ): Head | undefined {
    const { lane, target, body, trace } = message;
    const { nowMs, leaseMs } = appending.commit;
    const busy = this.#append.get(lane) as { id: number; seq: number } | undefined;
    if (busy !== undefined) {
      this.#messages.accepted(position, busy.id, busy.seq, arrival, message);
      return undefined;
    }
    const leased = appending.mayLease(target);
    const dueMs = leased ? nowMs + leaseMs : nowMs;
    const row = this.#wake.get(position, lane, target, leased ? 2 : 0, dueMs, nowMs);
    const { id: laneId, epoch, seq } = row as { id: number; epoch: number; seq: number };
    this.#messages.accepted(position, laneId, seq, arrival, message);
    if (!leased) return undefined;
    const times = { acceptedAtMs: arrival.atMs, leasedAtMs: nowMs };
    const head = { lane, target, laneId, epoch, seq, body, ...times, ...untried };
    return trace === undefined ? head : { ...head, trace };
  }

  /** A dead letter comes back to the end of its lane; its number there. */
  readmit(laneId: number, { progress, doubt_since }: Kept, nowMs: number): number {
    const row =
      this.#readmit.get(laneId) ?? this.#reawake.get(nowMs, progress, doubt_since, laneId);
    return Number(row?.['seq']);
  }

  isLeasedAs(head: Head): boolean {
    return this.#isLeased.get(head.laneId, head.epoch, head.seq) !== undefined;
  }

  /** The first message leaves its lane. Answers the next head, `idle`, or `fenced`. */
  moveOn(head: Head, { nowMs, leaseMs }: Terms): Head | 'idle' | 'fenced' {
    const { lane, target, laneId, epoch, seq } = head;
    const moved = this.#moveOn.get(nowMs + leaseMs, nowMs, laneId, epoch, seq);
    if (moved === undefined) return 'fenced';
    if (moved['waiting'] === 0) return 'idle';
    const first = this.#messages.at(laneId, seq + 1);
    const { body, progress, doubt_since: doubtSinceMs, trace } = first;
    if (progress !== '' || doubtSinceMs > 0) this.#restore.run(progress, doubtSinceMs, laneId);
    const times = { acceptedAtMs: first.accepted_at, leasedAtMs: nowMs, doubtSinceMs };
    const place = { lane, target, laneId, epoch, seq: seq + 1 };
    const next = { ...place, body, ...untried, ...times, progress };
    return trace === null ? next : { ...next, trace };
  }

  /** Does nothing when the lease has passed on. */
  renew({ laneId, epoch, seq }: Head, { nowMs, leaseMs }: Terms): void {
    this.#renew.run(nowMs + leaseMs, laneId, epoch, seq);
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

/** What had been done of a message, and since when it is in doubt. */
interface Kept {
  readonly progress: string;
  readonly doubt_since: number;
}

const untried = { progress: '', tries: 0, burned: 0, failedSinceMs: 0, doubtSinceMs: 0 } as const;
