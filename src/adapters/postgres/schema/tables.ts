/**
 * The tables of the journal. `s` is the quoted name of the schema that they are in. Times are epoch
 * milliseconds of the database's clock.
 *
 * - `lane` and `lane_state`: what never changes of a lane, and what changes with every message.
 *   `head` is the number of its first message, `tail` the number of the next to come; `due` is null
 *   while it is idle, else the time from which it may be claimed, which is the end of the lease
 *   while it is leased; `state` is 0 fresh, 1 retrying, 2 fresh and leased, 3 retrying and leased;
 *   `ticket` names the commit that leased it. What follows belongs to the first message and starts
 *   anew with the next. `version` grows with every change, so that the newest row of a lane is the
 *   first one in its index, however many dead ones a forgotten transaction keeps from being removed.
 * - `message`: `tx` and `n` say where its acceptance stands in the order of all changes, and name
 *   it; `state` is 0 waiting, 1 delivered, 2 dead, 3 discarded. A later step adds `trace`, which is
 *   null when nobody follows the message.
 * - `change`: what happened to a message after its acceptance.
 * - `dead`: the dead letters among the messages.
 * - `seen`: every id that arrived, so that nothing is taken twice, and the message if it was one.
 * - `ledger`: without `cim` it is unmatched. Account, customer and fingerprint are only looked for.
 * - `era`: how far positions are ahead of the server's own numbers of transactions; more than
 *   nothing when the journal was restored on another server, which counts from the beginning.
 *
 * Ids and keys that are looked up are bounded (see `keyOf`), since an index takes 2,704 bytes at
 * most. `name` has the whole of a lane's key, `key` that of a message's id, where they differ.
 */
export const tables = (s: string): string =>
  lanesAndMessages(s) + changesAndIds(s) + everythingElse(s);

const lanesAndMessages = (s: string): string => `
  CREATE TABLE ${s}.lane (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text COLLATE "C" NOT NULL UNIQUE,
    name text,
    account text COLLATE "C",
    customer text COLLATE "C"
  );
  CREATE INDEX lane_customer ON ${s}.lane (left(account, 64), left(customer, 64));

  CREATE TABLE ${s}.lane_state (
    lane bigint NOT NULL,
    version bigint NOT NULL,
    epoch bigint NOT NULL,
    head bigint NOT NULL,
    tail bigint NOT NULL,
    due bigint,
    leased_at bigint NOT NULL,
    doubt_since bigint NOT NULL,
    failed_since bigint NOT NULL,
    ticket bigint NOT NULL,
    tries integer NOT NULL,
    burned integer NOT NULL,
    state smallint NOT NULL,
    target text COLLATE "C" NOT NULL,
    progress text NOT NULL
  );
  CREATE INDEX lane_state_newest ON ${s}.lane_state (lane, version);
  CREATE INDEX lane_state_due ON ${s}.lane_state (target, state, due) WHERE due IS NOT NULL;

  CREATE TABLE ${s}.message (
    tx bigint NOT NULL,
    n integer NOT NULL,
    state smallint NOT NULL,
    lane bigint NOT NULL,
    seq bigint NOT NULL,
    accepted_at bigint NOT NULL,
    settled_at bigint,
    doubt_since bigint,
    id text NOT NULL,
    event text,
    failure text,
    detail text,
    key text,
    progress text,
    body text,
    PRIMARY KEY (tx, n)
  );
  CREATE UNIQUE INDEX message_lane ON ${s}.message (lane, seq);
`;

const changesAndIds = (s: string): string => `
  CREATE TABLE ${s}.change (
    tx bigint NOT NULL,
    n integer NOT NULL,
    of_n integer NOT NULL,
    of_tx bigint NOT NULL,
    at bigint NOT NULL,
    kind text NOT NULL,
    event text,
    failure text,
    detail text,
    PRIMARY KEY (tx, n)
  );
  CREATE INDEX change_of ON ${s}.change (of_tx, of_n);

  CREATE TABLE ${s}.dead (
    tx bigint NOT NULL,
    n integer NOT NULL,
    of_n integer NOT NULL,
    of_tx bigint NOT NULL,
    PRIMARY KEY (of_tx, of_n)
  );
  CREATE UNIQUE INDEX dead_newest ON ${s}.dead (tx, n);

  CREATE TABLE ${s}.seen (
    at bigint NOT NULL,
    tx bigint,
    n integer NOT NULL,
    id text COLLATE "C" PRIMARY KEY
  );
  CREATE INDEX seen_at ON ${s}.seen (at) WHERE tx IS NULL;
`;

const everythingElse = (s: string): string => `
  CREATE TABLE ${s}.ledger (
    at bigint NOT NULL,
    id text COLLATE "C" PRIMARY KEY,
    account text COLLATE "C" NOT NULL,
    customer text COLLATE "C" NOT NULL,
    fingerprint text COLLATE "C" NOT NULL,
    event text NOT NULL,
    cim text,
    menu text
  );
  CREATE INDEX ledger_at ON ${s}.ledger (at);
  CREATE INDEX ledger_unmatched ON ${s}.ledger (account, customer, fingerprint, at)
    WHERE cim IS NULL;
  CREATE INDEX ledger_matched ON ${s}.ledger (account, customer, at) WHERE cim IS NOT NULL;

  CREATE TABLE ${s}.account (
    id text COLLATE "C" PRIMARY KEY,
    state text NOT NULL,
    secret text NOT NULL
  );
  CREATE TABLE ${s}.revision (of text PRIMARY KEY, number bigint NOT NULL);
  CREATE TABLE ${s}.channel_type (id text COLLATE "C" PRIMARY KEY);
  CREATE TABLE ${s}.duty (name text PRIMARY KEY, owner text NOT NULL, until bigint NOT NULL);
  CREATE TABLE ${s}.proof (id integer PRIMARY KEY, at bigint NOT NULL);
  CREATE TABLE ${s}.era (shift bigint NOT NULL);
  INSERT INTO ${s}.era VALUES (0);
  INSERT INTO ${s}.revision VALUES ('accounts', 0);
`;
