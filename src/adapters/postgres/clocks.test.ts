import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { withPostgres } from '../../../sandbox/postgres/with-postgres.ts';
import { eventually } from '../../../test/eventually.ts';
import type { Commit, Committed } from '../../domain/delivery/delivery-store.ts';
import {
  appetite,
  arrival,
  buried,
  only,
  plenty,
  retry,
} from '../../domain/delivery/store-under-test.conformance.ts';
import { migrate } from './migrate.ts';
import { PostgresDatabase } from './postgres-database.ts';
import { PostgresDeliveryStore } from './postgres-delivery-store.ts';
import { PostgresJournal } from './postgres-journal.ts';

const server = withPostgres();
let database: PostgresDatabase;

beforeEach(async () => {
  database = await PostgresDatabase.open(server().url(await server().createDatabase()));
  await migrate(database);
});
afterEach(() => database.close());

const hour = 60 * 60 * 1_000;

/** A process whose clock is wrong by so much. */
function processWith(wrongByMs: number) {
  const store = new PostgresDeliveryStore(database);
  const now = () => Date.now() + wrongByMs;
  const nothing = { accept: [], settle: [], claim: [] };
  const commit = (part: Partial<Commit>): Promise<Committed> =>
    store.commit({ ...nothing, leaseMs: 60_000, nowMs: now(), ...part });
  return { commit, now, store };
}

const near = (ms: number, expected: number) => {
  expect(ms).toBeGreaterThan(expected - 1_000);
  expect(ms).toBeLessThan(expected + 1_000);
};

test.each([
  [0, hour],
  [-hour, hour],
  [hour, -hour],
])('a lease of one process whose clock is wrong by %i holds for one with %i', async (a, b) => {
  const [one, other] = [processWith(a), processWith(b)];
  const leasedFromMs = performance.now();
  const head = only(
    (await one.commit({ accept: [arrival('l', 'a')], claim: [plenty()], leaseMs: 700 })).heads,
  );
  near(head.leasedAtMs, one.now());
  const { heads, nextDue } = await other.commit({ claim: [plenty()] });
  expect(heads).toEqual([]);
  near(nextDue.get('ccm')?.freshMs ?? 0, other.now() + 700);

  const taken = await eventually(
    async () => (await other.commit({ claim: [plenty()] })).heads,
    (found) => found.length > 0,
  );
  expect(performance.now() - leasedFromMs).toBeGreaterThan(690);
  near(only(taken).leasedAtMs, other.now());
  const doubtedForMs = only(taken).leasedAtMs - only(taken).doubtSinceMs;
  expect(doubtedForMs).toBeGreaterThan(690);
  expect(doubtedForMs).toBeLessThan(5_000);
});

test('what one process hands back for later is due for another at the same moment', async () => {
  const [one, other] = [processWith(-hour), processWith(hour)];
  const accept = [{ ...arrival('l', 'a'), atMs: one.now() }];
  const head = only((await one.commit({ accept, claim: [plenty()] })).heads);
  const learned = { failedSinceMs: one.now() - 500, doubtSinceMs: head.leasedAtMs };
  await one.commit({ settle: [retry(head, one.now() + 800, learned)] });
  const { heads, nextDue } = await other.commit({ claim: [plenty()] });
  expect(heads).toEqual([]);
  near(nextDue.get('ccm')?.retryingMs ?? 0, other.now() + 800);

  const taken = await eventually(
    async () => (await other.commit({ claim: [plenty()] })).heads,
    (found) => found.length > 0,
  );
  const { acceptedAtMs, doubtSinceMs, failedSinceMs } = only(taken);
  for (const ms of [acceptedAtMs, doubtSinceMs, failedSinceMs]) {
    expect(other.now() - ms).toBeGreaterThan(800);
    expect(other.now() - ms).toBeLessThan(8_000);
  }
});

/** A process may be paused for so long between reading its clock and committing. */
const pausedMs = 3_000;

test('a doubt never becomes younger, however often it is handed on', async () => {
  const processes = [processWith(0), processWith(hour), processWith(-hour)];
  const first = only(
    (await processes[0]!.commit({ accept: [arrival('l', 'a')], claim: [plenty()] })).heads,
  );
  const beganMs = Date.now();
  let head = first;
  let holder = processes[0]!;
  for (let i = 1; i < 12; i++) {
    const doubtSinceMs = head.doubtSinceMs || head.leasedAtMs;
    const nowMs = holder.now() - pausedMs;
    await holder.commit({ nowMs, settle: [retry(head, nowMs, { tries: 0, doubtSinceMs })] });
    holder = processes[i % 3]!;
    head = only((await holder.commit({ claim: [plenty()] })).heads);
    const since = head.doubtSinceMs - (holder.now() - Date.now());
    expect(since).toBeLessThanOrEqual(beganMs + 1);
    expect(since).toBeGreaterThan(beganMs - 2_000 - pausedMs);
  }
});

test('the journal tells times by the clock of the database', async () => {
  const wrong = processWith(5 * hour);
  const accept = [{ ...arrival('l', 'a'), atMs: wrong.now() }];
  const head = only((await wrong.commit({ accept, claim: [plenty()] })).heads);
  near(head.acceptedAtMs, wrong.now());
  await wrong.commit({ settle: [{ ...buried(head), atMs: wrong.now() }] });

  const record = await new PostgresJournal(database).find('l a');
  near(record?.acceptedAtMs ?? 0, Date.now());
  near(record?.settledAtMs ?? 0, Date.now());
});

test('what only somebody else holds is not said to be due at once', async () => {
  const { commit, now } = processWith(0);
  await commit({ accept: [arrival('l', 'a'), arrival('m', 'b')] });
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let locked = () => {};
  const isLocked = new Promise<void>((resolve) => {
    locked = resolve;
  });
  const holding = database.transaction(async (query) => {
    await query(`SELECT FROM ${database.schema}.lane_state FOR UPDATE`);
    locked();
    await released;
  });
  await isLocked;
  const fromMs = now();
  const { heads, nextDue } = await commit({ claim: [appetite('ccm', 9, 9)] });
  const dueMs = nextDue.get('ccm')?.freshMs ?? 0;
  release();
  await holding;

  expect(heads).toEqual([]);
  expect(dueMs).toBeGreaterThanOrEqual(fromMs + 15);
  expect(dueMs).toBeLessThan(now() + 200);
  expect((await commit({ claim: [appetite('ccm', 9, 9)] })).heads).toHaveLength(2);
});
