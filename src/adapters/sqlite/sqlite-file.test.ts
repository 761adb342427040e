import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Commit } from '../../domain/delivery/delivery-store.ts';
import { SqliteDeliveryStore } from './sqlite-delivery-store.ts';
import { SqliteFile } from './sqlite-file.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sqlite-file-'));
  file = join(folder, 'data', 'journal.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Another process with the journal open, that commits messages `0`, `1`, … as `script` says. */
function otherProcess(script: string, shellLimit = ''): ChildProcess {
  const from = (name: string) => JSON.stringify(join(import.meta.dirname, name));
  const program = `
    import { SqliteFile } from ${from('sqlite-file.ts')};
    import { SqliteDeliveryStore } from ${from('sqlite-delivery-store.ts')};
    const open = () => new SqliteDeliveryStore(new SqliteFile(${JSON.stringify(file)}));
    const say = (word) => process.stdout.write(word + '\\n');
    const commit = (store, id, body) => store.commit({ nowMs: 1, leaseMs: 1, settle: [], claim: [],
      accept: [{ id, atMs: 1, message: { lane: 'l', target: 't', body } }] });
    ${script}`;
  const flags = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program];
  const command = ['-c', `${shellLimit} exec "$0" "$@"`, process.execPath, ...flags];
  return spawn('sh', command, { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** The words that the process says until it ends, or until `enough` says so. */
async function wordsOf(child: ChildProcess, enough = (_words: number) => false): Promise<string[]> {
  let said = '';
  for await (const chunk of child.stdout!) {
    said += chunk;
    if (enough(said.split('\n').length - 1)) child.kill('SIGKILL');
  }
  return said.split('\n').slice(0, -1);
}

const empty: Commit = { nowMs: 1, leaseMs: 1_000, accept: [], settle: [], claim: [] };

/** The ids that the journal knows and the messages that wait in it, in order. */
async function contentOf(ids: readonly string[]): Promise<readonly [string[], string[]]> {
  const journal = new SqliteFile(file);
  const store = new SqliteDeliveryStore(journal);
  const claim = [{ target: 't', fresh: 9, retrying: 9 }];
  let [head] = (await store.commit({ ...empty, claim })).heads;
  const waiting: string[] = [];
  while (head !== undefined) {
    waiting.push(head.body.trimEnd());
    [head] = (await store.commit({ ...empty, settle: [{ kind: 'done', head, follow: [] }] })).heads;
  }
  const { accepted } = await store.commit({ ...empty, accept: ids.map((id) => ({ id, atMs: 1 })) });
  journal.close();
  return [ids.filter((_, i) => accepted[i] === 'duplicate'), waiting];
}

describe('the journal file', () => {
  test('is made with its folder, for its owner only', async () => {
    const journal = new SqliteFile(file);
    await new SqliteDeliveryStore(journal).commit({ ...empty, accept: [{ id: 'a', atMs: 1 }] });
    const modes = [file, `${file}-wal`].map((path) => statSync(path).mode & 0o777);
    journal.close();

    expect(modes).toEqual([0o600, 0o600]);
  });

  test('is written through to the disk with every commit', () => {
    const { database } = new SqliteFile(file);
    const pragma = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get()!)[0];
    const [mode, synchronous] = [pragma('journal_mode'), pragma('synchronous')];
    database.close();

    expect([mode, synchronous]).toEqual(['wal', 2]);
  });

  test('belongs to one process: a second one refuses to start and says why', async () => {
    const journal = new SqliteFile(file);
    const script = 'try { open(); say("open"); } catch (error) { say(error.message); }';
    const words = await wordsOf(otherProcess(script));
    journal.close();

    expect(words).toEqual([
      `The journal ${file} cannot be used: another process has it open; a journal belongs to one process.`,
    ]);
    expect(await wordsOf(otherProcess(script))).toEqual(['open']);
  });

  test('loses nothing that was acknowledged when the process is killed', async () => {
    const child = otherProcess(`
      const store = open();
      for (let i = 0; ; i++) { await commit(store, String(i), String(i)); say(String(i)); }`);
    const acknowledged = await wordsOf(child, (words) => words >= 300);
    expect(child.signalCode ?? (await once(child, 'exit'))[1]).toBe('SIGKILL');
    expect(acknowledged.length).toBeGreaterThanOrEqual(300);

    const [known, waiting] = await contentOf(acknowledged);
    expect(known).toEqual(acknowledged);
    expect(waiting.slice(0, acknowledged.length)).toEqual(acknowledged);
  });

  test('acknowledges nothing that a full disk could not take, and keeps the rest', async () => {
    const words = await wordsOf(
      otherProcess(
        `const store = open();
        for (let i = 0, failures = 0; failures < 3; i++) {
          await commit(store, String(i), String(i).padEnd(20_000)).then(
            () => say('accepted ' + i), () => { failures++; say('failed ' + i); });
        }`,
        'ulimit -f 1000;',
      ),
    );
    const idsOf = (word: string) =>
      words.filter((said) => said.startsWith(word)).map((said) => said.slice(word.length + 1));
    const accepted = idsOf('accepted');
    const failed = idsOf('failed');
    expect(accepted.length).toBeGreaterThan(5);
    expect(failed).toHaveLength(3);

    const [known, waiting] = await contentOf([...accepted, ...failed]);
    expect(known).toEqual(accepted);
    expect(waiting).toEqual(accepted);
  });

  test('takes up work again when a full disk has room', async () => {
    const journal = new SqliteFile(file);
    const store = new SqliteDeliveryStore(journal);
    const message = { lane: 'l', target: 't', body: 'x'.repeat(100_000) };
    const commit = { ...empty, accept: [{ id: 'a', atMs: 1, message }] };
    journal.database.exec('PRAGMA max_page_count = 20');
    await expect(store.commit(commit)).rejects.toThrow('full');
    expect(journal.database.isTransaction).toBe(false);

    journal.database.exec('PRAGMA max_page_count = 1000000');
    expect((await store.commit(commit)).accepted).toEqual(['accepted']);
    journal.close();
  });

  test('is refused with its name when it is no journal', () => {
    new SqliteFile(file).close();
    writeFileSync(file, 'Dear diary, '.repeat(1_000));

    expect(() => new SqliteFile(file)).toThrow(
      `The journal ${file} cannot be used: it is not a journal.`,
    );
  });

  test('is refused with its name when it is damaged', () => {
    new SqliteFile(file).close();
    writeFileSync(file, readFileSync(file).fill(0xa5, 100));

    expect(() => new SqliteFile(file)).toThrow(
      `The journal ${file} cannot be used: it is damaged.`,
    );
  });

  test('is refused when a newer version wrote it', () => {
    const journal = new SqliteFile(file);
    journal.database.exec('PRAGMA user_version = 99');
    journal.close();

    expect(() => new SqliteFile(file)).toThrow('it was written by a newer version');
  });

  test('is refused with its name when it cannot be made', () => {
    writeFileSync(join(folder, 'data'), 'a file, not a folder');

    expect(() => new SqliteFile(file)).toThrow(`The journal ${file} cannot be used: `);
  });
});
