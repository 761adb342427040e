import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { withPostgres } from '../../../sandbox/postgres/with-postgres.ts';
import { eventually } from '../../../test/eventually.ts';
import { dutiesConformance } from '../../domain/delivery/duties.conformance.ts';
import { migrate } from './migrate.ts';
import { PostgresDatabase } from './postgres-database.ts';
import { PostgresDuties } from './postgres-duties.ts';

const server = withPostgres();
let database: PostgresDatabase;

beforeAll(async () => {
  database = await PostgresDatabase.open(server().url());
  await migrate(database);
});
afterAll(() => database.close());

dutiesConformance('duties in a PostgreSQL database', async () => ({
  duties: new PostgresDuties(database),
  others: new PostgresDuties(database),
  close: async () => {},
}));

const leaseMs = 300;

test('a duty of a process that died passes on when its lease has run out', async () => {
  const dying = await PostgresDatabase.open(server().url());
  const fromMs = performance.now();
  let begun = () => {};
  const beginning = new Promise<void>((resolve) => {
    begun = resolve;
  });
  let end = () => {};
  const performed = new PostgresDuties(dying, leaseMs).perform('prune', () => {
    begun();
    return new Promise<void>((resolve) => {
      end = resolve;
    });
  });
  await beginning;
  await dying.close();
  const duties = new PostgresDuties(database, leaseMs);
  const did = await eventually(
    () => duties.perform('prune', async () => {}),
    (did) => did,
  );

  expect(did).toBe(true);
  expect(performance.now() - fromMs).toBeGreaterThan(leaseMs * 0.9);
  end();
  await performed;
});

test('a duty that takes longer than its lease is kept', async () => {
  const duties = new PostgresDuties(database, leaseMs);
  const others = new PostgresDuties(database, leaseMs);
  let refused = 0;
  const did = await duties.perform('watch', async () => {
    const untilMs = performance.now() + 3 * leaseMs;
    await eventually(
      async () => {
        expect(await others.perform('watch', async () => {})).toBe(false);
        refused++;
      },
      () => performance.now() > untilMs,
    );
  });

  expect(did).toBe(true);
  expect(refused).toBeGreaterThan(3);
});

test('one that lost its duty does not take it away from its successor', async () => {
  const duties = new PostgresDuties(database, leaseMs);
  const taken = `UPDATE ${database.schema}.duty SET owner = 'another' WHERE name = 'lost'`;
  await duties.perform('lost', () => database.query(taken).then(() => {}));

  expect(await duties.perform('lost', async () => {})).toBe(false);
});

test.each([
  [
    'another process has it',
    async () => {
      await database.query(
        `UPDATE ${database.schema}.duty SET owner = 'another' WHERE name = 'told'`,
      );
      return database;
    },
  ],
  ['the database cannot be reached', async (own: PostgresDatabase) => own.close()],
])('work is told that its duty is lost when %s', async (_, lose) => {
  const own = await PostgresDatabase.open(server().url());
  const told = await new Promise<boolean[]>((resolve) => {
    void new PostgresDuties(own, leaseMs).perform('told', async (held) => {
      const before = held.isLost;
      await lose(own);
      resolve([
        before,
        await eventually(
          () => held.isLost,
          (isLost) => isLost,
        ),
      ]);
    });
  });
  expect(told).toEqual([false, true]);
  await database.query(`DELETE FROM ${database.schema}.duty WHERE name = 'told'`);
  await own.close().catch(() => {});
});
