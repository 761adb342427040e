import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { withPostgres } from '../../../sandbox/postgres/with-postgres.ts';
import type { Commit } from '../../domain/delivery/delivery-store.ts';
import type { Arrival, Head, Settlement } from '../../domain/delivery/lane.ts';
import {
  appetite,
  arrival,
  buried,
  done,
  retry,
} from '../../domain/delivery/store-under-test.conformance.ts';
import { migrate } from './migrate.ts';
import { PostgresDatabase } from './postgres-database.ts';
import { PostgresDeadLetters } from './postgres-dead-letters.ts';
import { PostgresDeliveryStore } from './postgres-delivery-store.ts';

const server = withPostgres({ fsync: false, settings: { log_min_messages: 'error' } });
const lanes = 12;
const targets = ['ccm', 'x/1'];
const perSender = 150;
const senders = 4;

let database: PostgresDatabase;

beforeAll(async () => {
  database = await PostgresDatabase.open(server().url(), { connections: 12 });
  await migrate(database);
});
afterAll(() => database.close());

/** Numbers that are the same in every run. */
function generator(from: number): (below: number) => number {
  let state = from;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Every body that was delivered, in the order of its lane. */
const delivered = new Map<string, string[]>();

/** One process: takes in batches over all lanes, and delivers, fails and buries as it comes. */
class Worker {
  readonly store = new PostgresDeliveryStore(database);
  readonly #random: (below: number) => number;
  readonly #name: string;
  #heads: Head[] = [];
  #sent = 0;

  constructor(index: number) {
    this.#random = generator(index + 1);
    this.#name = `worker ${index}`;
  }

  async run(): Promise<void> {
    while (this.#sent < perSender) await this.#step(this.#arrivals());
  }

  /** Goes on until nothing is left to deliver. */
  async drain(): Promise<void> {
    while ((await this.store.statistics()).waiting > 0) await this.#step([]);
  }

  async #step(accept: readonly Arrival[]): Promise<void> {
    const settle = this.#heads.map((head) => this.#settlement(head));
    const claim = targets.map((target) => appetite(target, 4, 4));
    const commit: Commit = { nowMs: Date.now(), leaseMs: 60_000, accept, settle, claim };
    const { settled, heads } = await this.store.commit(commit);
    for (const [i, { head, kind }] of settle.entries()) {
      expect(settled[i]).toBe('settled');
      if (kind === 'done')
        delivered.set(head.lane, [...(delivered.get(head.lane) ?? []), head.body]);
    }
    this.#heads = [...heads];
  }

  #settlement(head: Head): Settlement {
    if (this.#random(4) === 0) return retry(head, Date.now(), { tries: this.#random(2) });
    const lane = this.#random(lanes);
    const report = `report of ${head.lane} ${head.body}`;
    const follows = head.body.startsWith('report') ? [] : [this.#arrival(lane, report)];
    return done(head, ...follows);
  }

  #arrivals(): readonly Arrival[] {
    return Array.from({ length: 1 + this.#random(8) }, () =>
      this.#arrival(this.#random(lanes), `${this.#name} ${String(this.#sent++).padStart(5, '0')}`),
    );
  }

  #arrival(lane: number, body: string): Arrival {
    return arrival(`lane ${lane}`, body, targets[lane % 2], body);
  }
}

test('processes that work on the same lanes neither disturb each other nor lose anything', async () => {
  const workers = Array.from({ length: senders }, (_, i) => new Worker(i));
  await Promise.all(workers.map((worker) => worker.run()));
  await Promise.all(workers.map((worker) => worker.drain()));

  const all = [...delivered.values()].flat();
  const own = all.filter((body) => !body.startsWith('report'));
  expect(own.length).toBeGreaterThanOrEqual(senders * perSender);
  expect(new Set(all).size).toBe(all.length);
  expect(all.length).toBe(2 * own.length);
  for (const bodies of delivered.values()) {
    for (const worker of ['worker 0', 'worker 1', 'worker 2', 'worker 3']) {
      const sequence = bodies.filter((body) => body.startsWith(worker));
      expect(sequence).toEqual(sequence.toSorted());
    }
  }
  expect(server().log).not.toContain('deadlock');
}, 60_000);

test('two that take the same arrivals in opposite orders take each once', async () => {
  const stores = [new PostgresDeliveryStore(database), new PostgresDeliveryStore(database)];
  const arrivals = Array.from({ length: 60 }, (_, i) => arrival(`pair ${i % 9}`, `${i}`));
  const commit = { nowMs: Date.now(), leaseMs: 60_000, settle: [], claim: [] };
  const rounds = Array.from({ length: 20 }, (_, i) => arrivals.slice(i * 3, i * 3 + 3));
  const outcomes = await Promise.all(
    rounds.flatMap((accept) => [
      stores[0]!.commit({ ...commit, accept }),
      stores[1]!.commit({ ...commit, accept: accept.toReversed() }),
    ]),
  );

  const accepted = outcomes.flatMap((outcome) => outcome.accepted);
  expect(accepted.filter((outcome) => outcome === 'accepted')).toHaveLength(60);
  expect(server().log).not.toContain('deadlock');
});

test('two that see the same echoes in opposite orders see each once', async () => {
  const stores = [new PostgresDeliveryStore(database), new PostgresDeliveryStore(database)];
  const commit = { nowMs: Date.now(), leaseMs: 60_000, settle: [], claim: [] };
  const outcomes: string[] = [];
  for (let round = 0; round < 20; round++) {
    const accept = Array.from({ length: 100 }, (_, i) => ({ id: `echo ${round} ${i}`, atMs: 1 }));
    const both = [accept, accept.toReversed()].map((arrivals, i) =>
      stores[i]!.commit({ ...commit, accept: arrivals }),
    );
    for (const { accepted } of await Promise.all(both)) outcomes.push(...accepted);
  }

  expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(2_000);
  expect(server().log).not.toContain('deadlock');
});

test('those that make the same new lanes at once share them', async () => {
  const stores = Array.from({ length: 6 }, () => new PostgresDeliveryStore(database));
  const commit = { nowMs: Date.now(), leaseMs: 60_000, settle: [], claim: [] };
  for (let round = 0; round < 5; round++) {
    const made = stores.map((store, i) => {
      const accept = Array.from({ length: 100 }, (_, lane) =>
        arrival(`new ${round} ${lane}`, `of ${i}`, 'new'),
      );
      return store.commit({ ...commit, accept: i % 2 === 0 ? accept : accept.toReversed() });
    });
    await Promise.all(made);
  }

  const [row] = await database.query<{ lanes: string; states: string }>(
    `SELECT count(DISTINCT l.key) AS lanes, count(*) AS states
     FROM ${database.schema}.lane AS l JOIN ${database.schema}.lane_state AS s ON s.lane = l.id
     WHERE target = 'new' AND tail - head = 6`,
  );
  expect(row).toEqual({ lanes: '500', states: '500' });
  expect(server().log).not.toContain('deadlock');
});

test('decisions of operators do not disturb commits', async () => {
  const store = new PostgresDeliveryStore(database);
  const deadLetters = [new PostgresDeadLetters(database), new PostgresDeadLetters(database)];
  const commit = { nowMs: Date.now(), leaseMs: 60_000, accept: [], settle: [] };
  const ids = Array.from({ length: 30 }, (_, i) => `dead ${i}`);
  const accept = ids.map((id, i) => arrival(`buried ${i % 5}`, id, 'buried', id));
  const claim = [appetite('buried', 9, 9)];
  let { heads } = await store.commit({ ...commit, accept, claim });
  while (heads.length > 0) {
    ({ heads } = await store.commit({
      ...commit,
      claim,
      settle: heads.map((head) => buried(head)),
    }));
  }
  const redriven = await Promise.all([
    ...deadLetters.map((one) => one.redrive(ids, Date.now())),
    ...deadLetters.map((one) => one.redrive(ids.toReversed(), Date.now())),
    ...ids.map((id) =>
      store
        .commit({ ...commit, claim: [], accept: [arrival(`buried ${ids.indexOf(id) % 5}`, 'new')] })
        .then(() => []),
    ),
  ]);

  expect(redriven.flat().sort()).toEqual(ids.toSorted());
  expect(server().log).not.toContain('deadlock');
});
