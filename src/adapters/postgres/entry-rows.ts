import type { Change, EntryState, JournalEntry } from '../../domain/delivery/journal.ts';
import type { FailureCode } from '../../domain/errors.ts';
import { positionOf } from './positions.ts';
import { fromStored } from './text.ts';

interface Row {
  readonly tx: string;
  readonly n: number;
  readonly id: string;
  readonly lane: string;
  readonly event: string | null;
  readonly failure: string | null;
  readonly detail: string | null;
}

/** A change as it is read; numbers beyond 32 bits come as text. */
export interface ChangeRow extends Row {
  readonly kind: string;
  readonly at: string;
}

/** A message, with the newest state of its lane. */
export interface EntryRow extends Row {
  readonly state: number;
  readonly target: string;
  readonly accepted_at: string;
  readonly settled_at: string | null;
}

/** In the order of their numbers. */
export const states: readonly EntryState[] = ['waiting', 'delivered', 'dead', 'discarded'];

/** The columns of an `EntryRow`, from a message `m` with its lane `l` and that one's state `s`. */
export const entryColumns = `m.tx, m.n, m.id, coalesce(l.name, l.key) AS lane, m.state, m.event,
  m.failure, m.detail, m.accepted_at, m.settled_at, s.target`;

/**
 * The message `m` that is named so. The limit makes it a look into the index each time, whatever
 * PostgreSQL thinks of the sizes of the tables.
 */
export const messageAt = (schema: string, tx: string, n: string): string => `
  CROSS JOIN LATERAL (SELECT * FROM ${schema}.message WHERE tx = ${tx} AND n = ${n} LIMIT 1) AS m`;

/** The lane of a message `m`. */
export const laneOf = (schema: string): string => `
  CROSS JOIN LATERAL (SELECT * FROM ${schema}.lane WHERE id = m.lane LIMIT 1) AS l`;

/** The newest state of the lane of a message `m`. */
export const laneStateOf = (schema: string): string => `
  CROSS JOIN LATERAL (
    SELECT target, head, tries, due FROM ${schema}.lane_state
    WHERE lane = m.lane ORDER BY version DESC LIMIT 1
  ) AS s`;

export function entryOf(row: EntryRow): JournalEntry {
  return {
    ...idAndLane(row),
    target: fromStored(row.target),
    state: states[row.state] ?? 'waiting',
    acceptedAtMs: Number(row.accepted_at),
    ...(row.settled_at !== null && { settledAtMs: Number(row.settled_at) }),
    ...outcomeOf(row),
  };
}

export function changeOf(row: ChangeRow): Change {
  return {
    position: positionOf(row),
    ...idAndLane(row),
    kind: row.kind as Change['kind'],
    atMs: Number(row.at),
    ...outcomeOf(row),
  };
}

const idAndLane = ({ id, lane }: Row) => ({ id: fromStored(id), lane: fromStored(lane) });

function outcomeOf({ event, failure, detail }: Row) {
  return {
    ...(event !== null && { eventId: fromStored(event) }),
    ...(failure !== null && { failure: failure as FailureCode }),
    ...(detail !== null && { detail: fromStored(detail) }),
  };
}
