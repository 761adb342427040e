import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { schema } from './schema.ts';

/** How long a second process waits for the first to go, as in a quick restart. */
const busyTimeoutMs = 250;

/** 4 MB of log between checkpoints: each holds the process up for a few milliseconds only. */
const checkpointPages = 1_000;

/** How long the journal keeps what is settled, and whether the texts with it. */
export interface Keeping {
  /** From when a message was delivered or discarded; its id and the ledger stay as long. */
  readonly settledKeptMs: number;
  readonly texts: 'erased' | 'kept';
}

const defaultKeeping: Keeping = { settledKeptMs: 30 * 24 * 60 * 60 * 1_000, texts: 'erased' };

/**
 * The file that all stores of one process share. Opening it makes the file (mode 0600) and its
 * folder where they are missing, takes it for this process alone, and brings its tables up to
 * date. Every transaction is on disk when it returns.
 */
export class SqliteFile {
  readonly database: DatabaseSync;
  readonly keeping: Keeping;
  readonly #file: string;
  readonly #inode: string;
  readonly #begin;
  readonly #commit;
  readonly #proof;
  readonly #newest;
  #lastPosition: number;

  /** Throws, with the file's name and the reason, when the file cannot be used. */
  constructor(file: string, keeping: Partial<Keeping> = {}) {
    const database = openAlone(file);
    try {
      migrate(database);
    } catch (error) {
      database.close();
      throw unusable(file, error);
    }
    this.database = database;
    this.keeping = { ...defaultKeeping, ...keeping };
    this.#file = file;
    this.#inode = inodeOf(file);
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#commit = database.prepare('COMMIT');
    this.#proof = database.prepare('INSERT OR REPLACE INTO proof (id, at) VALUES (1, ?)');
    this.#newest = database.prepare(
      `SELECT max(
        (SELECT coalesce(max(id), 0) FROM message),
        (SELECT coalesce(max(position), 0) FROM change),
        (SELECT last FROM position)) AS newest`,
    );
    this.#lastPosition = this.newestPosition();
  }

  /** For something that is to happen: greater than all before, also of those that came to nothing. */
  nextPosition(): number {
    return ++this.#lastPosition;
  }

  /** Of what has happened; 0 when nothing has. */
  newestPosition(): number {
    return Number(this.#newest.get()?.['newest']);
  }

  /** All of `work` or, when anything in it or its writing fails, nothing of it. */
  transaction<T>(work: () => T): T {
    this.#begin.run();
    try {
      const result = work();
      this.#commit.run();
      return result;
    } catch (error) {
      if (this.database.isTransaction) this.database.exec('ROLLBACK');
      throw error;
    }
  }

  /** Writes to the disk, and throws when that is not possible or the file is no longer ours. */
  prove(): void {
    if (inodeOf(this.#file) !== this.#inode) throw new Error('the file was removed or replaced');
    this.transaction(() => this.#proof.run(Date.now()));
  }

  close(): void {
    this.database.close();
  }
}

/** What tells a file from another one at the same path. */
function inodeOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return `${found?.dev} ${found?.ino}`;
}

function openAlone(file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true });
    closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
    database = new DatabaseSync(file, { timeout: busyTimeoutMs });
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = FULL');
    database.exec(`PRAGMA wal_autocheckpoint = ${checkpointPages}`);
    database.exec('PRAGMA cache_size = -16000');
    database.exec('PRAGMA secure_delete = ON');
    database.exec('BEGIN IMMEDIATE; COMMIT');
    return database;
  } catch (error) {
    database?.close();
    throw unusable(file, error);
  }
}

function migrate(database: DatabaseSync): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  if (version > schema.length) throw new Error('it was written by a newer version');
  for (const [index, step] of schema.entries()) {
    if (index < version) continue;
    database.exec(`BEGIN IMMEDIATE; ${step}; PRAGMA user_version = ${index + 1}; COMMIT`);
  }
}

/** SQLite's primary result codes; see https://www.sqlite.org/rescode.html. */
const reasons: Readonly<Record<number, string>> = {
  5: 'another process has it open; a journal belongs to one process',
  8: 'it is read-only',
  10: 'it cannot be read or written',
  11: 'it is damaged',
  13: 'the disk is full',
  14: 'it cannot be opened',
  26: 'it is not a journal',
};

function unusable(file: string, cause: unknown): Error {
  const { errcode = 0, message = String(cause) } = cause as { errcode?: number; message?: string };
  const reason = reasons[errcode & 0xff] ?? message;
  return new Error(`The journal ${file} cannot be used: ${reason}.`, { cause });
}
