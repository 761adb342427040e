import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { withPostgres } from '../../../sandbox/postgres/with-postgres.ts';
import type { JournalFilter } from '../../domain/delivery/journal.ts';
import { arrival, buried, plenty } from '../../domain/delivery/store-under-test.conformance.ts';
import { migrate } from './migrate.ts';
import { PostgresDatabase } from './postgres-database.ts';
import { PostgresDeliveryStore } from './postgres-delivery-store.ts';
import { PostgresJournal } from './postgres-journal.ts';

const server = withPostgres();
const days = 30;
const perDay = 150;
const dayMs = 24 * 60 * 60 * 1_000;
const beginMs = Date.UTC(2026, 0, 1);

let database: PostgresDatabase;
let journal: PostgresJournal;

/** A month of messages, those of the first day of one customer, one of them dead. */
beforeAll(async () => {
  database = await PostgresDatabase.open(server().url());
  await migrate(database);
  journal = new PostgresJournal(database);
  const store = new PostgresDeliveryStore(database, { clock: 'commit' });
  const commit = { leaseMs: 60_000, accept: [], settle: [], claim: [] };
  for (let day = 0; day < days; day++) {
    const nowMs = beginMs + day * dayMs;
    const accept = Array.from({ length: perDay }, (_, n) => ({
      ...arrival(day === 0 ? 'in/1/first' : `in/1/${n}`, '', 'ccm', `${day} ${n}`),
      atMs: nowMs + n,
    }));
    await store.commit({ ...commit, nowMs, accept });
    if (day > 0) continue;
    const { heads } = await store.commit({ ...commit, nowMs, claim: [plenty()] });
    await store.commit({ ...commit, nowMs, settle: heads.map((head) => buried(head)) });
  }
});
afterAll(() => database.close());

const onDay = (day: number): JournalFilter => ({
  fromMs: beginMs + day * dayMs,
  untilMs: beginMs + (day + 1) * dayMs,
});

test.each<readonly [string, JournalFilter, number]>([
  ['a day long ago', onDay(0), 0],
  ['a day in the middle', onDay(14), 14],
  ['the newest day', onDay(29), 29],
  ['a customer who wrote long ago', { accountId: '1', customerId: 'first' }, 0],
])('the first page of %s comes at once, however much came later', async (_, filter, day) => {
  const { entries, next } = await journal.list(filter, 100);

  expect(entries.map(({ id }) => id)).toEqual(
    Array.from({ length: 100 }, (_, i) => `${day} ${perDay - 1 - i}`),
  );
  const rest = await journal.list(filter, 100, next);
  expect(rest.entries.map(({ id }) => id)).toEqual(
    Array.from({ length: 50 }, (_, i) => `${day} ${49 - i}`),
  );
});

test('a dead letter of long ago comes with the first page of the dead', async () => {
  const { entries, next } = await journal.list({ state: 'dead' }, 9);
  expect([entries.map(({ id }) => id), next]).toEqual([['0 0'], undefined]);
});

test('what nothing fits is found out a page at a time', async () => {
  let pages = 0;
  for (let next: string | undefined = ''; next !== undefined; pages++) {
    const page = await journal.list({ idPrefix: 'none' }, 9, next === '' ? undefined : next);
    expect(page.entries).toEqual([]);
    next = page.next;
  }
  expect(pages).toBe(Math.floor((days * perDay) / 1_000) + 1);
});

test('nothing fits a time before or after all', async () => {
  for (const filter of [{ untilMs: beginMs }, { fromMs: beginMs + days * dayMs }]) {
    expect((await journal.list(filter, 9)).entries).toEqual([]);
  }
});
