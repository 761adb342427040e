import { byIndexOnly, waitingBriefly } from './settings.ts';
import { currentPosition } from './horizon.ts';
import { acceptArrivals, appendToLanes } from './commit-accept.ts';
import { claimDueLanes, findLostHeads } from './commit-claim.ts';
import type { CommitVersion } from './commit-version.ts';
import { fenceSettlements, settleHeads } from './commit-settle.ts';

/** The parameters of the newest function, in order. */
export const commitParameters = {
  p_now: 'bigint',
  p_lease: 'bigint',
  p_database_clock: 'boolean',
  p_keep: 'boolean',
  p_ticket: 'bigint',
  p_lost: 'bigint[]',
  p_keys: 'text[]',
  p_names: 'text[]',
  a_id: 'text[]',
  a_name: 'text[]',
  a_at: 'bigint[]',
  a_of: 'integer[]',
  a_lane: 'integer[]',
  a_target: 'text[]',
  a_body: 'text[]',
  a_trace: 'text[]',
  s_kind: 'text[]',
  s_lane: 'integer[]',
  s_id: 'bigint[]',
  s_epoch: 'bigint[]',
  s_seq: 'bigint[]',
  s_progress: 'text[]',
  s_due: 'bigint[]',
  s_tries: 'integer[]',
  s_burned: 'integer[]',
  s_failed: 'bigint[]',
  s_doubt: 'bigint[]',
  s_at: 'bigint[]',
  s_event: 'text[]',
  s_failure: 'text[]',
  s_detail: 'text[]',
  r_lane: 'integer[]',
  r_id: 'bigint[]',
  r_epoch: 'bigint[]',
  r_seq: 'bigint[]',
  p_ledger: 'json',
  c_target: 'text[]',
  c_fresh: 'integer[]',
  c_waiting: 'integer[]',
  c_retrying: 'integer[]',
  c_floor0: 'bigint[]',
  c_floor1: 'bigint[]',
  c_floor2: 'bigint[]',
  c_floor3: 'bigint[]',
} as const;

/** Names of lanes to their numbers; those that are new are made, in the order of their keys. */
const resolveLanes = (s: string): string => `
      SELECT array_agg(l.id ORDER BY k.i) INTO v_id
      FROM unnest(p_keys) WITH ORDINALITY AS k (key, i) JOIN ${s}.lane AS l ON l.key = k.key;`;

const makeLanes = (s: string): string => `
      WITH made AS (
        INSERT INTO ${s}.lane (key, name, account, customer)
        SELECT key, name, (string_to_array(coalesce(name, key), '/'))[2],
          (string_to_array(coalesce(name, key), '/'))[3]
        FROM unnest(p_keys, p_names) AS k (key, name)
        WHERE NOT EXISTS (SELECT FROM ${s}.lane AS l WHERE l.key = k.key)
        ORDER BY key ON CONFLICT (key) DO NOTHING RETURNING id
      )
      INSERT INTO ${s}.lane_state (lane, version, epoch, head, tail, leased_at, doubt_since,
        failed_since, ticket, tries, burned, state, target, progress)
      SELECT id, 1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, '', '' FROM made;`;

/** Locks the newest row of each lane, in the order of their numbers, and reads it; -1: idle. */
const lockLanes = (s: string): string => `
      SELECT array_agg(version), array_agg(CASE WHEN due IS NULL THEN -1 ELSE state END),
        array_agg(epoch), array_agg(head), array_agg(tail), array_agg(doubt_since),
        array_agg(progress)
      INTO v_version, v_state, v_epoch, v_head, v_tail, v_doubt, v_progress
      FROM (
        SELECT newest.*
        FROM (SELECT id, i FROM unnest(v_id) WITH ORDINALITY AS given (id, i) ORDER BY id) AS sorted
        CROSS JOIN LATERAL (
          SELECT * FROM ${s}.lane_state WHERE lane = id ORDER BY version DESC LIMIT 1 FOR UPDATE
        ) AS newest
        ORDER BY i
      ) AS locked;`;

const renewLeases = (s: string): string => `
      UPDATE ${s}.lane_state SET version = version + 1, due = v_end
      FROM unnest(r_lane, r_id, r_epoch, r_seq) AS r (k, of_id, of_epoch, of_seq)
      WHERE lane = v_id[k] AND lane = of_id AND version >= v_version[k] AND due IS NOT NULL AND state >= 2
        AND epoch = of_epoch AND head = of_seq;`;

