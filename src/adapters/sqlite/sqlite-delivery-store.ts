import type { StatementSync } from 'node:sqlite';
import type {
  Commit,
  Committed,
  DeliveryStore,
  StoreStatistics,
} from '../../domain/delivery/delivery-store.ts';
import type { Arrival, Head, Settlement } from '../../domain/delivery/lane.ts';
import { SqliteClaims } from './sqlite-claims.ts';
import type { SqliteFile } from './sqlite-file.ts';
import { type Appending, SqliteLanes } from './sqlite-lanes.ts';
import { SqliteLedger } from './sqlite-ledger.ts';
import { SqliteMessages } from './sqlite-messages.ts';
import { SqliteRetention } from './sqlite-retention.ts';
import { SqliteSweep } from './sqlite-sweep.ts';

/** No lane waits longer than this for its own sake once the process has started anew. */
const pauseMaxMs = 60_000;

/** The lanes in the journal's file. Opening it ends the leases of an earlier process. */
export class SqliteDeliveryStore implements DeliveryStore {
  readonly #file: SqliteFile;
  readonly #messages: SqliteMessages;
  readonly #lanes: SqliteLanes;
  readonly #claims: SqliteClaims;
  readonly #ledger: SqliteLedger;
  readonly #sweeps: readonly { keepUp(news: number, nowMs: number): void }[];
  readonly #see: StatementSync;
  readonly #statistics: StatementSync;

  constructor(file: SqliteFile) {
    const { database, keeping } = file;
    this.#file = file;
    this.#messages = new SqliteMessages(file);
    this.#lanes = new SqliteLanes(file);
    this.#claims = new SqliteClaims(database);
    this.#ledger = new SqliteLedger(file);
    this.#sweeps = [
      new SqliteSweep(database, 'seen', keeping.settledKeptMs, 'message IS NULL'),
      new SqliteSweep(database, 'ledger', keeping.settledKeptMs),
      new SqliteRetention(file),
    ];
    this.#see = database.prepare('INSERT OR IGNORE INTO seen (id, at, message) VALUES (?, ?, ?)');
    this.#statistics = database.prepare(
      `SELECT coalesce(sum(tail - head), 0) AS waiting, count(*) AS lanes,
        (SELECT count(*) FROM dead) AS dead
       FROM lane WHERE due IS NOT NULL`,
    );
    file.transaction(() => {
      this.#claims.endLeases();
      this.#claims.endPauses(Date.now() + pauseMaxMs);
    });
  }

  async commit(commit: Commit): Promise<Committed> {
    const { accept, settle, claim, renew = [] } = commit;
    if (accept.length + settle.length + claim.length + renew.length === 0) return nothing;
    return this.#file.transaction(() => this.#run(new Transaction(commit)));
  }

  async targets(): Promise<readonly string[]> {
    return this.#claims.targets();
  }

  async statistics(): Promise<StoreStatistics> {
    return { ...(this.#statistics.get() as unknown as StoreStatistics) };
  }

  /** Everything that arrives is in its lane before the settlements move the lanes. */
  #run(transaction: Transaction): Committed {
    const { commit, heads } = transaction;
    for (const head of commit.renew ?? []) this.#lanes.renew(head, commit);
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
    const { id, message, entry } = arrival;
    const position = message === undefined ? null : this.#file.nextPosition();
    const { changes } = this.#see.run(id, transaction.commit.nowMs, position);
    if (changes === 0) return 'duplicate';
    if (entry !== undefined) this.#ledger.keep(entry);
    if (message !== undefined && position !== null) {
      const head = this.#lanes.append(position, message, arrival, transaction);
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
    if (settlement.kind === 'buried') this.#messages.buried(settlement);
    if (settlement.kind === 'done') this.#messages.delivered(settlement, commit.nowMs);
    if ('entry' in settlement && settlement.entry) this.#ledger.keep(settlement.entry);
    return 'settled';
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
