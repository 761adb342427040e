import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Arrival } from '../../domain/delivery/lane.ts';
import { SqliteDeliveryStore } from './sqlite-delivery-store.ts';
import { SqliteJournal } from './sqlite-journal.ts';

const hour = 60 * 60 * 1_000;
const day = 24 * hour;
const perHour = 100;

let folder: string;
let journal: SqliteJournal;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sqlite-sweep-'));
  journal = new SqliteJournal(join(folder, 'journal.db'));
  journal.database.exec('PRAGMA synchronous = OFF');
});
afterEach(() => {
  journal.close();
  rmSync(folder, { recursive: true });
});

const countOf = (table: string): number =>
  Number(journal.database.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.['rows']);

/** An hour's arrivals, their ids spread over the whole table as those of CIM are. */
const arrivalsOf = (hours: number): Arrival[] =>
  Array.from({ length: perHour }, (_, i) => {
    const eventId = `${((hours * perHour + i) * 7_919) % 1_000_003}`;
    const echo = { accountId: '1', customerId: '2', fingerprint: 'f', sentAtMs: hours * hour };
    return { id: `x/1/${eventId}`, atMs: 0, entry: { ...echo, eventId } };
  });

test('keeps ids for a week and the ledger for a month, and not for ever', async () => {
  const store = new SqliteDeliveryStore(journal);
  const accept = (hours: number, accept: readonly Arrival[]) =>
    store.commit({ nowMs: hours * hour, leaseMs: 1, accept, settle: [], claim: [] });
  let most = 0;
  for (let hours = 0; hours < 60 * 24; hours++) {
    await accept(hours, arrivalsOf(hours));
    most = Math.max(most, countOf('seen'));
  }

  const week = (7 * day * perHour) / hour;
  expect(most).toBeGreaterThan(week);
  expect(most).toBeLessThan(1.5 * week);
  expect(countOf('ledger')).toBeLessThan(1.5 * (30 / 7) * week);
  const { accepted } = await accept(60 * 24, arrivalsOf(60 * 24 - 7 * 24));
  expect(new Set(accepted)).toEqual(new Set(['duplicate']));
  const { accepted: again } = await accept(60 * 24, arrivalsOf(1));
  expect(new Set(again)).toEqual(new Set(['accepted']));
});
