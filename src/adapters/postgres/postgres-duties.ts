import { randomUUID } from 'node:crypto';
import type { Duties, HeldDuty } from '../../domain/delivery/duties.ts';
import type { PostgresDatabase } from './postgres-database.ts';

const defaultLeaseMs = 15_000;

const now = 'floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

/** The duties of processes that share a database, leased by its clock. */
export class PostgresDuties implements Duties {
  readonly #database: PostgresDatabase;
  readonly #leaseMs: number;

  constructor(database: PostgresDatabase, leaseMs: number = defaultLeaseMs) {
    this.#database = database;
    this.#leaseMs = leaseMs;
  }

  async perform(duty: string, work: (held: HeldDuty) => Promise<void>): Promise<boolean> {
    const owner = randomUUID();
    const lease = new Lease(this.#leaseMs);
    if (!(await this.#lease(duty, owner))) return false;
    const renew = async () => {
      const askedMs = performance.now();
      if (await this.#lease(duty, owner)) lease.heldSinceMs = askedMs;
      else lease.heldSinceMs = Number.NEGATIVE_INFINITY;
    };
    const renewal = setInterval(() => void renew().catch(() => {}), this.#leaseMs / 3);
    try {
      await work(lease);
      return true;
    } finally {
      clearInterval(renewal);
      await this.#release(duty, owner).catch(() => {});
    }
  }

  /** Takes a duty that is free, or keeps one that is ours. */
  async #lease(duty: string, owner: string): Promise<boolean> {
    const { query, schema } = this.#database;
    const leased = await query(
      `INSERT INTO ${schema}.duty AS d (name, owner, until) VALUES ($1, $2, ${now} + $3)
       ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
       WHERE d.owner = excluded.owner OR d.until <= ${now} RETURNING 1`,
      [duty, owner, this.#leaseMs],
    );
    return leased.length > 0;
  }

  async #release(duty: string, owner: string): Promise<void> {
    const { query, schema } = this.#database;
    await query(`DELETE FROM ${schema}.duty WHERE name = $1 AND owner = $2`, [duty, owner]);
  }
}

/** A lease by our own clock, which began when the database was asked for it. */
class Lease implements HeldDuty {
  heldSinceMs = performance.now();
  readonly #lastsMs: number;

  constructor(lastsMs: number) {
    this.#lastsMs = lastsMs;
  }

  get isLost(): boolean {
    return performance.now() - this.heldSinceMs > this.#lastsMs;
  }
}
