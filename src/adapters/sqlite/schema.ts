/**
 * The tables of the journal, as steps: the file's `user_version` says how many it has taken. A
 * step is never changed once it was released.
 *
 * - `seen`: every id that arrived, and when, so that nothing is taken twice.
 * - `lane`: `head` is the number of its first message, `tail` the number of the next to come;
 *   `due` is null while it is idle, else the time from which it may be claimed, which is the end
 *   of the lease while it is leased; `state` is 0 fresh, 1 retrying, 2 fresh and leased, 3
 *   retrying and leased; `leased_at` is when the last lease began. What follows belongs to the first message and starts anew with the next.
 * - `message`: a table with row ids, so that bodies are appended and the index stays small.
 * - `ledger`: `id` is account and event, `at` when X made it; without `cim` it is unmatched.
 */
export const schema: readonly string[] = [
  `
  CREATE TABLE seen (id TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;

  CREATE TABLE lane (
    id INTEGER PRIMARY KEY,
    target TEXT NOT NULL,
    state INTEGER NOT NULL,
    due INTEGER,
    epoch INTEGER NOT NULL,
    head INTEGER NOT NULL,
    tail INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    burned INTEGER NOT NULL DEFAULT 0,
    failed_since INTEGER NOT NULL DEFAULT 0,
    leased_at INTEGER NOT NULL DEFAULT 0,
    doubt_since INTEGER NOT NULL DEFAULT 0,
    key TEXT NOT NULL UNIQUE,
    progress TEXT NOT NULL DEFAULT ''
  );
  CREATE INDEX lane_due ON lane (target, state, due) WHERE due IS NOT NULL;

  CREATE TABLE message (
    lane INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    accepted_at INTEGER NOT NULL,
    body TEXT NOT NULL
  );
  CREATE UNIQUE INDEX message_lane ON message (lane, seq);

  CREATE TABLE dead (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    lane TEXT NOT NULL,
    target TEXT NOT NULL,
    failure TEXT NOT NULL,
    detail TEXT NOT NULL,
    accepted_at INTEGER NOT NULL,
    buried_at INTEGER NOT NULL,
    progress TEXT NOT NULL,
    body TEXT NOT NULL
  );

  CREATE TABLE ledger (
    id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    account TEXT NOT NULL,
    customer TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    event TEXT NOT NULL,
    cim TEXT,
    menu TEXT
  ) WITHOUT ROWID;
  CREATE INDEX ledger_unmatched ON ledger (account, customer, fingerprint, at)
    WHERE cim IS NULL;
  CREATE INDEX ledger_matched ON ledger (account, customer, at) WHERE cim IS NOT NULL;

  CREATE TABLE account (id TEXT PRIMARY KEY, state TEXT NOT NULL, credentials TEXT NOT NULL)
    WITHOUT ROWID;

  CREATE TABLE channel_type (id TEXT PRIMARY KEY) WITHOUT ROWID;

  CREATE TABLE proof (id INTEGER PRIMARY KEY, at INTEGER NOT NULL);
  `,
];
