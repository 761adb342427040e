import { byIndexOnly } from './settings.ts';

const laneName = 'coalesce(l.name, l.key)';

/** The targets of lanes that are not idle: one look into the index for each. */
export const targetsFunction = (s: string): string => `
  CREATE FUNCTION ${s}.targets() RETURNS SETOF text LANGUAGE sql STABLE
  ${byIndexOnly}
  AS $function$
    WITH RECURSIVE next (target) AS (
      (SELECT target FROM ${s}.lane_state WHERE due IS NOT NULL ORDER BY target LIMIT 1)
      UNION ALL
      SELECT (SELECT l.target FROM ${s}.lane_state AS l
              WHERE l.due IS NOT NULL AND l.target > next.target ORDER BY l.target LIMIT 1)
      FROM next WHERE next.target IS NOT NULL
    )
    SELECT target FROM next WHERE target IS NOT NULL
  $function$;
`;

/**
 * The changes after a position, in order, up to the horizon. Acceptances stand in the messages
 * themselves. Each statement sees what was committed before it began, and the horizon is found
 * first.
 */
export const changesFunction = (s: string): string => `
  CREATE FUNCTION ${s}.changes_1(p_tx bigint, p_n integer, p_limit integer)
  RETURNS TABLE (tx bigint, n integer, id text, lane text, kind text, at bigint, event text,
    failure text, detail text) LANGUAGE plpgsql
  ${byIndexOnly}
  AS $function$
  #variable_conflict use_column
  DECLARE v_horizon bigint := ${s}.horizon();
  BEGIN
    RETURN QUERY
    SELECT * FROM (
      (SELECT m.tx, m.n, m.id, ${laneName} AS lane, 'accepted', m.accepted_at, NULL, NULL, NULL
        FROM ${s}.message AS m JOIN ${s}.lane AS l ON l.id = m.lane
        WHERE (m.tx, m.n) > (p_tx, p_n) AND m.tx < v_horizon
        ORDER BY m.tx, m.n LIMIT p_limit)
      UNION ALL
      (SELECT c.tx, c.n, m.id, ${laneName}, c.kind, c.at, c.event, c.failure, c.detail
        FROM ${s}.change AS c JOIN ${s}.message AS m ON m.tx = c.of_tx AND m.n = c.of_n
        JOIN ${s}.lane AS l ON l.id = m.lane
        WHERE (c.tx, c.n) > (p_tx, p_n) AND c.tx < v_horizon
        ORDER BY c.tx, c.n LIMIT p_limit)
    ) AS both_kinds (tx, n, id, lane, kind, at, event, failure, detail)
    ORDER BY tx, n LIMIT p_limit;
  END
  $function$;
`;

/** The position of the newest change below the horizon. */
export const newestFunction = (s: string): string => `
  CREATE FUNCTION ${s}.newest_1() RETURNS TABLE (tx bigint, n integer) LANGUAGE plpgsql
  ${byIndexOnly}
  AS $function$
  #variable_conflict use_column
  DECLARE v_horizon bigint := ${s}.horizon();
  BEGIN
    RETURN QUERY
    SELECT * FROM (
      (SELECT tx, n FROM ${s}.message WHERE tx < v_horizon ORDER BY tx DESC, n DESC LIMIT 1)
      UNION ALL
      (SELECT tx, n FROM ${s}.change WHERE tx < v_horizon ORDER BY tx DESC, n DESC LIMIT 1)
    ) AS newest (tx, n)
    ORDER BY tx DESC, n DESC LIMIT 1;
  END
  $function$;
`;

/**
 * A number of transactions below which nothing was accepted at or after a time, found by halving,
 * as the times of acceptance grow with the numbers, but for some minutes.
 */
export const positionFunction = (s: string): string => `
  CREATE FUNCTION ${s}.position_1(p_at bigint) RETURNS bigint LANGUAGE plpgsql STABLE
  ${byIndexOnly}
  AS $function$
  DECLARE
    v_low bigint := (SELECT min(tx) FROM ${s}.message);
    v_high bigint := (SELECT max(tx) FROM ${s}.message);
    v_middle bigint;
  BEGIN
    WHILE v_low < v_high LOOP
      v_middle := v_low + (v_high - v_low) / 2;
      IF (SELECT accepted_at FROM ${s}.message WHERE tx >= v_middle ORDER BY tx, n LIMIT 1) < p_at
      THEN v_low := v_middle + 1;
      ELSE v_high := v_middle;
      END IF;
    END LOOP;
    RETURN coalesce(v_low, 0);
  END
  $function$;
`;
