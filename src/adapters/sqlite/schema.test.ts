import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Commit } from '../../domain/delivery/delivery-store.ts';
import { schema } from './schema.ts';
import { SqliteDeadLetters } from './sqlite-dead-letters.ts';
import { SqliteDeliveryStore } from './sqlite-delivery-store.ts';
import { SqliteFile } from './sqlite-file.ts';
import { SqliteJournal } from './sqlite-journal.ts';
import { SqliteLedger } from './sqlite-ledger.ts';

let folder: string;
let path: string;
let opened: SqliteFile | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'schema-'));
  path = join(folder, 'journal.db');
});
afterEach(() => {
  opened?.close();
  opened = undefined;
  rmSync(folder, { recursive: true });
});

/** A file as a version left it. */
function write(version: number, rows: string): void {
  const database = new DatabaseSync(path);
  const steps = schema.slice(0, version).join(';');
  database.exec(`${steps}; PRAGMA user_version = ${version}; ${rows}`);
  database.close();
}

const writeFirstVersion = (rows: string): void => write(1, rows);

/**
 * Lane 3 waits with two messages, the first of them half-sent and tried before; lane 5 was being
 * delivered; lane 12 is idle after two burials; lane 9 is idle with nothing left.
 */
const rows = `
  INSERT INTO seen (id, at) VALUES ('cim/1', 1767225600000), ('x/1/8', 1767225600000);
  INSERT INTO lane (id, key, target, state, due, epoch, head, tail, tries, burned, failed_since,
    leased_at, doubt_since, progress) VALUES
    (3, 'out/1/2', 'x/1', 1, 5000, 4, 3, 5, 2, 1, 77, 60, 66, 'part 1'),
    (5, 'in/1/2', 'ccm', 2, 9000, 1, 1, 2, 0, 0, 0, 4000, 0, ''),
    (12, 'out/1/3', 'x/1', 0, NULL, 9, 4, 4, 0, 0, 0, 0, 0, ''),
    (9, 'in/1/9', 'ccm', 0, NULL, 9, 4, 4, 0, 0, 0, 0, 0, '');
  INSERT INTO message (lane, seq, accepted_at, body) VALUES
    (3, 3, 1000, 'first'), (5, 1, 2000, 'leased'), (3, 4, 3000, 'second');
  INSERT INTO dead (lane, target, failure, detail, accepted_at, buried_at, progress, body) VALUES
    ('out/1/3', 'x/1', 'rejected', 'code 349', 500, 600, 'half', 'dead 1'),
    ('out/1/3', 'x/1', 'uncertain', 'older than the limit', 550, 700, '', 'dead 2'),
    ('out/1/2', 'x/1', 'expired', '', 560, 650, '', 'dead 3');
  INSERT INTO ledger (id, at, account, customer, fingerprint, event)
    VALUES ('1/9', 100, '1', '2', 'f', '9');
  INSERT INTO account (id, state, credentials) VALUES ('1', 'active', 'sealed');
  INSERT INTO channel_type (id) VALUES ('twitter');`;

const empty: Commit = { nowMs: 10_000, leaseMs: 1_000, accept: [], settle: [], claim: [] };
const claim = ['x/1', 'ccm'].map((target) => ({ target, fresh: 9, retrying: 9 }));

