import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { withPostgres } from '../../../sandbox/postgres/with-postgres.ts';
import { eventually } from '../../../test/eventually.ts';
import type { Commit } from '../../domain/delivery/delivery-store.ts';
import type { Arrival } from '../../domain/delivery/lane.ts';
import {
  arrival,
  buried,
  done,
  only,
  plenty,
} from '../../domain/delivery/store-under-test.conformance.ts';
import { migrate } from './migrate.ts';
import { PostgresDatabase } from './postgres-database.ts';
import { PostgresDeadLetters } from './postgres-dead-letters.ts';
import { PostgresDeliveryStore } from './postgres-delivery-store.ts';
import { PostgresJournal } from './postgres-journal.ts';
import { defaultKeeping, PostgresRetention, type Removed } from './postgres-retention.ts';

const day = 24 * 60 * 60 * 1_000;

const server = withPostgres();
let database: PostgresDatabase;
let store: PostgresDeliveryStore;
let nowMs: number;

beforeEach(async () => {
  database = await PostgresDatabase.open(server().url(await server().createDatabase()));
  await migrate(database);
  store = new PostgresDeliveryStore(database, { clock: 'commit' });
  nowMs = Date.now();
});
afterEach(() => database.close());

const commit = (part: Partial<Commit>) =>
  store.commit({ nowMs, leaseMs: 60_000, accept: [], settle: [], claim: [], ...part });

/** At some time before now. */
async function ago<T>(ms: number, work: () => Promise<T>): Promise<T> {
  const beforeMs = nowMs;
  nowMs -= ms;
  try {
    return await work();
  } finally {
    nowMs = beforeMs;
  }
}

const accepted = (lane: string, body: string): Arrival => ({ ...arrival(lane, body), atMs: nowMs });

/** Takes a message and delivers or buries it at once. */
async function settled(how: typeof done | typeof buried, lane: string, body: string) {
  const { heads } = await commit({ accept: [accepted(lane, body)], claim: [plenty()] });
  await commit({ settle: heads.map((head) => ({ ...how(head), atMs: nowMs })) });
}

/** Rounds until there is no more to do; what they have removed. */
async function pruned(retention: PostgresRetention) {
  const sum = { ids: 0, entries: 0, messages: 0, lanes: 0, rounds: 0 };
  for (let removed: Removed | undefined; removed?.more !== false; sum.rounds++) {
    removed = await retention.round();
    sum.ids += removed.ids;
    sum.entries += removed.entries;
    sum.messages += removed.messages;
    sum.lanes += removed.lanes;
  }
  return sum;
}

const countOf = async (table: string) =>
  Number((await database.query(`SELECT count(*) FROM ${database.schema}.${table}`))[0]?.['count']);

test('removes what was settled long ago with all that was kept of it, and nothing else', async () => {
  await ago(31 * day, async () => {
    await settled(done, 'in/1/gone', 'old');
    await settled(buried, 'in/1/dead', 'old');
    await settled(done, 'in/1/mixed', 'old');
    await settled(buried, 'in/1/discarded', 'old');
    await commit({ accept: [{ ...arrival('in/1/waiting', 'old', 'x/1'), atMs: nowMs }] });
  });
  await new PostgresDeadLetters(database, { clock: 'commit' }).discard(
    ['in/1/discarded old'],
    nowMs - 31 * day,
  );
  await ago(29 * day, () => settled(done, 'in/1/mixed', 'new'));

  const removed = await pruned(new PostgresRetention(database));
  expect(removed).toMatchObject({ messages: 3, lanes: 2 });
  const journal = new PostgresJournal(database);
  const { entries } = await journal.list({}, 9);
  expect(entries.map(({ id }) => id).sort()).toEqual([
    'in/1/dead old',
    'in/1/mixed new',
    'in/1/waiting old',
  ]);
  expect(await journal.find('in/1/gone old')).toBeUndefined();
  const changes = await journal.changes('', 99);
  expect(changes.map(({ id, kind }) => `${id} ${kind}`)).toEqual([
    'in/1/dead old accepted',
    'in/1/dead old buried',
    'in/1/waiting old accepted',
    'in/1/mixed new accepted',
    'in/1/mixed new delivered',
  ]);
  expect([await countOf('seen'), await countOf('lane'), await countOf('change')]).toEqual([
    3, 3, 2,
  ]);
  expect((await commit({ accept: [accepted('in/1/gone', 'old')] })).accepted).toEqual(['accepted']);
});

