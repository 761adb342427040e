import { byIndexOnly } from './settings.ts';

/**
 * One round of removing what is no longer kept, at most `p_limit` rows of each kind. Messages are
 * walked through in the order of their acceptance, from (`p_tx`, `p_n`) on; `tx` is null when the
 * walk has come to those that must be kept, and begins anew with the next round. What somebody else
 * works on just now is left for another time. A lane goes with the last message of it; whether
 * there is none is looked at under its lock.
 */
export const retentionFunction = (s: string): string => `
  CREATE FUNCTION ${s}.prune_1(p_seen_before bigint, p_before bigint, p_tx bigint, p_n integer,
    p_limit integer, OUT ids integer, OUT entries integer, OUT messages integer,
    OUT lanes integer, OUT tx bigint, OUT n integer) LANGUAGE plpgsql ${byIndexOnly}
  AS $function$
  #variable_conflict use_column
  DECLARE
    v_now bigint := floor(extract(epoch FROM clock_timestamp()) * 1000);
    v_lanes bigint[];
  BEGIN
    DELETE FROM ${s}.seen WHERE id IN (
      SELECT id FROM ${s}.seen WHERE tx IS NULL AND at < v_now - p_seen_before
      ORDER BY at LIMIT p_limit FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS ids = ROW_COUNT;

    DELETE FROM ${s}.ledger WHERE id IN (
      SELECT id FROM ${s}.ledger WHERE at < v_now - p_before
      ORDER BY at LIMIT p_limit FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS entries = ROW_COUNT;

    WITH walked AS MATERIALIZED (
      SELECT m.tx, m.n, m.state, m.settled_at, m.accepted_at FROM ${s}.message AS m
      WHERE (m.tx, m.n) > (p_tx, p_n) ORDER BY m.tx, m.n LIMIT p_limit
    ), removed AS (
      DELETE FROM ${s}.message AS m USING walked AS w
      WHERE m.tx = w.tx AND m.n = w.n AND m.state IN (1, 3) AND m.settled_at < v_now - p_before
      RETURNING m.tx, m.n, m.lane, coalesce(m.key, m.id) AS id
    ), forgotten AS (
      DELETE FROM ${s}.change AS c USING removed AS r WHERE c.of_tx = r.tx AND c.of_n = r.n
    ), unseen AS (
      DELETE FROM ${s}.seen AS i USING removed AS r WHERE i.id = r.id
    )
    SELECT (SELECT count(*) FROM removed), (SELECT array_agg(DISTINCT lane) FROM removed),
      last.tx, last.n
    INTO messages, v_lanes, tx, n
    FROM (SELECT count(*) AS rows, max(accepted_at) AS accepted_at FROM walked) AS all_walked
    LEFT JOIN LATERAL (SELECT w.tx, w.n FROM walked AS w ORDER BY w.tx DESC, w.n DESC LIMIT 1)
      AS last ON all_walked.rows = p_limit AND all_walked.accepted_at < v_now - p_before;

    SELECT array_agg(s.lane) INTO v_lanes FROM unnest(v_lanes) AS id CROSS JOIN LATERAL (
      SELECT * FROM ${s}.lane_state WHERE lane = id ORDER BY version DESC LIMIT 1
      FOR UPDATE SKIP LOCKED
    ) AS s
    WHERE s.due IS NULL;

    WITH ended AS (
      DELETE FROM ${s}.lane_state WHERE lane = ANY (v_lanes)
        AND NOT EXISTS (SELECT FROM ${s}.message AS m WHERE m.lane = lane_state.lane)
      RETURNING lane
    )
    DELETE FROM ${s}.lane USING ended WHERE id = ended.lane;
    GET DIAGNOSTICS lanes = ROW_COUNT;
  END
  $function$;
`;
