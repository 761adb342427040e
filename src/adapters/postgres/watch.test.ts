import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CuttingProxy } from '../../../sandbox/postgres/cutting-proxy.ts';
import { withPostgres } from '../../../sandbox/postgres/with-postgres.ts';
import { eventually } from '../../../test/eventually.ts';
import {
  appetite,
  arrival,
  buried,
  only,
} from '../../domain/delivery/store-under-test.conformance.ts';
import type { Commit } from '../../domain/delivery/delivery-store.ts';
import { openPostgres, type Postgres } from './open-postgres.ts';

const server = withPostgres();
const seal = { close: (text: string) => text, open: (sealed: string) => sealed };

let name: string;
let opened: Postgres[];
let proxies: CuttingProxy[];

beforeEach(async () => {
  name = await server().createDatabase();
  opened = [];
  proxies = [];
});
afterEach(async () => {
  await Promise.all(opened.map((one) => one.close()));
  await Promise.all(proxies.map((proxy) => proxy.close()));
});

async function replica(url = server().url(name)): Promise<Postgres> {
  const one = await openPostgres(url, { seal });
  opened.push(one);
  return one;
}

/** When the watcher was called, milliseconds since the page was loaded. */
function calls(of: Postgres): { readonly atMs: number[]; readonly stop: () => void } {
  const atMs: number[] = [];
  const stop = of.store.watch(() => void atMs.push(performance.now()));
  return { atMs, stop };
}

const nothing = { leaseMs: 60_000, accept: [], settle: [], claim: [] };
const commit = (on: Postgres, part: Partial<Commit>) =>
  on.store.commit({ ...nothing, nowMs: Date.now(), ...part });

/** Calls between `fromMs` and the next one after it, but for those that come every second anyway. */
const soonAfter = async (atMs: readonly number[], fromMs: number) => {
  const next = () => atMs.find((ms) => ms > fromMs) ?? Number.POSITIVE_INFINITY;
  return (await eventually(next, (ms) => ms < Number.POSITIVE_INFINITY)) - fromMs;
};

/** The least of several attempts: a call that only came because a second was over is no proof. */
async function latencyMs(watched: readonly number[], act: () => Promise<unknown>) {
  const latencies: number[] = [];
  for (let i = 0; i < 5; i++) {
    const fromMs = performance.now();
    await act();
    latencies.push(await soonAfter(watched, fromMs));
  }
  return latencies.sort((a, b) => a - b)[2];
}

test('what one process cannot take on, another hears of at once', async () => {
  const [busy, idle] = [await replica(), await replica()];
  const { atMs, stop } = calls(idle);
  await eventually(
    () => atMs.length,
    (count) => count > 0,
  );
  let lanes = 0;
  const accept = () => commit(busy, { accept: [arrival(`l ${lanes++}`, 'a')] });

  expect(await latencyMs(atMs, accept)).toBeLessThan(300);
  const { heads } = await commit(idle, { claim: [appetite('ccm', 9, 0)] });
  expect(heads).toHaveLength(lanes);
  stop();
});

test('a dead letter that is redriven is heard of at once', async () => {
  const [one, other] = [await replica(), await replica()];
  const { atMs, stop } = calls(other);
  await eventually(
    () => atMs.length,
    (count) => count > 0,
  );
  const id = 'l a';
  const accept = [arrival('l', 'a')];
  const { heads } = await commit(one, { accept, claim: [appetite('ccm', 1, 0)] });
  await commit(one, { settle: [buried(only(heads))] });
  const fromMs = performance.now();
  expect(await one.deadLetters.redrive([id], Date.now())).toEqual([id]);

  expect(await soonAfter(atMs, fromMs)).toBeLessThan(1_500);
  stop();
});

/** How often a watcher is called while something goes on, but for once in every second. */
async function unexpectedCalls(atMs: readonly number[], work: () => Promise<unknown>) {
  await eventually(
    () => atMs.length,
    (count) => count > 0,
  );
  const before = atMs.length;
  const fromMs = performance.now();
  for (let i = 0; i < 40; i++) await work();
  const seconds = (performance.now() - fromMs) / 1_000;
  return atMs.length - before - Math.ceil(seconds);
}

test('what a process takes on itself bothers no other', async () => {
  const [one, other] = [await replica(), await replica()];
  const { atMs, stop } = calls(other);
  let lanes = 0;
  const claim = [appetite('ccm', 99, 0)];
  const work = () => commit(one, { accept: [arrival(`l ${lanes++}`, 'a')], claim });

  expect(await unexpectedCalls(atMs, work)).toBeLessThanOrEqual(0);
  stop();
});

test('what a process signals to others does not come back to it', async () => {
  const one = await replica();
  const { atMs, stop } = calls(one);
  let lanes = 0;
  const work = () => commit(one, { accept: [arrival(`l ${lanes++}`, 'a')] });

  expect(await unexpectedCalls(atMs, work)).toBeLessThanOrEqual(0);
  stop();
});

test('a burst is heard of a few times, not once for each', async () => {
  const [one, other] = [await replica(), await replica()];
  const { atMs, stop } = calls(other);
  await eventually(
    () => atMs.length,
    (count) => count > 0,
  );
  const before = atMs.length;
  const fromMs = performance.now();
  for (let i = 0; i < 200; i++) await commit(one, { accept: [arrival(`l ${i}`, 'a')] });
  const ms = performance.now() - fromMs;
  await soonAfter(atMs, performance.now());

  expect(atMs.length - before).toBeLessThan(ms / 50 + 6);
  stop();
});

test('it calls from time to time in any case, until it is stopped', async () => {
  const one = await replica();
  const { atMs, stop } = calls(one);
  await eventually(
    () => atMs.length,
    (count) => count >= 3,
  );
  stop();
  const stopped = atMs.length;
  const another = calls(one);
  await eventually(
    () => another.atMs.length,
    (count) => count >= 2,
  );
  another.stop();

  expect(atMs).toHaveLength(stopped);
});

test('when the connection that listens was cut, it listens again', async () => {
  const proxy = await CuttingProxy.before(server().port);
  proxies.push(proxy);
  const url = new URL(server().url(name));
  url.port = String(proxy.port);
  const [busy, idle] = [await replica(), await replica(url.href)];
  const { atMs, stop } = calls(idle);
  await eventually(
    () => atMs.length,
    (count) => count > 0,
  );
  proxy.cutAll();
  let lanes = 0;
  const accept = () => commit(busy, { accept: [arrival(`l ${lanes++}`, 'a')] });
  const listening = `SELECT count(*)::integer AS count FROM pg_stat_activity WHERE query LIKE 'LISTEN%'`;
  await eventually(
    async () => (await server().query(listening, name))[0]?.['count'],
    (count) => count === 2,
  );

  expect(await latencyMs(atMs, accept)).toBeLessThan(300);
  stop();
});
