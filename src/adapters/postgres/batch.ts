import type { Commit } from '../../domain/delivery/delivery-store.ts';
import type { Arrival, LedgerEntry, Settlement } from '../../domain/delivery/lane.ts';
import { numbers, texts } from './arrays.ts';
import type { commitParameters } from './schema/commit-function.ts';
import { count, keyOf, storable, whole } from './text.ts';

type Parameters = Readonly<Record<keyof typeof commitParameters, unknown>>;

/** What a commit brings, as columns: everything that is looked up has a bounded key. */
export class Batch {
  /** What arrived, then what follows from the settlements. */
  readonly arrivals: readonly Arrival[];
  readonly #commit: Commit;
  /** Which settlement an arrival follows from, counted from 1; 0 for one that arrived. */
  readonly #of: readonly number[];
  readonly #lanes = new Map<string, number>();

  constructor(commit: Commit) {
    this.#commit = commit;
    const arrivals = [...commit.accept];
    const of = commit.accept.map(() => 0);
    for (const [i, settlement] of commit.settle.entries()) {
      const follow = 'follow' in settlement ? settlement.follow : [];
      arrivals.push(...follow);
      of.push(...follow.map(() => i + 1));
    }
    this.arrivals = arrivals;
    this.#of = of;
  }

  columns(): Omit<
    Parameters,
    `p_${'now' | 'database_clock' | 'keep' | 'ticket' | 'lost'}` | `c_${string}`
  > {
    const columns = {
      ...this.#arrivalColumns(),
      ...this.#settlementColumns(),
      ...this.#renewals(),
    };
    const lanes = [...this.#lanes.keys()];
    const keys = lanes.map(keyOf);
    return {
      ...columns,
      p_lease: whole(this.#commit.leaseMs),
      p_keys: texts(keys),
      p_names: texts(lanes.map((lane, i) => longer(lane, keys[i]))),
      p_ledger: this.#ledger(),
    };
  }

  /** The number of a lane, from 1. */
  #laneOf(lane: string): number {
    let number = this.#lanes.get(lane);
    if (number === undefined) {
      number = this.#lanes.size + 1;
      this.#lanes.set(lane, number);
    }
    return number;
  }

  #arrivalColumns() {
    const { arrivals } = this;
    const keys = arrivals.map(({ id }) => keyOf(id));
    const messages = arrivals.map(({ message }) => message);
    return {
      a_id: texts(keys),
      a_name: texts(arrivals.map(({ id }, i) => longer(id, keys[i]))),
      a_at: numbers(arrivals.map(({ atMs }) => whole(atMs))),
      a_of: numbers(this.#of),
      a_lane: numbers(messages.map((message) => (message ? this.#laneOf(message.lane) : 0))),
      a_target: texts(messages.map((message) => (message ? keyOf(message.target) : null))),
      a_body: texts(messages.map((message) => (message ? storable(message.body) : null))),
      a_trace: texts(tracesOf(arrivals)),
    };
  }

  #settlementColumns() {
    const { settle } = this.#commit;
    const heads = settle.map(({ head }) => head);
    const retries = settle.map((settlement) =>
      settlement.kind === 'retry' ? settlement : undefined,
    );
    const burials = settle.map((settlement) =>
      settlement.kind === 'buried' ? settlement : undefined,
    );
    return {
      s_kind: texts(settle.map(({ kind }) => kind)),
      s_lane: numbers(heads.map(({ lane }) => this.#laneOf(lane))),
      s_id: numbers(heads.map(({ laneId }) => whole(laneId))),
      s_epoch: numbers(heads.map(({ epoch }) => whole(epoch))),
      s_seq: numbers(heads.map(({ seq }) => whole(seq))),
      s_progress: texts(
        settle.map((one) => (one.kind === 'advanced' ? storable(one.progress) : null)),
      ),
      s_due: numbers(retries.map((retry) => (retry ? whole(retry.dueAtMs) : null))),
      s_tries: numbers(retries.map((retry) => (retry ? count(retry.tries) : null))),
      s_burned: numbers(retries.map((retry) => (retry ? count(retry.burned) : null))),
      s_failed: numbers(retries.map((retry) => (retry ? whole(retry.failedSinceMs) : null))),
      s_doubt: numbers(retries.map((retry) => (retry ? whole(retry.doubtSinceMs) : null))),
      s_at: numbers(burials.map((burial) => (burial ? whole(burial.atMs) : null))),
      s_event: texts(settle.map(eventOf)),
      s_failure: texts(burials.map((burial) => burial?.failure ?? null)),
      s_detail: texts(burials.map((burial) => (burial ? storable(burial.detail) : null))),
    };
  }

  #renewals() {
    const { renew = [] } = this.#commit;
    return {
      r_lane: numbers(renew.map(({ lane }) => this.#laneOf(lane))),
      r_id: numbers(renew.map(({ laneId }) => whole(laneId))),
      r_epoch: numbers(renew.map(({ epoch }) => whole(epoch))),
      r_seq: numbers(renew.map(({ seq }) => whole(seq))),
    };
  }

  #ledger(): string | null {
    const entries = [
      ...this.arrivals.flatMap(({ entry }, i) =>
        entry ? [{ arrival: i + 1, ...known(entry) }] : [],
      ),
      ...this.#commit.settle.flatMap((settlement, i) =>
        'entry' in settlement && settlement.entry
          ? [{ settlement: i + 1, ...known(settlement.entry) }]
          : [],
      ),
    ];
    return entries.length === 0 ? null : JSON.stringify(entries);
  }
}

/** Nothing when nobody follows any of them. */
function tracesOf(arrivals: readonly Arrival[]): readonly (string | null)[] {
  const traces = arrivals.map(({ message }) => message?.trace);
  const isFollowed = traces.some((trace) => trace !== undefined);
  return isFollowed ? traces.map((trace) => (trace === undefined ? null : storable(trace))) : [];
}

/** The whole text where its key is not. */
function longer(text: string, key: string | undefined): string | null {
  const stored = storable(text);
  return stored === key ? null : stored;
}

function eventOf(settlement: Settlement): string | null {
  const entry = settlement.kind === 'done' ? settlement.entry : undefined;
  return entry === undefined ? null : storable(entry.eventId);
}

/** Accounts may have events of the same id. */
export const ledgerKeyOf = (accountId: string, eventId: string): string =>
  keyOf(`${accountId}/${eventId}`);

/** An entry of the ledger as a row. */
export function known(entry: LedgerEntry) {
  const { accountId, customerId, eventId, cimId, fingerprint, menu, sentAtMs } = entry;
  return {
    id: ledgerKeyOf(accountId, eventId),
    account: keyOf(accountId),
    customer: keyOf(customerId),
    fingerprint: keyOf(fingerprint),
    event: storable(eventId),
    ...(cimId !== undefined && { cim: storable(cimId) }),
    ...(menu !== undefined && { menu: storable(menu) }),
    at: whole(sentAtMs),
  };
}
