import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Arrival } from '../../domain/delivery/lane.ts';
import { SqliteDeadLetters } from './sqlite-dead-letters.ts';
import { SqliteDeliveryStore } from './sqlite-delivery-store.ts';
import { type Keeping, SqliteFile } from './sqlite-file.ts';

let path: string;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sqlite-texts-'));
  path = join(folder, 'journal.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

const textOf = (id: string): string => `<${id}> ${'what a customer wrote '.repeat(400)}`;

const arrival = (id: string): Arrival => ({
  id,
  atMs: 1,
  message: { lane: id, target: 'ccm', body: textOf(id) },
});

/** The ids of the messages whose texts are in the file after each of them met its fate. */
async function textsIn(keeping: Partial<Keeping>): Promise<readonly string[]> {
  const file = new SqliteFile(path, keeping);
  const store = new SqliteDeliveryStore(file);
  const ids = ['delivered', 'discarded', 'dead', 'waiting'];
  const commit = { nowMs: 1, leaseMs: 1, accept: ids.map(arrival), settle: [] };
  const claim = [{ target: 'ccm', fresh: 9, retrying: 0 }];
  const { heads } = await store.commit({ ...commit, claim });
  const of = (id: string) => heads.find(({ lane }) => lane === id)!;
  const why = { atMs: 1, failure: 'rejected', detail: '', follow: [] } as const;
  const settle = [
    { kind: 'done', head: of('delivered'), follow: [] } as const,
    ...['discarded', 'dead'].map((id) => ({ kind: 'buried', head: of(id), ...why }) as const),
  ];
  await store.commit({ ...commit, accept: [], settle, claim: [] });
  await new SqliteDeadLetters(file).discard(['discarded'], 1);
  file.close();
  const written = readFileSync(path, 'latin1');
  return ids.filter((id) => written.includes(`<${id}>`));
}

describe('the journal file', () => {
  test('has no trace of the texts of settled messages', async () => {
    expect(await textsIn({})).toEqual(['dead', 'waiting']);
    expect(readFileSync(path, 'latin1').split('what a customer wrote').length).toBe(801);
  });

  test('keeps them when it is told to', async () => {
    expect(await textsIn({ texts: 'kept' })).toEqual(['delivered', 'discarded', 'dead', 'waiting']);
  });
});