test('keeps ids for a week, and the ledger as long as messages', async () => {
  const entry = { accountId: '1', customerId: '2', fingerprint: 'f' };
  const echo = (eventId: string, sentAtMs: number): Arrival => ({
    id: `x/1/${eventId}`,
    atMs: sentAtMs,
    entry: { ...entry, eventId, sentAtMs },
  });
  for (const days of [31, 29, 8, 6]) {
    await ago(days * day, () => commit({ accept: [echo(`${days}`, nowMs)] }));
  }
  expect(await pruned(new PostgresRetention(database))).toMatchObject({ ids: 3, entries: 1 });

  const again = await commit({ accept: [31, 29, 8, 6].map((days) => echo(`${days}`, nowMs)) });
  expect(again.accepted).toEqual(['accepted', 'accepted', 'accepted', 'duplicate']);
});

test('keeps messages as long as it is told, but a week at least', async () => {
  for (const days of [20, 9, 6]) await ago(days * day, () => settled(done, `l ${days}`, 'a'));
  const keeping = (days: number) => ({ ...defaultKeeping, settledKeptMs: days * day });

  expect(await pruned(new PostgresRetention(database, keeping(10)))).toMatchObject({ messages: 1 });
  expect(await pruned(new PostgresRetention(database, keeping(1)))).toMatchObject({ messages: 1 });
  expect(await countOf('message')).toBe(1);
});

test('does a bounded piece in each round, and comes to an end', async () => {
  await ago(31 * day, async () => {
    for (let i = 0; i < 10; i++) {
      const accept = Array.from({ length: 250 }, (_, n) => accepted(`l ${n}`, `${i}`));
      let { heads } = await commit({ accept, claim: [{ ...plenty(), fresh: 250 }] });
      while (heads.length > 0)
        ({ heads } = await commit({ settle: heads.map((head) => done(head)) }));
    }
  });
  const retention = new PostgresRetention(database);
  const rounds: Removed[] = [];
  while (rounds.at(-1)?.more !== false) rounds.push(await retention.round());

  expect(rounds.map(({ messages }) => messages)).toEqual([1_000, 1_000, 500]);
  expect([await countOf('message'), await countOf('lane'), await countOf('seen')]).toEqual([
    0, 0, 0,
  ]);
  expect(await retention.round()).toEqual({
    ids: 0,
    entries: 0,
    messages: 0,
    lanes: 0,
    more: false,
  });
});

test('a message that comes while its lane is being removed makes the lane anew', async () => {
  await settled(done, 'l', 'a');
  const { schema } = database;
  let accepting: Promise<unknown> = Promise.resolve();
  await database.transaction(async (query) => {
    await query(`DELETE FROM ${schema}.lane_state`);
    await query(`DELETE FROM ${schema}.lane`);
    accepting = commit({ accept: [accepted('l', 'b')] });
    const waiting = 'SELECT count(*)::integer AS count FROM pg_locks WHERE NOT granted';
    await eventually(
      async () => (await database.query<{ count: number }>(waiting))[0]?.count,
      (count) => count === 1,
    );
  });

  expect(await accepting).toMatchObject({ accepted: ['accepted'] });
  expect(await store.statistics()).toEqual({ waiting: 1, lanes: 1, dead: 0 });
  expect((await commit({ claim: [plenty()] })).heads).toHaveLength(1);
});

test('no lease outlives its lane', async () => {
  const old = await ago(31 * day, async () => {
    const { heads } = await commit({ accept: [accepted('l', 'a')], claim: [plenty()] });
    await commit({ settle: heads.map((head) => done(head)) });
    return only(heads);
  });
  expect(await pruned(new PostgresRetention(database))).toMatchObject({ lanes: 1 });
  const { heads } = await commit({ accept: [accepted('l', 'b')], claim: [plenty()] });
  const { settled: outcomes } = await commit({
    renew: [old],
    settle: [done(old), done(only(heads))],
  });

  expect(outcomes).toEqual(['fenced', 'settled']);
});

test('texts are erased when messages are settled, and kept only when it is told so', async () => {
  const bodies = async () =>
    (await database.query(`SELECT id, body FROM ${database.schema}.message ORDER BY id`)).map(
      ({ id, body }) => [id, body],
    );
  await settled(done, 'erased', 'done');
  await settled(buried, 'erased', 'dead');
  await settled(buried, 'erased', 'discarded');
  await new PostgresDeadLetters(database).discard(['erased discarded'], nowMs);
  store = new PostgresDeliveryStore(database, { clock: 'commit', texts: 'kept' });
  await settled(done, 'kept', 'done');
  await settled(buried, 'kept', 'discarded');
  await new PostgresDeadLetters(database, { texts: 'kept' }).discard(['kept discarded'], nowMs);

  expect(await bodies()).toEqual([
    ['erased dead', 'dead'],
    ['erased discarded', null],
    ['erased done', null],
    ['kept discarded', 'discarded'],
    ['kept done', 'done'],
  ]);
});
