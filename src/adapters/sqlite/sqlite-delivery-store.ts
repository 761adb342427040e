import type { StatementSync } from 'node:sqlite';
import type {
  Commit,
  Committed,
  DeadLetter,
  DeliveryStore,
  StoreStatistics,
} from '../../domain/delivery/delivery-store.ts';
import type { Arrival, Buried, Head, Settlement } from '../../domain/delivery/lane.ts';
import { SqliteClaims } from './sqlite-claims.ts';
import type { SqliteJournal } from './sqlite-journal.ts';
import { type Appending, SqliteLanes } from './sqlite-lanes.ts';
import { SqliteLedger } from './sqlite-ledger.ts';
import { SqliteSweep } from './sqlite-sweep.ts';

const day = 24 * 60 * 60 * 1_000;

/** X and CCM repeat themselves for some days at most. */
const seenKeptMs = 7 * day;

/** An echo settles a doubt within days. */
const ledgerKeptMs = 30 * day;

/** No lane waits longer than this for its own sake once the process has started anew. */
const pauseMaxMs = 60_000;

/** The lanes in the journal's file. Opening it ends the leases of an earlier process. */
export class SqliteDeliveryStore implements DeliveryStore {
  readonly #journal: SqliteJournal;
  readonly #lanes: SqliteLanes;
  readonly #claims: SqliteClaims;
  readonly #ledger: SqliteLedger;
  readonly #sweeps: readonly SqliteSweep[];
  readonly #see: StatementSync;
  readonly #bury: StatementSync;
  readonly #statistics: StatementSync;
  readonly #dead: StatementSync;

  constructor(journal: SqliteJournal) {
    const { database } = journal;
    this.#journal = journal;
    this.#lanes = new SqliteLanes(database);
    this.#claims = new SqliteClaims(database);
    this.#ledger = new SqliteLedger(journal);
    this.#sweeps = [
      new SqliteSweep(database, 'seen', seenKeptMs),
      new SqliteSweep(database, 'ledger', ledgerKeptMs),
    ];
    this.#see = database.prepare('INSERT OR IGNORE INTO seen (id, at) VALUES (?, ?)');
    this.#bury = database.prepare(
      `INSERT INTO dead (lane, target, failure, detail, accepted_at, buried_at, progress, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#statistics = database.prepare(
      `SELECT (SELECT count(*) FROM message) AS waiting,
        (SELECT count(*) FROM lane WHERE due IS NOT NULL) AS lanes,
        (SELECT count(*) FROM dead) AS dead`,
    );
    this.#dead = database.prepare(
      `SELECT id, lane, failure, detail, accepted_at AS acceptedAtMs, buried_at AS buriedAtMs
       FROM dead ORDER BY id DESC LIMIT ?`,
    );
    journal.transaction(() => {
      this.#claims.endLeases();
      this.#claims.endPauses(Date.now() + pauseMaxMs);
    });
  }

  async commit(commit: Commit): Promise<Committed> {
    const { accept, settle, claim } = commit;
    if (accept.length + settle.length + claim.length === 0) return nothing;
    return this.#journal.transaction(() => this.#run(new Transaction(commit)));
  }

  async targets(): Promise<readonly string[]> {
    return this.#claims.targets();
  }

  async statistics(): Promise<StoreStatistics> {
    return { ...(this.#statistics.get() as unknown as StoreStatistics) };
  }

  async deadLetters(limit: number): Promise<readonly DeadLetter[]> {
    return (this.#dead.all(limit) as unknown as DeadLetter[]).map((row) => ({ ...row }));
  }

  /** Everything that arrives is in its lane before the settlements move the lanes. */
  #run(transaction: Transaction): Committed {
    const { commit, heads } = transaction;
    const accepted = commit.accept.map((arrival) => this.#accept(arrival, transaction));
    for (const arrival of this.#following(commit.settle)) this.#accept(arrival, transaction);
    const settled = commit.settle.map((settlement) => this.#settle(settlement, transaction));
    for (const { target, retrying, waiting = Number.POSITIVE_INFINITY } of commit.claim) {
      const fresh = Math.min(transaction.freshLeft(target), waiting);
      heads.push(...this.#claims.claim(target, 'fresh', fresh, commit));
      heads.push(...this.#claims.claim(target, 'retrying', retrying, commit));
    }
    const news = accepted.length + settled.length;
    for (const sweep of this.#sweeps) sweep.keepUp(news, commit.nowMs);
    const nextDue = new Map(
      commit.claim.map(({ target }) => [target, this.#claims.nextDue(target)]),
    );
    return { accepted, settled, heads, nextDue };
  }

  #accept(arrival: Arrival, transaction: Transaction): 'accepted' | 'duplicate' {
    const { id, atMs, message, entry } = arrival;
    if (this.#see.run(id, transaction.commit.nowMs).changes === 0) return 'duplicate';
    if (entry !== undefined) this.#ledger.keep(entry);
    if (message !== undefined) {
      const head = this.#lanes.append(message, atMs, transaction);
      if (head !== undefined) transaction.heads.push(head);
    }
    return 'accepted';
  }

  /** What follows from the settlements that will count: not fenced, and the first of its head. */
  #following(settle: readonly Settlement[]): readonly Arrival[] {
    if (!settle.some((settlement) => followOf(settlement).length > 0)) return none;
    const settled = new Set<string>();
    return settle.flatMap((settlement) => {
      const { laneId, epoch, seq } = settlement.head;
      const id = `${laneId} ${epoch} ${seq}`;
      const follow = settled.has(id) ? none : followOf(settlement);
      settled.add(id);
      return follow.length > 0 && this.#lanes.isLeasedAs(settlement.head) ? follow : none;
    });
  }

  #settle(settlement: Settlement, { commit, heads }: Transaction): 'settled' | 'fenced' {
    if (settlement.kind === 'retry') return this.#lanes.handBack(settlement);
    const next =
      settlement.kind === 'advanced'
        ? this.#lanes.advance(settlement, commit)
        : this.#lanes.moveOn(settlement.head, commit);
    if (next === 'fenced') return next;
    if (next !== 'idle') heads.push(next);
    if (settlement.kind === 'buried') this.#buried(settlement);
    else if (settlement.entry !== undefined) this.#ledger.keep(settlement.entry);
    return 'settled';
  }

  #buried({ head, failure, detail, atMs }: Buried): void {
    const { lane, target, acceptedAtMs, progress, body } = head;
    this.#bury.run(lane, target, failure, detail, acceptedAtMs, atMs, progress, body);
  }
}

/** A commit on its way: the heads it has leased so far, and what it may still lease. */
class Transaction implements Appending {
  readonly commit: Commit;
  readonly heads: Head[] = [];
  readonly #fresh = new Map<string, number>();

  constructor(commit: Commit) {
    this.commit = commit;
    for (const { target, fresh } of commit.claim) this.#fresh.set(target, fresh);
  }

  freshLeft(target: string): number {
    return this.#fresh.get(target) ?? 0;
  }

  mayLease(target: string): boolean {
    const left = this.freshLeft(target);
    if (left > 0) this.#fresh.set(target, left - 1);
    return left > 0;
  }
}

const none: readonly Arrival[] = [];

const followOf = (settlement: Settlement): readonly Arrival[] =>
  'follow' in settlement ? settlement.follow : none;

const nothing: Committed = { accepted: [], settled: [], heads: [], nextDue: new Map() };
