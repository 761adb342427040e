import { copyFileSync, existsSync } from 'node:fs';
import { AesGcmSeal } from '../src/adapters/crypto/aes-gcm-seal.ts';
import { openPostgres } from '../src/adapters/postgres/open-postgres.ts';
import { openSqlite } from '../src/adapters/sqlite/open-sqlite.ts';
import { credentialsKey } from '../src/app/credentials-key.ts';
import type { Storage } from '../src/app/storage.ts';
import type { Arrival, Head, Settlement } from '../src/domain/delivery/lane.ts';

type Sqlite = ReturnType<typeof openSqlite>;

export const newKey = Buffer.alloc(32, 7);
export const credentials = {
  consumerKey: 'ck',
  consumerSecret: 'cs',
  accessToken: 'at',
  accessTokenSecret: 'ats',
};

/** The time of whatever happened before the move; times are compared to ten seconds. */
const atMs = 1_700_000_000_000;
const leaseMs = 600_000;
const targets = ['ccm', 'x/1'];
const seven = { fresh: 99, retrying: 99 };

export const openFile = (path: string): Sqlite =>
  openSqlite(path, {
    seal: new AesGcmSeal(credentialsKey(undefined, path)),
    settledKeptMs: 30 * 24 * 3_600_000,
    texts: 'erased',
  });

export const openDatabase = (url: string, schema = 'twitter_connector') =>
  openPostgres(url, { schema, seal: new AesGcmSeal(newKey) });

/** Of these messages somebody wants to know the way. */
const followed = ['dead', 'd2', 'r1'];

export const arrival = (lane: string, id: string): Arrival => ({
  id,
  atMs,
  message: {
    lane,
    target: lane.startsWith('in/') ? 'ccm' : 'x/1',
    body: `text of ${id}`,
    ...(followed.includes(id) && { trace: `trace of ${id}` }),
  },
});

const entry = (eventId: string, more: object = {}) => ({
  accountId: '1',
  customerId: '2',
  eventId,
  fingerprint: `print of ${eventId}`,
  sentAtMs: atMs,
  ...more,
});

/** A journal that a process has left in the middle of its work. */
export async function makeJournal(path: string): Promise<void> {
  const journal = openFile(path);
  const { store, accounts, channelTypes, deadLetters, watches } = journal;
  const commit = (accept: readonly Arrival[], settle: readonly Settlement[] = [], claim = false) =>
    store.commit({
      nowMs: atMs,
      leaseMs,
      accept,
      settle,
      claim: claim ? targets.map((target) => ({ target, ...seven })) : [],
    });
  const buried = (head: Head): Settlement =>
    ({ kind: 'buried', head, atMs, failure: 'rejected', detail: 'code 349', follow: [] }) as const;
  const first = async (...accept: readonly Arrival[]) => (await commit(accept, [], true)).heads[0]!;

  await accounts.save({ id: '1', state: 'active', credentials });
  await channelTypes.remember('type 1');
  await watches.change('1', { coveredUntilMs: atMs, webhookValid: true });
  await commit([
    { id: 'echo', atMs, entry: entry('e1') },
    { id: 'odd \u0000 \u{1F600} '.repeat(60), atMs },
  ]);
  const delivered = await first(arrival('out/1/2', 'delivered'));
  const sent = entry('e2', { cimId: 'cim 2', menu: '["yes","no"]' });
  await commit([], [{ kind: 'done', head: delivered, follow: [], entry: sent }]);

  const dead = await first(arrival('in/1/9', 'dead'));
  const { heads: half } = await commit([], [{ kind: 'advanced', head: dead, progress: 'half' }]);
  await commit([], [buried(half[0]!)]);
  await commit([], [buried(await first(arrival('in/1/3', 'redriven')))]);
  await commit([], [buried(await first(arrival('in/1/5', 'discarded')))]);
  await deadLetters.discard(['discarded'], atMs);

  const retried = await first(arrival('out/1/2', 'r1'), arrival('out/1/2', 'r2'));
  const learned = {
    tries: 4,
    burned: 2,
    failedSinceMs: atMs - 60_000,
    doubtSinceMs: atMs - 50_000,
  };
  await commit([], [{ kind: 'retry', head: retried, dueAtMs: atMs + 1, ...learned }]);
  await commit([arrival('in/1/4', 'w1'), arrival('in/1/4', 'w2'), arrival('in/1/3', 'v1')]);
  await deadLetters.redrive(['redriven'], atMs);
  const leased = await first(arrival('in/1/2', 'd1'), arrival('in/1/2', 'd2'));
  await commit(
    [arrival('in/1/2', 'd3')],
    [{ kind: 'advanced', head: leased, progress: 'media 7' }],
  );
  await journal.close();
}

/** What a file holds, read from a copy, since reading it to the end changes it. */
export async function heldByFile(path: string): Promise<object> {
  const copy = `${path}.copy`;
  copyFileSync(path, copy);
  if (existsSync(`${path}.key`)) copyFileSync(`${path}.key`, `${copy}.key`);
  const journal = openFile(copy);
  try {
    return await held(journal);
  } finally {
    await journal.close();
  }
}

export async function heldByDatabase(url: string, schema?: string): Promise<object> {
  const journal = await openDatabase(url, schema);
  try {
    return await held(journal);
  } finally {
    await journal.close();
  }
}

/** Everything that the ports tell, at last every lane's messages in the order they are given out. */
async function held(storage: Storage): Promise<object> {
  const { accounts, channelTypes, deadLetters, journal, ledger } = storage;
  const changes = await journal.changes('', 1_000);
  const ids = [...new Set(changes.map(({ id }) => id))];
  return told({
    accounts: accounts.all(),
    types: await channelTypes.all(),
    watches: await storage.watches.all(),
    changes,
    list: await journal.list({}, 1_000),
    lately: await journal.list({ accountId: '1', fromMs: atMs - 600_000 }, 1_000),
    found: await Promise.all(ids.map((id) => journal.find(id))),
    statistics: await storage.store.statistics(),
    dead: await deadLetters.list({}, 99),
    matched: [...(await ledger.matched('1', ['e1', 'e2']))],
    menu: await ledger.newest('1', '2', atMs),
    echo: await ledger.unmatchedEcho({
      accountId: '1',
      customerId: '2',
      fingerprint: 'print of e1',
      notBeforeMs: 0,
    }),
    redriven: await deadLetters.redrive(['dead'], Date.now()),
    lanes: await drained(storage),
  });
}

async function drained({ store }: Storage): Promise<object> {
  const lanes: Record<string, object[]> = {};
  const claim = targets.map((target) => ({ target, ...seven }));
  let settle: Settlement[] = [];
  do {
    const commit = { nowMs: Date.now(), leaseMs, accept: [], settle, claim };
    const { heads } = await store.commit(commit);
    for (const head of heads) (lanes[head.lane] ??= []).push(head);
    settle = heads.map((head) => ({ kind: 'done', head, follow: [] }));
  } while (settle.length > 0);
  return lanes;
}

/** Without what each journal numbers in its own way. */
const own = ['position', 'next', 'laneId', 'epoch', 'seq', 'leasedAtMs', 'dueAtMs'];

function told(all: object): object {
  const rounded = JSON.stringify(all, (key, value: unknown) => {
    if (own.includes(key)) return undefined;
    return key.endsWith('Ms') ? Math.round(Number(value) / 10_000) : value;
  });
  return JSON.parse(rounded) as object;
}
