import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CuttingProxy } from '../../../sandbox/postgres/cutting-proxy.ts';
import { withPostgres } from '../../../sandbox/postgres/with-postgres.ts';
import { eventually } from '../../../test/eventually.ts';
import {
  advanced,
  arrival,
  bodies,
  buried,
  done,
  only,
  plenty,
  retry,
} from '../../domain/delivery/store-under-test.conformance.ts';
import type { Commit } from '../../domain/delivery/delivery-store.ts';
import type { Head } from '../../domain/delivery/lane.ts';
import { migrate } from './migrate.ts';
import { PostgresDatabase } from './postgres-database.ts';
import { PostgresDeliveryStore } from './postgres-delivery-store.ts';

const server = withPostgres();
let proxy: CuttingProxy;
let database: PostgresDatabase;
let store: PostgresDeliveryStore;
let name: string;

beforeEach(async () => {
  name = await server().createDatabase();
  proxy = await CuttingProxy.before(server().port);
  const url = new URL(server().url(name));
  url.port = String(proxy.port);
  database = await PostgresDatabase.open(url.href);
  await migrate(database);
  store = new PostgresDeliveryStore(database);
});
afterEach(async () => {
  await database.close();
  await proxy.close();
});

const nothing = { leaseMs: 60_000, accept: [], settle: [], claim: [] };
const commit = (part: Partial<Commit>) =>
  store.commit({ ...nothing, nowMs: Date.now(), claim: [plenty()], ...part });

/** The commit takes place, but its answer does not arrive. */
async function committedUnheard(part: Partial<Commit>): Promise<void> {
  const lost = proxy.loseNextAnswer();
  await expect(commit(part)).rejects.toMatchObject({ code: 'unavailable', uncertain: true });
  await lost;
}

test('heads that were leased unheard come with the next commit, and only there', async () => {
  await commit({ accept: [arrival('known', 'known')] });
  await committedUnheard({ accept: [arrival('l', 'a'), arrival('m', 'b')] });

  const { heads } = await commit({});
  expect(bodies(heads)).toEqual(['a', 'b']);
  expect(heads.map(({ doubtSinceMs }) => doubtSinceMs)).toEqual([0, 0]);
  expect((await commit({})).heads).toEqual([]);
  const { settled } = await commit({ settle: heads.map((head) => done(head)) });
  expect(settled).toEqual(['settled', 'settled']);
});

test('what arrived unheard is known when it is repeated', async () => {
  const accept = [arrival('l', 'a'), arrival('l', 'b')];
  await commit({});
  await committedUnheard({ accept });

  const { accepted, heads } = await commit({ accept });
  expect(accepted).toEqual(['duplicate', 'duplicate']);
  expect(only(heads).body).toBe('a');
});

test.each<readonly [string, (head: Head) => Partial<Commit>, readonly string[]]>([
  ['delivery', (head) => ({ settle: [done(head, arrival('r', 'report'))] }), ['b', 'report']],
  ['burial', (head) => ({ settle: [buried(head, arrival('r', 'report'))] }), ['b', 'report']],
  ['step', (head) => ({ settle: [advanced(head, 'half')] }), ['a']],
  ['failure', (head) => ({ settle: [retry(head, Date.now() - 1)] }), ['a']],
])('a %s that was settled unheard counts once, and the lane goes on', async (_, part, next) => {
  const { heads } = await commit({ accept: [arrival('l', 'a'), arrival('l', 'b')] });
  const settling = part(only(heads));
  await committedUnheard(settling);

  const repeated = await commit(settling);
  expect(repeated.settled).toEqual(['fenced']);
  expect(bodies(repeated.heads)).toEqual(next);
  expect(repeated.heads.every(({ doubtSinceMs }) => doubtSinceMs === 0)).toBe(true);
});

test('heads of a commit that comes to pass long after it was given up come with a later one', async () => {
  await commit({ accept: [arrival('l', 'a')], claim: [] });
  const blocker = await PostgresDatabase.open(server().url(name));
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let locked = () => {};
  const isLocked = new Promise<void>((resolve) => {
    locked = resolve;
  });
  const blocking = blocker.transaction(async (query) => {
    await query(`SELECT FROM ${blocker.schema}.lane_state FOR UPDATE`);
    locked();
    await released;
  });
  await isLocked;
  const failing = commit({ accept: [arrival('l', 'b'), arrival('m', 'c')] });
  const waiting = `SELECT count(*)::integer AS waiting FROM pg_locks WHERE NOT granted`;
  await eventually(
    async () => (await blocker.query<{ waiting: number }>(waiting))[0]?.waiting,
    (count) => count === 1,
  );
  proxy.cutAll();
  await expect(failing).rejects.toMatchObject({ uncertain: true });
  expect((await commit({ claim: [plenty('other')] })).heads).toEqual([]);
  release();
  await blocking;

  const heads: Head[] = [];
  await eventually(
    async () => heads.push(...(await commit({})).heads),
    () => heads.length >= 2,
  );
  expect(bodies(heads)).toEqual(['a', 'c']);
  await blocker.close();
});

test('nothing is done twice when the statement never reached the server', async () => {
  const { heads } = await commit({ accept: [arrival('l', 'a'), arrival('l', 'b')] });
  proxy.cutAll();
  const settle = [done(only(heads))];
  const next = await eventually(
    () => commit({ settle }).catch(() => undefined),
    (committed) => committed !== undefined,
  );

  expect(next?.settled).toEqual(['settled']);
  expect(bodies(next?.heads ?? [])).toEqual(['b']);
});
