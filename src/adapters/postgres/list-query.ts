import type { JournalFilter } from '../../domain/delivery/journal.ts';
import { entryColumns, laneOf, laneStateOf, messageAt, states } from './entry-rows.ts';
import type { Place } from './positions.ts';
import { storable, whole } from './text.ts';

/** So many messages are looked at for a page. */
export const lookedAtMax = 1_000;

/** A message may be accepted so much earlier or later than its neighbours in the order of changes. */
const slackMs = 10 * 60_000;

/**
 * One page of messages, newest first. Those of one customer, and dead ones, are found by an index;
 * for anything else the messages are walked through, from where those of the wanted time begin.
 */
export class ListQuery {
  readonly text: string;
  readonly #values: unknown[] = [];

  constructor(schema: string, filter: JournalFilter, size: number, after: Place | undefined) {
    const { from, range } = this.#looked(schema, filter, after);
    const fitting = this.#fitting(filter);
    this.text = `
      WITH looked AS MATERIALIZED (
        SELECT tx, n FROM ${from} WHERE ${['true', ...range].join(' AND ')}
        ORDER BY tx DESC, n DESC LIMIT ${lookedAtMax}
      )
      SELECT entry.*, (SELECT count(*) FROM looked) AS looked, last.tx AS last_tx, last.n AS last_n
      FROM (SELECT 1) AS one
      LEFT JOIN (SELECT tx, n FROM looked ORDER BY tx, n LIMIT 1) AS last ON true
      LEFT JOIN LATERAL (
        SELECT ${entryColumns} FROM (
          SELECT m.* FROM looked AS k ${messageAt(schema, 'k.tx', 'k.n')} ${laneOf(schema)}
          WHERE ${['true', ...fitting].join(' AND ')}
          ORDER BY m.tx DESC, m.n DESC LIMIT ${this.#value(size)}::integer
        ) AS m ${laneOf(schema)} ${laneStateOf(schema)}
      ) AS entry ON true
      ORDER BY entry.tx DESC, entry.n DESC`;
  }

  get values(): readonly unknown[] {
    return this.#values;
  }

  #value(value: unknown): string {
    this.#values.push(value);
    return `$${this.#values.length}`;
  }

  #looked(schema: string, filter: JournalFilter, after: Place | undefined) {
    const { fromMs, untilMs } = filter;
    const range: string[] = [];
    const at = (ms: number) => `${schema}.position_1(${this.#value(whole(ms))}::bigint)`;
    if (after !== undefined) {
      range.push(`(tx, n) < (${this.#value(after.tx)}::bigint, ${this.#value(after.n)}::integer)`);
    }
    if (fromMs !== undefined) range.push(`tx >= ${at(fromMs - slackMs)}`);
    if (untilMs !== undefined) range.push(`tx <= ${at(untilMs + slackMs)}`);
    return { from: this.#source(schema, filter), range };
  }

  #source(schema: string, { accountId, customerId, state }: JournalFilter): string {
    if (accountId !== undefined && customerId !== undefined) {
      const account = this.#value(storable(accountId));
      const customer = this.#value(storable(customerId));
      return `(SELECT * FROM ${schema}.message WHERE lane = ANY (ARRAY(
          SELECT id FROM ${schema}.lane
          WHERE left(account, 64) = left(${account}, 64) AND account = ${account}
            AND left(customer, 64) = left(${customer}, 64) AND customer = ${customer}
        )) OFFSET 0) AS theirs`;
    }
    const dead = `(SELECT of_tx AS tx, of_n AS n FROM ${schema}.dead) AS dead`;
    return state === 'dead' ? dead : `${schema}.message`;
  }

  #fitting({ accountId, state, idPrefix, fromMs, untilMs }: JournalFilter): readonly string[] {
    const fitting: string[] = [];
    if (accountId !== undefined) fitting.push(`l.account = ${this.#value(storable(accountId))}`);
    if (state !== undefined) fitting.push(`m.state = ${this.#value(states.indexOf(state))}`);
    if (idPrefix) fitting.push(`starts_with(m.id, ${this.#value(storable(idPrefix))})`);
    if (fromMs !== undefined) fitting.push(`m.accepted_at >= ${this.#value(whole(fromMs))}`);
    if (untilMs !== undefined) fitting.push(`m.accepted_at < ${this.#value(whole(untilMs))}`);
    return fitting;
  }
}
