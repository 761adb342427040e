import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Commit } from '../../domain/delivery/delivery-store.ts';
import type { Arrival, Head } from '../../domain/delivery/lane.ts';
import { SqliteDeadLetters } from './sqlite-dead-letters.ts';
import { SqliteDeliveryStore } from './sqlite-delivery-store.ts';
import { SqliteFile } from './sqlite-file.ts';
import { SqliteJournal } from './sqlite-journal.ts';

const day = 24 * 60 * 60 * 1_000;
const settledKeptMs = 7 * day;
const tables = ['seen', 'lane', 'message', 'change', 'dead', 'ledger'] as const;
const nothing = { seen: 0, lane: 0, message: 0, change: 0, dead: 0, ledger: 0 };

let folder: string;
let world: World;

/** A journal, its clock, and a worker that settles everything at once. */
class World {
  nowMs: number;
  readonly file: SqliteFile;
  readonly store: SqliteDeliveryStore;
  readonly journal: SqliteJournal;
  readonly deadLetters: SqliteDeadLetters;

  constructor(path: string, nowMs = Date.UTC(2026, 0, 1)) {
    this.nowMs = nowMs;
    this.file = new SqliteFile(path, { settledKeptMs });
    this.file.database.exec('PRAGMA synchronous = OFF');
    this.store = new SqliteDeliveryStore(this.file);
    this.journal = new SqliteJournal(this.file);
    this.deadLetters = new SqliteDeadLetters(this.file);
  }

  commit(part: Partial<Commit>) {
    const { nowMs } = this;
    const nothingElse = { accept: [], settle: [], claim: [] };
    return this.store.commit({ nowMs, leaseMs: 1_000, ...nothingElse, ...part });
  }

  async take(...accept: readonly Arrival[]): Promise<readonly Head[]> {
    const claim = [{ target: 'ccm', fresh: accept.length, retrying: 0 }];
    return (await this.commit({ accept, claim })).heads;
  }

  async deliver(...arrivals: readonly Arrival[]): Promise<void> {
    const heads = await this.take(...arrivals);
    await this.commit({ settle: heads.map((head) => ({ kind: 'done', head, follow: [] })) });
  }

  async bury(arrival: Arrival): Promise<void> {
    const [head] = await this.take(arrival);
    const why = { atMs: this.nowMs, failure: 'rejected', detail: '', follow: [] } as const;
    await this.commit({ settle: [{ kind: 'buried', head: head!, ...why }] });
  }

  /** News that leave nothing behind, enough for many steps of the sweep. */
  async pass(): Promise<void> {
    const known = Array.from({ length: 5_000 }, () => ({ id: 'known', atMs: 1 }));
    await this.commit({ accept: known.slice(0, 1) });
    for (let i = 0; i < 40; i++) await this.commit({ accept: known.slice(0, 128) });
    this.file.database.exec(`DELETE FROM seen WHERE id = 'known'`);
  }

