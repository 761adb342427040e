import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { withPostgres } from '../sandbox/postgres/with-postgres.ts';
import { moveCommand } from '../src/app/move-command.ts';
import { eventually } from './eventually.ts';
import {
  arrival,
  credentials,
  heldByDatabase,
  heldByFile,
  makeJournal,
  newKey,
  openDatabase,
  openFile,
} from './move-rig.ts';

const server = withPostgres();
let folder: string;
let path: string;
let url: string;
let lines: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'move-'));
  path = join(folder, 'journal.db');
  url = server().url(await server().createDatabase());
  lines = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const environment = () => ({ JOURNAL_URL: url, CREDENTIALS_KEY: newKey.toString('base64') });
const args = () => ['--from', `sqlite:${path}`];
const move = (more: readonly string[] = []) =>
  moveCommand([...args(), ...more], environment(), (line) => lines.push(line));
const said = () => lines.join('\n');
const databaseOf = () => new URL(url).pathname.slice(1);

test('moves everything: order, doubts, progress, traces, dead letters, accounts', async () => {
  await makeJournal(path);
  const held = await heldByFile(path);
  expect(await move()).toBe(0);

  expect(existsSync(path)).toBe(false);
  expect(existsSync(`${path}.moved`)).toBe(true);
  const moved = await heldByDatabase(url);
  expect(moved).toEqual(held);
  expect(moved).toMatchObject({
    accounts: [{ id: '1', state: 'active', credentials }],
    watches: [{ accountId: '1', webhookValid: true }],
    redriven: ['dead'],
    menu: { cimId: 'cim 2', menu: '["yes","no"]' },
    echo: 'e1',
    lanes: {
      'in/1/2': [
        { body: 'text of d1', progress: 'media 7', doubtSinceMs: 170_000_000 },
        { body: 'text of d2', progress: '', doubtSinceMs: 0, trace: 'trace of d2' },
        { body: 'text of d3' },
      ],
      'in/1/3': [{ body: 'text of v1' }, { body: 'text of redriven' }],
      'in/1/9': [{ body: 'text of dead', progress: 'half', trace: 'trace of dead' }],
      'out/1/2': [{ body: 'text of r1', tries: 4, trace: 'trace of r1' }, { body: 'text of r2' }],
    },
  });
});

test('repeats stay duplicates, and what arrives later comes after', async () => {
  await makeJournal(path);
  expect(await move()).toBe(0);
  const { store, journal, close } = await openDatabase(url);
  try {
    const odd = 'odd \u0000 \u{1F600} '.repeat(60);
    const known = ['delivered', 'dead', 'discarded', 'd3', 'r2'].map((id) => arrival('in/1/4', id));
    const accept = [{ id: 'echo', atMs: 1 }, { id: odd, atMs: 1 }, ...known];
    const later = [arrival('in/1/4', 'w3'), arrival('in/7/7', 'another lane')];
    const before = await journal.newest();
    const { accepted } = await store.commit({
      nowMs: Date.now(),
      leaseMs: 1_000,
      accept: [...accept, ...later],
      settle: [],
      claim: [],
    });

    expect(accepted).toEqual([...accept.map(() => 'duplicate'), 'accepted', 'accepted']);
    expect((await journal.changes(before, 9)).map(({ id }) => id)).toEqual(['w3', 'another lane']);
    expect((await journal.list({}, 1)).entries[0]?.id).toBe('another lane');
  } finally {
    await close();
  }
  const { lanes } = (await heldByDatabase(url)) as { lanes: Record<string, { body: string }[]> };
  expect(lanes['in/1/4']?.map(({ body }) => body)).toEqual(
    ['w1', 'w2', 'w3'].map((id) => `text of ${id}`),
  );
});

test('killed in the middle it leaves nothing behind, and repeated it moves everything', async () => {
  await makeJournal(path);
  const held = await heldByFile(path);
  const database = databaseOf();
  await (await openDatabase(url)).close();
  await server().query(
    `CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN PERFORM pg_sleep(600); RETURN NEW; END $$;
     CREATE TRIGGER hold BEFORE INSERT ON twitter_connector.change
       FOR EACH ROW EXECUTE FUNCTION hold()`,
    database,
  );
  const program = join(import.meta.dirname, '../src/app/move-journal.ts');
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', program, ...args()],
    { env: environment(), stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const sleeping = () =>
    server().query(`SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'`);
  const [backend] = await eventually(sleeping, (rows) => rows.length > 0);
  expect(backend).toBeDefined();
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  await server().query(`SELECT pg_terminate_backend(${Number(backend?.['pid'])})`);
  await eventually(sleeping, (rows) => rows.length === 0);

  expect(existsSync(path)).toBe(true);
  expect(await server().query('SELECT FROM twitter_connector.seen', database)).toEqual([]);
  await server().query('DROP FUNCTION hold CASCADE', database);
  expect(await move()).toBe(0);
  expect(await heldByDatabase(url)).toEqual(held);
});

test('interrupted after all was written, or repeated after its end, it moves nothing twice', async () => {
  await makeJournal(path);
  const held = await heldByFile(path);
  expect(await move()).toBe(0);
  renameSync(`${path}.moved`, path);
  expect(await move()).toBe(0);
  expect(said()).toContain('moved before');
  expect(existsSync(path)).toBe(false);

  expect(await move()).toBe(0);
  expect(await move(['--schema', 'another'])).toBe(1);
  expect(lines.at(-1)).toBe('This journal was moved before, but to somewhere else.');
  expect(await heldByDatabase(url)).toEqual(held);
});

test('goes into no journal that has been used, and then changes neither', async () => {
  await makeJournal(path);
  const { store, close } = await openDatabase(url);
  const accept = [arrival('in/1/2', 'd2')];
  await store.commit({ nowMs: 1, leaseMs: 1, accept, settle: [], claim: [] });
  await close();
  const before = readFileSync(path);

  expect(await move()).toBe(1);
  expect(said()).toMatch(/^The journal in the schema twitter_connector has been used already/);
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(await move(['--schema', 'fresh'])).toBe(0);
});

test('moves nothing while a connector runs on the file, or without the right key', async () => {
  await makeJournal(path);
  const running = openFile(path);
  expect(await move()).toBe(1);
  expect(said()).toContain('another process has it open');
  await running.close();

  renameSync(`${path}.key`, `${path}.lost`);
  expect(await move()).toBe(1);
  expect(lines.at(-1)).toMatch(/^The credentials of account 1 cannot be opened/);
  renameSync(`${path}.lost`, `${path}.key`);
  expect(await move()).toBe(0);
});

test('says what is wrong with its arguments, and never a password', async () => {
  const secret = 'postgres://somebody:s3cret@127.0.0.1:1/none';
  expect(await move(['--help'])).toBe(0);
  expect(await moveCommand(['--to', 's3cret'], {}, (line) => lines.push(line))).toBe(2);
  expect(said()).toContain('--from must be sqlite:<file>');
  expect(await move(['--nothing', secret])).toBe(2);
  expect(await move(['--to', `sqlite:${path}`])).toBe(2);
  expect(await move(['--to', secret])).toBe(1);
  expect(said()).toContain(`There is no journal ${path}.`);
  await makeJournal(path);
  expect(await move(['--to', secret])).toBe(1);
  expect(said()).toContain('PostgreSQL');
  expect(said()).not.toContain('s3cret');
});
