import { randomInt } from 'node:crypto';
import type {
  Appetite,
  Commit,
  Committed,
  DeliveryStore,
  NextDue,
  StoreStatistics,
} from '../../domain/delivery/delivery-store.ts';
import { numbers, texts } from './arrays.ts';
import { Batch } from './batch.ts';
import { despiteCollisions } from './collisions.ts';
import { commitParameters } from './schema/commit-function.ts';
import { newestCommit } from './schema/commit-version.ts';
import { Floors } from './floors.ts';
import { type HeadRow, Heads } from './heads.ts';
import { LostCommits } from './lost-commits.ts';
import type { PostgresDatabase } from './postgres-database.ts';
import { PostgresError } from './postgres-error.ts';
import type { Signals } from './signals.ts';
import { count, fromStored, keyOf, whole } from './text.ts';

export interface DeliveryStoreOptions {
  /** Whose time counts: the database's, or, for tests that drive it, that of each commit. */
  readonly clock?: 'database' | 'commit';
  /** Whether the texts of messages stay when they were delivered or discarded; else erased. */
  readonly texts?: 'erased' | 'kept';
}

/** What the function answers; times are the database's. */
interface Answer {
  readonly shift: number;
  readonly now: number;
  readonly accepted: readonly number[];
  readonly counts: readonly boolean[];
  readonly heads: readonly HeadRow[];
  readonly next: readonly DueRow[];
  readonly unleased: boolean;
}

interface DueRow {
  readonly target: string;
  readonly dues: readonly (number | null)[];
  readonly fresh: number | null;
  readonly retrying: number | null;
}

/** What nobody has signalled is found this much later. */
const watchEveryMs = 1_000;

const nothing: Committed = { accepted: [], settled: [], heads: [], nextDue: new Map() };
const commitName = `commit_${newestCommit.number}`;
const names = Object.keys(commitParameters) as (keyof typeof commitParameters)[];

/** The lanes in a database that several processes share. */
export class PostgresDeliveryStore implements DeliveryStore {
  readonly #database: PostgresDatabase;
  readonly #options: Required<DeliveryStoreOptions>;
  readonly #statement: string;
  readonly #signals: Signals | undefined;
  readonly #floors = new Floors();
  readonly #lost = new LostCommits();
  #ticket = BigInt(randomInt(2 ** 47)) * 2n ** 15n;

  /** Without `signals` other processes find out a little later what this one leaves to them. */
  constructor(database: PostgresDatabase, options: DeliveryStoreOptions = {}, signals?: Signals) {
    this.#database = database;
    this.#options = { clock: 'database', texts: 'erased', ...options };
    this.#signals = signals;
    const parameters = Object.values(commitParameters).map((type, i) => `$${i + 1}::${type}`);
    this.#statement = `SELECT ${database.schema}.${commitName}(${parameters.join(', ')}) AS answer`;
  }

  async commit(commit: Commit): Promise<Committed> {
    const { accept, settle, claim, renew = [] } = commit;
    if (accept.length + settle.length + claim.length + renew.length === 0) return nothing;
    const batch = new Batch(commit);
    const answer = await this.#send(commit, batch);
    this.#floors.learn(answer.now, commit.leaseMs, answer.next);
    if (answer.unleased) this.#signals?.send('lanes');
    const heads = new Heads(commit, batch.arrivals, answer.shift);
    const accepted = new Set(answer.accepted);
    return {
      accepted: accept.map((_, i) => (accepted.has(i + 1) ? 'accepted' : 'duplicate')),
      settled: settle.map((_, i) => (answer.counts[i] ? 'settled' : 'fenced')),
      heads: answer.heads.map((row) => heads.from(row)),
      nextDue: new Map(
        claim.map(({ target }, i) => [target, nextDueOf(answer.next[i], answer.shift)]),
      ),
    };
  }

  async targets(): Promise<readonly string[]> {
    const rows = await this.#database.query<{ target: string }>(
      `SELECT ${this.#database.schema}.targets() AS target`,
    );
    return rows.map(({ target }) => fromStored(target));
  }

  async statistics(): Promise<StoreStatistics> {
    const { schema } = this.#database;
    const rows = await this.#database.query<{ counts: StoreStatistics }>(
      `SELECT json_build_object('waiting', coalesce(sum(tail - head), 0), 'lanes', count(*),
         'dead', (SELECT count(*) FROM ${schema}.dead)) AS counts
       FROM ${schema}.lane_state WHERE due IS NOT NULL`,
    );
    return rows[0]?.counts ?? { waiting: 0, lanes: 0, dead: 0 };
  }

  watch(changed: () => void): () => void {
    const stopHearing = this.#signals?.on('lanes', changed);
    const timer = setInterval(changed, watchEveryMs);
    return () => {
      stopHearing?.();
      clearInterval(timer);
    };
  }

  #send(commit: Commit, batch: Batch): Promise<Answer> {
    const calledAtMs = performance.now();
    const columns = batch.columns();
    return despiteCollisions(() => this.#sendOnce(commit, columns, calledAtMs));
  }

  /** What the commit may have leased is looked for by later ones when its answer is lost. */
  async #sendOnce(
    commit: Commit,
    columns: ReturnType<Batch['columns']>,
    calledAtMs: number,
  ): Promise<Answer> {
    const { clock, texts: kept } = this.#options;
    const ticket = String(this.#ticket++);
    const waitedMs = clock === 'database' ? performance.now() - calledAtMs : 0;
    const values = {
      ...columns,
      ...this.#appetites(commit.claim),
      p_now: whole(commit.nowMs + waitedMs),
      p_database_clock: clock === 'database',
      p_keep: kept === 'kept',
      p_ticket: ticket,
      p_lost: `{${this.#lost.toLookFor().join(',')}}`,
    };
    try {
      const [row] = await this.#database.prepared<{ answer: Answer }>(
        commitName,
        this.#statement,
        names.map((name) => values[name]),
      );
      if (row === undefined) throw new Error('the commit was not answered');
      return row.answer;
    } catch (error) {
      if (error instanceof PostgresError && error.uncertain) this.#lost.add(ticket, commit.leaseMs);
      throw error;
    }
  }

  #appetites(claim: readonly Appetite[]) {
    const floors = claim.map(({ target }) => this.#floors.of(keyOf(target)));
    return {
      c_target: texts(claim.map(({ target }) => keyOf(target))),
      c_fresh: numbers(claim.map(({ fresh }) => count(fresh))),
      c_waiting: numbers(
        claim.map(({ waiting }) => (waiting === undefined ? null : count(waiting))),
      ),
      c_retrying: numbers(claim.map(({ retrying }) => count(retrying))),
      c_floor0: numbers(floors.map(([floor]) => floor)),
      c_floor1: numbers(floors.map(([, floor]) => floor)),
      c_floor2: numbers(floors.map(([, , floor]) => floor)),
      c_floor3: numbers(floors.map(([, , , floor]) => floor)),
    };
  }
}

function nextDueOf(row: DueRow | undefined, shift: number): NextDue {
  const { fresh = null, retrying = null } = row ?? {};
  return {
    ...(fresh !== null && { freshMs: fresh - shift }),
    ...(retrying !== null && { retryingMs: retrying - shift }),
  };
}