  rows(): Record<string, number> {
    const count = (table: string) =>
      Number(this.file.database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n']);
    return Object.fromEntries(tables.map((table) => [table, count(table)]));
  }

  reopened(): World {
    this.file.close();
    return new World(join(folder, 'journal.db'), this.nowMs);
  }
}

const arrival = (id: string, lane = `in/1/${id}`): Arrival => ({
  id,
  atMs: 1_000,
  message: { lane, target: 'ccm', body: 'text' },
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sqlite-retention-'));
  world = new World(join(folder, 'journal.db'));
});
afterEach(() => {
  world.file.close();
  rmSync(folder, { recursive: true });
});

describe('the journal file forgets', () => {
  test('nothing before its time, and then everything of what was settled', async () => {
    await world.deliver(arrival('a'), arrival('b'));
    await world.bury(arrival('c'));
    await world.deadLetters.redrive(['c'], world.nowMs);
    const [again] = await world.take();
    expect(again).toBeUndefined();
    const claim = [{ target: 'ccm', fresh: 1, retrying: 0 }];
    const [head] = (await world.commit({ claim })).heads;
    await world.commit({ settle: [{ kind: 'done', head: head!, follow: [] }] });
    await world.bury(arrival('d'));
    await world.deadLetters.discard(['d'], world.nowMs);
    const before = world.rows();

    world.nowMs += settledKeptMs;
    await world.pass();
    expect(world.rows()).toEqual(before);
    world.nowMs += 1;
    await world.pass();
    expect(world.rows()).toEqual(nothing);
    expect(await world.journal.find('a')).toBeUndefined();
    expect(await world.journal.changes('', 9)).toEqual([]);
    expect((await world.journal.list({}, 9)).entries).toEqual([]);
  });

  test('nothing of what waits or is dead, however long, nor their ids', async () => {
    await world.bury(arrival('dead', 'in/1/2'));
    await world.commit({ accept: [arrival('waiting', 'in/1/3')] });
    await world.deliver(arrival('done', 'in/1/4'));
    world.nowMs += 10 * settledKeptMs;
    await world.pass();

    const dead = (await world.journal.find('dead'))?.changes.map(({ kind }) => kind);
    expect(dead).toEqual(['accepted', 'buried']);
    expect((await world.journal.find('waiting'))?.state).toBe('waiting');
    expect(await world.journal.find('done')).toBeUndefined();
    const { accepted } = await world.commit({ accept: [arrival('dead'), arrival('waiting')] });
    expect(accepted).toEqual(['duplicate', 'duplicate']);
    expect(await world.deadLetters.redrive(['dead'], world.nowMs)).toEqual(['dead']);
  });

  test('no lane in which something is left', async () => {
    const lanes = ['in/1/2', 'in/1/3', 'in/1/4', 'in/1/5'];
    await world.deliver(...lanes.map((lane) => arrival(`old ${lane}`, lane)));
    await world.bury(arrival('dead', 'in/1/2'));
    world.nowMs += settledKeptMs + 1;
    await world.commit({ accept: [arrival('waiting', 'in/1/3')] });
    await world.deliver(arrival('young', 'in/1/4'));
    await world.pass();

    expect(world.rows()).toEqual({ ...nothing, seen: 3, lane: 3, message: 2, change: 2, dead: 1 });
    expect((await world.journal.find('young'))?.lane).toBe('in/1/4');
    await world.deadLetters.redrive(['dead'], world.nowMs);
    const claim = [{ target: 'ccm', fresh: 9, retrying: 0 }];
    const lanesOf = (await world.commit({ claim })).heads.map(({ lane }) => lane);
    expect(lanesOf.sort()).toEqual(['in/1/2', 'in/1/3']);
  });

  test('a little with every commit', async () => {
    for (let i = 0; i < 10; i++) {
      await world.deliver(...Array.from({ length: 100 }, (_, j) => arrival(`${i} ${j}`)));
    }
    world.nowMs += 2 * settledKeptMs;
    const { change } = world.rows();
    await world.commit({ accept: Array.from({ length: 200 }, () => ({ id: 'x', atMs: 1 })) });

    expect(change! - world.rows()['change']!).toBe(128);
  });

  test('as fast as others come', async () => {
    const perDay = 400;
    let most = 0;
    for (let days = 0; days < 40; days++) {
      for (let i = 0; i < perDay / 40; i++) {
        const some = Array.from({ length: 40 }, (_, j) => arrival(`${days} ${i} ${j}`));
        await world.deliver(...some);
      }
      await world.bury(arrival(`dead ${days}`));
      world.nowMs += day;
      most = Math.max(most, world.rows()['change']!, world.rows()['lane']!);
    }

    expect(most).toBeLessThan(1.5 * 7 * perDay);
  });

  test('also what was settled while the clock was ahead, after the next start', async () => {
    world.nowMs += 365 * day;
    await world.deliver(arrival('ahead'));
    world.nowMs -= 365 * day;
    await world.deliver(arrival('a'));
    world.nowMs += settledKeptMs + 1;
    await world.pass();
    expect(await world.journal.find('a')).toBeUndefined();

    world.nowMs += 366 * day;
    world = world.reopened();
    await world.pass();
    expect(world.rows()).toEqual(nothing);
  });

  test('what a commit that failed could not remove', async () => {
    await world.deliver(arrival('a'));
    await world.bury(arrival('dead'));
    world.nowMs += settledKeptMs + 1;
    const accept = Array.from({ length: 200 }, (_, i) => ({ id: `${i}`, atMs: 1 }));
    world.file.database.exec(
      `CREATE TEMP TRIGGER told BEFORE DELETE ON lane BEGIN SELECT raise(ABORT, 'told'); END`,
    );
    await expect(world.commit({ accept })).rejects.toThrow('told');
    world.file.database.exec('DROP TRIGGER told');
    expect((await world.journal.find('a'))?.state).toBe('delivered');

    await world.commit({ accept });
    expect(await world.journal.find('a')).toBeUndefined();
  });

  test('positions never: none is given twice, also when nothing is left', async () => {
    await world.deliver(arrival('a'));
    const newest = await world.journal.newest();
    world.nowMs += settledKeptMs + 1;
    await world.pass();
    world = world.reopened();
    expect(await world.journal.changes(newest, 9)).toEqual([]);
    await world.deliver(arrival('b'));

    const kinds = (await world.journal.changes(newest, 9)).map(({ id, kind }) => `${id} ${kind}`);
    expect(kinds).toEqual(['b accepted', 'b delivered']);
  });

  test('lanes, and a lease from before does not settle the lane that comes after', async () => {
    const [old] = await world.take(arrival('a', 'in/1/2'));
    await world.commit({ settle: [{ kind: 'done', head: old!, follow: [] }] });
    world.nowMs += settledKeptMs + 1;
    await world.pass();
    expect(world.rows()['lane']).toBe(0);
    world = world.reopened();
    const [head] = await world.take(arrival('b', 'in/1/2'));

    expect([head!.seq, head!.epoch]).toEqual([old!.seq, old!.epoch]);
    const settle = [old!, head!].map((leased) => ({
      ...({ kind: 'done', head: leased, follow: [] } as const),
    }));
    expect((await world.commit({ settle })).settled).toEqual(['fenced', 'settled']);
  });
});
