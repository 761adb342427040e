import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SqliteDeliveryStore } from './sqlite-delivery-store.ts';
import { SqliteFile } from './sqlite-file.ts';
import { SqliteJournal } from './sqlite-journal.ts';

let folder: string;
let file: SqliteFile;
let journal: SqliteJournal;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sqlite-journal-'));
  file = new SqliteFile(join(folder, 'journal.db'));
  file.database.exec('PRAGMA synchronous = OFF');
  journal = new SqliteJournal(file);
});
afterEach(() => {
  file.close();
  rmSync(folder, { recursive: true });
});

/** Messages in lanes of one customer each, all in one commit. */
async function accept(...ids: readonly string[]): Promise<void> {
  const arrivals = ids.map((id, i) => {
    const message = { lane: `in/1/${i}`, target: 'ccm', body: 'text' };
    return { id, atMs: 1, message };
  });
  const commit = { nowMs: 1, leaseMs: 1, settle: [], claim: [] };
  await new SqliteDeliveryStore(file).commit({ ...commit, accept: arrivals });
}

describe('the journal in the file', () => {
  test('looks at a bounded number of messages for each page', async () => {
    await accept('wanted', ...Array.from({ length: 1_500 }, (_, i) => `other ${i}`));
    const first = await journal.list({ idPrefix: 'wanted' }, 10);
    expect(first.entries).toEqual([]);

    const second = await journal.list({ idPrefix: 'wanted' }, 10, first.next);
    expect(second.entries.map(({ id }) => id)).toEqual(['wanted']);
    expect(second.next).toBeUndefined();
  });

  test('finds the messages of a customer at once, however many others there are', async () => {
    await accept('wanted', ...Array.from({ length: 1_500 }, (_, i) => `other ${i}`));
    const { entries, next } = await journal.list({ accountId: '1', customerId: '0' }, 10);

    expect([entries.map(({ id }) => id), next]).toEqual([['wanted'], undefined]);
  });

  test('can be written to while a list has been left half-read', async () => {
    await accept('a', 'b', 'c');
    const { next } = await journal.list({}, 1);
    await accept('d');

    expect((await journal.list({}, 9, next)).entries.map(({ id }) => id)).toEqual(['b', 'a']);
  });

  test('refuses to go on after a position that it never gave, as of another file', async () => {
    await accept('a');
    const newest = await journal.newest();

    expect(await journal.changes(newest, 9)).toEqual([]);
    await expect(journal.changes(`${Number(newest) + 1}`, 9)).rejects.toMatchObject({
      code: 'rejected',
    });
  });
});
