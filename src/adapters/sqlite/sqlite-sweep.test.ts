import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Arrival } from '../../domain/delivery/lane.ts';
import { SqliteDeliveryStore } from './sqlite-delivery-store.ts';
import { SqliteFile } from './sqlite-file.ts';

const hour = 60 * 60 * 1_000;
const day = 24 * hour;
const keptDays = 10;
const perHour = 100;

let folder: string;
let file: SqliteFile;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sqlite-sweep-'));
  file = new SqliteFile(join(folder, 'journal.db'), { settledKeptMs: keptDays * day });
  file.database.exec('PRAGMA synchronous = OFF');
});
afterEach(() => {
  file.close();
  rmSync(folder, { recursive: true });
});

const countOf = (table: string): number =>
  Number(file.database.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.['rows']);

/** An hour's arrivals, their ids spread over the whole table as those of CIM are. */
const arrivalsOf = (hours: number): Arrival[] =>
  Array.from({ length: perHour }, (_, i) => {
    const eventId = `${((hours * perHour + i) * 7_919) % 1_000_003}`;
    const echo = { accountId: '1', customerId: '2', fingerprint: 'f', sentAtMs: hours * hour };
    return { id: `x/1/${eventId}`, atMs: 0, entry: { ...echo, eventId } };
  });

test('keeps ids and the ledger for as long as it was told to, and not for ever', async () => {
  const store = new SqliteDeliveryStore(file);
  const accept = (hours: number, accept: readonly Arrival[]) =>
    store.commit({ nowMs: hours * hour, leaseMs: 1, accept, settle: [], claim: [] });
  const end = 4 * keptDays * 24;
  let most = 0;
  for (let hours = 0; hours < end; hours++) {
    await accept(hours, arrivalsOf(hours));
    most = Math.max(most, countOf('seen'), countOf('ledger'));
  }

  const kept = (keptDays * day * perHour) / hour;
  expect(most).toBeGreaterThan(kept);
  expect(most).toBeLessThan(1.5 * kept);
  const { accepted } = await accept(end, arrivalsOf(end - keptDays * 24));
  expect(new Set(accepted)).toEqual(new Set(['duplicate']));
  const { accepted: again } = await accept(end, arrivalsOf(1));
  expect(new Set(again)).toEqual(new Set(['accepted']));
});