describe('a journal file of the first version', () => {
  test('is taken over with everything that waits, in its order and with what was learned', async () => {
    writeFirstVersion(rows);
    opened = new SqliteFile(path);
    const store = new SqliteDeliveryStore(opened);
    expect(await store.statistics()).toEqual({ waiting: 3, lanes: 2, dead: 3 });

    const { heads } = await store.commit({ ...empty, claim });
    const of = (lane: string) => heads.find((head) => head.lane === lane)!;
    expect(of('in/1/2')).toMatchObject({ body: 'leased', seq: 1, doubtSinceMs: 4_000 });
    const learned = { tries: 2, burned: 1, failedSinceMs: 77, doubtSinceMs: 66 };
    const first = { laneId: 3, seq: 3, acceptedAtMs: 1_000, body: 'first', progress: 'part 1' };
    expect(of('out/1/2')).toMatchObject({ ...first, ...learned });
    const done = { kind: 'done', head: of('out/1/2'), follow: [] } as const;
    const { heads: next } = await store.commit({ ...empty, settle: [done] });
    expect(next).toMatchObject([{ body: 'second', progress: '', doubtSinceMs: 0, tries: 0 }]);
  });

  test('is taken over with its dead letters, which can be redriven without a second delivery', async () => {
    writeFirstVersion(rows);
    opened = new SqliteFile(path);
    const store = new SqliteDeliveryStore(opened);
    const deadLetters = new SqliteDeadLetters(opened);
    const { entries } = await deadLetters.list({}, 9);
    expect(entries).toMatchObject([
      { lane: 'out/1/2', failure: 'expired', detail: '', acceptedAtMs: 560, buriedAtMs: 650 },
      { lane: 'out/1/3', failure: 'uncertain', acceptedAtMs: 550, buriedAtMs: 700 },
      { lane: 'out/1/3', failure: 'rejected', detail: 'code 349', acceptedAtMs: 500 },
    ]);

    const ids = entries.map(({ id }) => id);
    expect([...(await deadLetters.redrive(ids, 10_000))].sort()).toEqual([...ids].sort());
    const { heads } = await store.commit({ ...empty, claim });
    const head = heads.find(({ lane }) => lane === 'out/1/3')!;
    expect(head).toMatchObject({ body: 'dead 1', progress: 'half', doubtSinceMs: 0 });
    const done = { kind: 'done', head, follow: [] } as const;
    const { heads: next } = await store.commit({ ...empty, settle: [done] });
    expect(next).toMatchObject([{ body: 'dead 2', progress: '', doubtSinceMs: 550 }]);
  });

  test('has a journal of what is left, and goes on with it', async () => {
    writeFirstVersion(rows);
    opened = new SqliteFile(path);
    const store = new SqliteDeliveryStore(opened);
    const journal = new SqliteJournal(opened);
    const { entries } = await journal.list({}, 99);
    expect(entries.map(({ acceptedAtMs, state }) => `${state} ${acceptedAtMs}`)).toEqual([
      'waiting 3000',
      'waiting 2000',
      'waiting 1000',
      'dead 560',
      'dead 550',
      'dead 500',
    ]);
    const changes = await journal.changes('', 99);
    expect(changes.map(({ kind }) => kind)).toEqual([
      ...Array.from({ length: 6 }, () => 'accepted'),
      'buried',
      'buried',
      'buried',
    ]);

    const newest = await journal.newest();
    const accept = ['a', 'b', 'c', 'd'].map((id) => {
      const message = { lane: `in/1/${id}`, target: 'ccm', body: 'new' };
      return { id, atMs: 1, message };
    });
    await store.commit({ ...empty, accept });
    const news = await journal.changes(newest, 9);
    expect(news.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
    for (const { id, acceptedAtMs } of entries) {
      expect(await journal.find(id)).toMatchObject({ id, acceptedAtMs });
    }
  });

  test('remembers what it had seen and sent, accounts and channel types', async () => {
    writeFirstVersion(rows);
    opened = new SqliteFile(path);
    const store = new SqliteDeliveryStore(opened);
    const accept = ['cim/1', 'x/1/8', 'new'].map((id) => ({ id, atMs: 1 }));
    expect((await store.commit({ ...empty, accept })).accepted).toEqual([
      'duplicate',
      'duplicate',
      'accepted',
    ]);
    const trace = { accountId: '1', customerId: '2', fingerprint: 'f', notBeforeMs: 0 };
    expect(await new SqliteLedger(opened).unmatchedEcho(trace)).toBe('9');
    const { database } = opened;
    expect(database.prepare('SELECT id FROM account').all()).toHaveLength(1);
    expect(database.prepare('SELECT id FROM channel_type').all()).toHaveLength(1);
    expect(database.prepare('SELECT key FROM lane ORDER BY key').all()).toHaveLength(3);
  });

  test('may be empty', async () => {
    writeFirstVersion('');
    opened = new SqliteFile(path);
    const statistics = await new SqliteDeliveryStore(opened).statistics();
    expect(statistics).toEqual({ waiting: 0, lanes: 0, dead: 0 });
    expect(await new SqliteJournal(opened).newest()).toBe('');
  });

  test('stays as it was when it cannot be taken over', () => {
    writeFirstVersion(`${rows} CREATE TABLE change (in_the_way);`);
    expect(() => new SqliteFile(path)).toThrow('already exists');

    const database = new DatabaseSync(path);
    const version = database.prepare('PRAGMA user_version').get();
    const messages = database.prepare('SELECT body FROM message').all();
    database.close();
    expect([version, messages.length]).toEqual([{ user_version: 1 }, 3]);
  });
});

test('a journal file of the second version goes on, and what comes then can be followed', async () => {
  write(
    2,
    `INSERT INTO lane (id, key, target, state, due, epoch, head, tail)
       VALUES (1, 'in/1/2', 'ccm', 0, 5000, 1, 1, 2);
     INSERT INTO message (id, lane, seq, accepted_at, key, body)
       VALUES (1, 1, 1, 1000, 'x/1/8', 'before');`,
  );
  opened = new SqliteFile(path);
  const store = new SqliteDeliveryStore(opened);
  const message = { lane: 'in/1/2', target: 'ccm', body: 'after', trace: 'a trace' };
  const accept = [{ id: 'x/1/9', atMs: 2_000, message }];
  const { heads } = await store.commit({ ...empty, accept, claim });
  expect(heads.map(({ body, trace }) => [body, trace])).toEqual([['before', undefined]]);
  const settle = heads.map((head) => ({ kind: 'done', head, follow: [] }) as const);
  const { heads: next } = await store.commit({ ...empty, settle });
  expect(next.map(({ body, trace }) => [body, trace])).toEqual([['after', 'a trace']]);
});
