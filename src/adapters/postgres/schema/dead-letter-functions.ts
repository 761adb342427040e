import { currentPosition } from './horizon.ts';
import { byIndexOnly, waitingBriefly } from './settings.ts';

const declarations = `
    v_now bigint := coalesce(p_now, floor(extract(epoch FROM clock_timestamp()) * 1000));
    v_lanes bigint[];
    v_tx bigint;`;

/** The lanes of those that are dead letters are locked first, as commits do. */
const lockLanes = (s: string): string => `
    SELECT array_agg(DISTINCT m.lane) INTO v_lanes
    FROM ${s}.seen AS i JOIN ${s}.dead AS d ON d.of_tx = i.tx AND d.of_n = i.n
    JOIN ${s}.message AS m ON m.tx = d.of_tx AND m.n = d.of_n
    WHERE i.id = ANY (p_ids);
    IF v_lanes IS NULL THEN
      RETURN;
    END IF;
    PERFORM newest.version
    FROM (SELECT id FROM unnest(v_lanes) AS id ORDER BY id) AS sorted
    CROSS JOIN LATERAL (
      SELECT version FROM ${s}.lane_state WHERE lane = id ORDER BY version DESC LIMIT 1 FOR UPDATE
    ) AS newest;
    v_tx := ${currentPosition(s)};`;

/** Nobody has decided meanwhile about those that are still there. */
const taken = (s: string): string => `
      gone AS (
        DELETE FROM ${s}.dead AS d USING ${s}.seen AS i
        WHERE i.id = ANY (p_ids) AND d.of_tx = i.tx AND d.of_n = i.n RETURNING d.of_tx, d.of_n
      )`;

const noted = (s: string, kind: string, from: string): string => `
      noted AS (
        INSERT INTO ${s}.change (tx, n, of_tx, of_n, at, kind)
        SELECT v_tx, row_number() OVER (ORDER BY tx, n), tx, n, v_now, '${kind}' FROM ${from}
      )`;

/** Dead letters go to the ends of their lanes; one that was idle is due at once. Answers their ids. */
export const redriveFunction = (s: string): string => `
  CREATE FUNCTION ${s}.redrive_1(p_ids text[], p_now bigint)
  RETURNS SETOF text LANGUAGE plpgsql ${byIndexOnly} ${waitingBriefly}
  AS $function$
  DECLARE ${declarations}
  BEGIN
    ${lockLanes(s)}
    RETURN QUERY
    WITH ${taken(s)}, placed AS (
      SELECT m.tx, m.n, m.lane, m.progress, m.doubt_since,
        l.tail + row_number() OVER (PARTITION BY m.lane ORDER BY m.tx, m.n) - 1 AS seq
      FROM gone JOIN ${s}.message AS m ON m.tx = gone.of_tx AND m.n = gone.of_n
      CROSS JOIN LATERAL (
        SELECT tail FROM ${s}.lane_state WHERE lane = m.lane ORDER BY version DESC LIMIT 1
      ) AS l
    ), ${noted(s, 'redriven', 'placed')}, ends AS (
      SELECT lane, count(*) AS added, (array_agg(progress ORDER BY seq))[1] AS progress,
        (array_agg(doubt_since ORDER BY seq))[1] AS doubt_since
      FROM placed GROUP BY lane
    ), lanes AS (
      UPDATE ${s}.lane_state AS l SET
        version = version + 1,
        tail = tail + added,
        epoch = epoch + (due IS NULL)::integer,
        state = CASE WHEN due IS NULL THEN 0 ELSE state END,
        progress = CASE WHEN due IS NULL THEN coalesce(ends.progress, '') ELSE l.progress END,
        doubt_since = CASE WHEN due IS NULL THEN coalesce(ends.doubt_since, 0)
          ELSE l.doubt_since END,
        due = coalesce(due, v_now)
      FROM ends
      WHERE l.lane = ends.lane
    )
    UPDATE ${s}.message AS m SET state = 0, settled_at = NULL, seq = placed.seq
    FROM placed WHERE m.tx = placed.tx AND m.n = placed.n
    RETURNING m.id;
  END
  $function$;
`;

/** Dead letters that are given up for good lose their texts, unless those are kept. Answers their ids. */
export const discardFunction = (s: string): string => `
  CREATE FUNCTION ${s}.discard_1(p_ids text[], p_now bigint, p_keep boolean)
  RETURNS SETOF text LANGUAGE plpgsql ${byIndexOnly} ${waitingBriefly}
  AS $function$
  DECLARE ${declarations}
  BEGIN
    ${lockLanes(s)}
    RETURN QUERY
    WITH ${taken(s)}, settled AS (
      UPDATE ${s}.message AS m SET state = 3, settled_at = v_now, progress = NULL,
        doubt_since = NULL, body = CASE WHEN p_keep THEN body END
      FROM gone WHERE m.tx = gone.of_tx AND m.n = gone.of_n
      RETURNING m.tx, m.n, m.id
    ), ${noted(s, 'discarded', 'settled')}
    SELECT id FROM settled;
  END
  $function$;
`;
