import type { Commit } from '../../domain/delivery/delivery-store.ts';
import type { Arrival, Head } from '../../domain/delivery/lane.ts';
import { fromStored } from './text.ts';

/** A head as the commit answers it: of an arrival or a settlement of its own, or of a claimed lane. */
export interface HeadRow {
  /** Numbers from 1. */
  readonly arrival?: number;
  readonly settlement?: number;
  readonly lane?: string;
  readonly id: number;
  readonly epoch: number;
  readonly seq: number;
  readonly target: string;
  /** Null when the store knows it: of an arrival, and of a message that has advanced. */
  readonly body?: string | null;
  readonly accepted?: number | null;
  readonly trace?: string | null;
  readonly progress?: string;
  readonly tries?: number;
  readonly burned?: number;
  readonly failed?: number;
  readonly doubt?: number;
}

const tracedAs = (trace: string | undefined) => (trace === undefined ? {} : { trace });

/** Makes heads of rows. `shift`: how far the database's clock is ahead of the commit's. */
export class Heads {
  readonly #commit: Commit;
  readonly #arrivals: readonly Arrival[];
  readonly #shift: number;

  constructor(commit: Commit, arrivals: readonly Arrival[], shift: number) {
    this.#commit = commit;
    this.#arrivals = arrivals;
    this.#shift = shift;
  }

  from(row: HeadRow): Head {
    const { id: laneId, epoch, seq, target } = row;
    return {
      laneId,
      epoch,
      seq,
      target: fromStored(target),
      ...this.#message(row),
      progress: fromStored(row.progress ?? ''),
      tries: row.tries ?? 0,
      burned: row.burned ?? 0,
      failedSinceMs: this.#timeOf(row.failed),
      doubtSinceMs: this.#timeOf(row.doubt),
      leasedAtMs: this.#commit.nowMs,
    };
  }

  #message(row: HeadRow): Pick<Head, 'lane' | 'body' | 'acceptedAtMs' | 'trace'> {
    const arrival = this.#arrivals[(row.arrival ?? 0) - 1];
    if (arrival?.message !== undefined) {
      const { lane, body, trace } = arrival.message;
      return { lane, body, acceptedAtMs: arrival.atMs, ...tracedAs(trace) };
    }
    const before = this.#commit.settle[(row.settlement ?? 0) - 1]?.head;
    const lane = before?.lane ?? fromStored(row.lane ?? '');
    if (typeof row.body === 'string') {
      const acceptedAtMs = (row.accepted ?? 0) - this.#shift;
      const trace = row.trace == null ? undefined : fromStored(row.trace);
      return { lane, body: fromStored(row.body), acceptedAtMs, ...tracedAs(trace) };
    }
    const { body = '', acceptedAtMs = 0, trace } = before ?? {};
    return { lane, body, acceptedAtMs, ...tracedAs(trace) };
  }

  /** 0 is no time. */
  #timeOf(ms = 0): number {
    return ms > 0 ? ms - this.#shift : 0;
  }
}
