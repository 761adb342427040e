import { expect, test } from '@jest/globals';
import { withPostgres } from '../../../sandbox/postgres/with-postgres.ts';
import { eventually } from '../../../test/eventually.ts';
import type { Head } from '../../domain/delivery/lane.ts';
import { arrival, done, plenty } from '../../domain/delivery/store-under-test.conformance.ts';
import { migrate } from './migrate.ts';
import { PostgresDatabase } from './postgres-database.ts';
import { PostgresDeliveryStore } from './postgres-delivery-store.ts';

const server = withPostgres({ fsync: true });

const commit = { leaseMs: 60_000, accept: [], settle: [], claim: [] };
const lanes = ['a', 'b', 'c'];

test('the server is killed again and again: what was acknowledged is delivered, once, in order', async () => {
  const database = await PostgresDatabase.open(server().url());
  await migrate(database);
  const inbound = new PostgresDeliveryStore(database);
  const store = new PostgresDeliveryStore(database);
  const acknowledged = new Set<string>();
  const delivered: string[] = [];
  let failures = 0;
  const state = { writing: true };

  /** One message after the other, each again until it is acknowledged, as X does. */
  const write = async (lane: string) => {
    for (let n = 0; state.writing; n++) {
      const accept = [arrival(lane, `${lane} ${n}`)];
      const written = () => inbound.commit({ ...commit, nowMs: Date.now(), accept });
      while ((await written().catch(() => void failures++)) === undefined) await soon();
      acknowledged.add(`${lane} ${n}`);
    }
  };

  /** Settles what it delivered until that is written, as the engine does. */
  const deliver = async () => {
    let heads: readonly Head[] = [];
    while (state.writing || (await store.statistics()).waiting > 0) {
      const settle = heads.map((head) => done(head));
      const committed = await store
        .commit({ ...commit, nowMs: Date.now(), settle, claim: [plenty()] })
        .catch(() => void failures++);
      if (committed === undefined) await soon();
      else {
        heads = committed.heads;
        delivered.push(...heads.map(({ body }) => body));
        expect(heads.every(({ doubtSinceMs }) => doubtSinceMs === 0)).toBe(true);
      }
    }
  };

  const all = [...lanes.map(write), deliver()];
  for (let kills = 0; kills < 3; kills++) {
    const before = delivered.length;
    await eventually(
      () => delivered.length,
      (count) => count > before + 30,
    );
    await server().kill();
    await server().startAgain();
  }
  state.writing = false;
  await Promise.all(all);

  expect(failures).toBeGreaterThan(0);
  expect(new Set(delivered)).toEqual(acknowledged);
  expect(delivered).toHaveLength(acknowledged.size);
  for (const lane of lanes) {
    const numbers = delivered
      .filter((body) => body.startsWith(lane))
      .map((body) => body.split(' ')[1]);
    expect(numbers.map(Number)).toEqual(numbers.map((_, i) => i));
  }
  await database.close();
}, 60_000);

test('a commit is on disk when it is answered, also where the server would not wait for that', async () => {
  const name = await server().createDatabase();
  await server().query(`ALTER DATABASE ${name} SET synchronous_commit = off`);
  const database = await PostgresDatabase.open(server().url(name));
  await migrate(database);
  const { query, schema } = database;
  await query('CREATE TABLE noted (synchronous text)');
  await query(`CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO noted SELECT current_setting('synchronous_commit'); RETURN NULL; END $$`);
  await query(`CREATE CONSTRAINT TRIGGER at_the_end AFTER INSERT ON ${schema}.message
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note()`);
  const store = new PostgresDeliveryStore(database);
  await store.commit({ ...commit, nowMs: Date.now(), accept: [arrival('l', 'a')] });

  expect(await query('SELECT * FROM noted')).toEqual([{ synchronous: 'on' }]);
  expect(await query('SHOW synchronous_commit')).toEqual([{ synchronous_commit: 'off' }]);
  await database.close();
});

const soon = () => new Promise((resolve) => setTimeout(resolve, 20));