/** What is known is written once, in the order of the ids; an echo that was matched stays so. */
const keepLedger = (s: string): string => `
      INSERT INTO ${s}.ledger AS known (at, id, account, customer, fingerprint, event, cim, menu)
      SELECT DISTINCT ON (id) at, id, account, customer, fingerprint, event, cim, menu
      FROM json_to_recordset(p_ledger) AS e (arrival integer, settlement integer, at bigint, id text,
        account text, customer text, fingerprint text, event text, cim text, menu text)
      WHERE arrival = ANY (v_new) OR v_counts[settlement]
      ORDER BY id, cim IS NULL, arrival, settlement
      ON CONFLICT (id) DO UPDATE SET cim = excluded.cim, menu = excluded.menu
      WHERE known.cim IS NULL AND excluded.cim IS NOT NULL;`;

const declarations = `
    v_started bigint := floor(extract(epoch FROM clock_timestamp()) * 1000);
    v_shift bigint := CASE WHEN p_database_clock THEN v_started - p_now ELSE 0 END;
    v_now bigint := p_now + v_shift;
    v_end bigint := v_now + p_lease;
    v_pause bigint := 20 + floor(random() * 20);
    v_lanes integer := cardinality(p_keys);
    v_arrivals integer := cardinality(a_id);
    v_tx bigint;
    v_id bigint[]; v_version bigint[]; v_state integer[]; v_epoch bigint[]; v_head bigint[];
    v_tail bigint[]; v_doubt bigint[]; v_progress text[];
    v_counts boolean[] := '{}'; v_settled integer[]; v_new integer[] := '{}';
    v_added integer[]; v_first integer[];
    v_heads json[] := '{}'; v_next json[] := '{}'; v_used text[] := '{}';
    v_unleased boolean := false; v_any boolean;
    v_target text; v_fresh integer; v_waiting integer; v_retrying integer; v_floors bigint[];
    v_dues bigint[]; v_from integer; v_wanted integer; v_claimed bigint[]; v_since bigint[];`;

/**
 * One commit as one statement, so that it takes one round trip, needs no transaction that a paused
 * client could leave open, and is all or nothing. Whoever commits takes locks in the same order: new
 * lanes, lanes, ids, entries of the ledger, each sorted; what is claimed beyond them is never waited
 * for. Each statement inside sees what was committed before it began.
 */
export const commitFunction = (s: string, version: CommitVersion): string => `
  CREATE FUNCTION ${s}.commit_${version.number}(
    ${Object.entries(commitParameters)
      .filter(([name]) => name !== 'a_trace' || version.when('traces', name) !== '')
      .map(([name, type]) => `${name} ${type}`)
      .join(', ')}
  ) RETURNS json LANGUAGE plpgsql
  ${byIndexOnly} ${waitingBriefly}
  AS $function$
  #variable_conflict use_column
  DECLARE ${declarations}
  BEGIN
    IF current_setting('synchronous_commit') = 'off' THEN
      PERFORM set_config('synchronous_commit', 'on', true);
    END IF;
    IF v_lanes > 0 THEN
      ${resolveLanes(s)}
      IF coalesce(cardinality(v_id), 0) < v_lanes THEN
        ${makeLanes(s)}
        ${resolveLanes(s)}
      END IF;
      ${lockLanes(s)}
      IF coalesce(cardinality(v_version), 0) < v_lanes THEN
        RAISE EXCEPTION 'a lane was removed' USING ERRCODE = 'serialization_failure';
      END IF;
      v_settled := array_fill(0, ARRAY[v_lanes]);
      v_added := v_settled;
    END IF;
    IF cardinality(r_lane) > 0 THEN
      ${renewLeases(s)}
    END IF;
    IF cardinality(s_lane) > 0 THEN
      ${fenceSettlements}
    END IF;
    IF v_arrivals + cardinality(s_lane) > 0 THEN
      v_tx := ${currentPosition(s)};
    END IF;
    IF v_arrivals > 0 THEN
      ${acceptArrivals(s, version)}
      ${appendToLanes(s)}
    END IF;
    IF cardinality(s_lane) > 0 THEN
      ${settleHeads(s, version)}
    END IF;
    IF p_ledger IS NOT NULL THEN
      ${keepLedger(s)}
    END IF;
    ${findLostHeads(s, version)}
    ${claimDueLanes(s, version)}
    RETURN json_build_object('shift', v_shift, 'now', v_now, 'accepted', v_new,
      'counts', v_counts, 'heads', v_heads, 'next', v_next, 'unleased', v_unleased);
  END
  $function$;
`;
