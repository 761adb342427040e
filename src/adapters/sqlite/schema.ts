/**
 * The tables of the journal, as steps: the file's `user_version` says how many it has taken. A
 * step is never changed once it was released.
 *
 * - `seen`: every id that arrived, and when, so that nothing is taken twice; `message` is the
 *   message that came with it.
 * - `lane`: `head` is the number of its first message, `tail` the number of the next to come;
 *   `due` is null while it is idle, else the time from which it may be claimed, which is the end
 *   of the lease while it is leased; `state` is 0 fresh, 1 retrying, 2 fresh and leased, 3
 *   retrying and leased; `leased_at` is when the last lease began. `progress`, `tries`, `burned`
 *   and the times belong to the first message and start anew with the next. The id is never given
 *   twice, so that no lease outlives its lane.
 * - `message`: those that wait and those that are dead; `id` is the position of the acceptance,
 *   `key` the id it arrived with. `progress` and `doubt_since` are what it begins with when it
 *   becomes the first of its lane; `trace` is null when nobody follows it.
 * - `change`: whatever happened to messages after they were accepted. What settles a message takes
 *   it over, in the columns from `lane` on, so that `message` stays small and its room is used
 *   again.
 * - `dead`: the dead letters, by the position of their burial.
 * - `position`: no position up to `last` is given any more, also when its row is gone.
 * - `ledger`: `id` is account and event, `at` when X made it; without `cim` it is unmatched.
 * - `watch`: what is watched of an account, as JSON.
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
  `
  ALTER TABLE seen ADD COLUMN message INTEGER;
  CREATE INDEX lane_customer ON lane (substr(key, instr(key, '/') + 1));
  ALTER TABLE message RENAME TO message_1;
  ALTER TABLE dead RENAME TO dead_1;
  DROP INDEX message_lane;

  CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    lane INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    accepted_at INTEGER NOT NULL,
    key TEXT NOT NULL,
    progress TEXT NOT NULL DEFAULT '',
    doubt_since INTEGER NOT NULL DEFAULT 0,
    body TEXT NOT NULL
  );
  CREATE UNIQUE INDEX message_lane ON message (lane, seq);

  CREATE TABLE change (
    position INTEGER PRIMARY KEY,
    message INTEGER NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    event TEXT,
    failure TEXT,
    detail TEXT,
    lane INTEGER,
    accepted_at INTEGER,
    key TEXT,
    body TEXT
  );
  CREATE INDEX change_message ON change (message, position);
  CREATE INDEX change_lane ON change (lane, message) WHERE lane IS NOT NULL;

  CREATE TABLE dead (position INTEGER PRIMARY KEY, message INTEGER NOT NULL UNIQUE);

  CREATE TABLE position (id INTEGER PRIMARY KEY, last INTEGER NOT NULL);

  -- Step 1 did not keep the ids that messages arrived with, and nothing of what was delivered.
  CREATE TABLE earlier AS
    SELECT (SELECT coalesce(max(id), 0) FROM lane)
        + row_number() OVER (ORDER BY accepted_at, dead DESC, n) AS id, *
    FROM (
      SELECT 0 AS dead, rowid AS n, lane, seq, accepted_at, body, '' AS progress,
        0 AS doubt_since, '' AS failure, '' AS detail, 0 AS buried_at
      FROM message_1
      UNION ALL
      SELECT 1, dead_1.id, lane.id, -dead_1.id, accepted_at, body, dead_1.progress,
        iif(failure = 'uncertain', accepted_at, 0), failure, detail, buried_at
      FROM dead_1 JOIN lane ON lane.key = dead_1.lane
    );
  INSERT INTO message (id, lane, seq, accepted_at, key, progress, doubt_since, body)
    SELECT id, lane, seq, accepted_at, 'earlier/' || id, progress, doubt_since, body
    FROM earlier ORDER BY id;
  INSERT INTO seen (id, at, message) SELECT 'earlier/' || id, accepted_at, id FROM earlier;
  INSERT INTO change (position, message, kind, at, failure, detail)
    SELECT (SELECT max(id) FROM earlier) + row_number() OVER (ORDER BY n), id, 'buried',
      buried_at, failure, detail
    FROM earlier WHERE dead = 1;
  INSERT INTO dead (position, message) SELECT position, message FROM change;
  INSERT INTO position (id, last) VALUES (1, 0);
  DELETE FROM lane WHERE due IS NULL AND id NOT IN (SELECT lane FROM message);
  DROP TABLE earlier;
  DROP TABLE message_1;
  DROP TABLE dead_1;
  `,
  'ALTER TABLE message ADD COLUMN trace TEXT',
  'CREATE TABLE watch (account TEXT PRIMARY KEY, facts TEXT NOT NULL) WITHOUT ROWID',
];
