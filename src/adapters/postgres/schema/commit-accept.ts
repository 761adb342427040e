import type { CommitVersion } from './commit-version.ts';

/**
 * The part of a commit that takes arrivals in. `a_…` are the arrivals, first those that arrived,
 * then what follows from settlements (`a_of`: which one, else 0); `a_lane` is 0 for an arrival
 * without a message. Afterwards `v_new` has the numbers of those that were accepted, `v_added` and
 * `v_first` for each lane how many messages were appended and which came first.
 */
export const acceptArrivals = (s: string, { when }: CommitVersion): string => `
    WITH wanted AS (
      SELECT id, min(i)::integer AS i FROM unnest(a_id, a_of) WITH ORDINALITY AS a (id, of, i)
      WHERE of = 0 OR v_counts[of]
      GROUP BY id
    ), taken AS (
      INSERT INTO ${s}.seen (id, at, tx, n)
      SELECT id, v_now, CASE WHEN a_lane[i] > 0 THEN v_tx END, i FROM wanted ORDER BY id
      ON CONFLICT (id) DO NOTHING RETURNING n
    )
    SELECT coalesce(array_agg(n ORDER BY n), '{}') INTO v_new FROM taken;

    INSERT INTO ${s}.message (tx, n, state, lane, seq, accepted_at, id, key, body${when('traces', ', trace')})
    SELECT v_tx, n, 0, v_id[k], v_tail[k] + row_number() OVER (PARTITION BY k ORDER BY n) - 1,
      a_at[n] + v_shift, coalesce(a_name[n], a_id[n]),
      CASE WHEN a_name[n] IS NOT NULL THEN a_id[n] END, a_body[n]${when('traces', ', a_trace[n]')}
    FROM (SELECT n, a_lane[n] AS k FROM unnest(v_new) AS n) AS accepted
    WHERE k > 0;

    SELECT array_agg(added), array_agg(first) INTO v_added, v_first FROM (
      SELECT count(n)::integer AS added, min(n) AS first FROM (
        SELECT k, NULL::integer AS n FROM generate_series(1, v_lanes) AS k
        UNION ALL
        SELECT a_lane[n], n FROM unnest(v_new) AS n WHERE a_lane[n] > 0
      ) AS appended
      GROUP BY k ORDER BY k
    ) AS by_lane;
`;

/**
 * Appends to lanes of which no message is settled. One that was idle is leased if there is still
 * appetite for its target, in the order of the arrivals.
 */
export const appendToLanes = (s: string): string => `
    WITH appended AS (
      SELECT k, v_added[k] AS added, v_first[k] AS first, v_state[k] < 0 AS woken
      FROM generate_series(1, v_lanes) AS k
      WHERE v_added[k] > 0 AND v_settled[k] = 0
    ), ranked AS (
      SELECT *, woken AND row_number() OVER (PARTITION BY woken, a_target[first] ORDER BY first) <=
        coalesce((SELECT fresh FROM unnest(c_target, c_fresh) AS c (target, fresh)
                  WHERE c.target = a_target[first]), 0) AS leased
      FROM appended
    ), updated AS (
      UPDATE ${s}.lane_state AS l SET
        version = version + 1,
        tail = tail + added,
        epoch = epoch + woken::integer,
        target = CASE WHEN woken THEN a_target[first] ELSE target END,
        state = CASE WHEN NOT woken THEN state WHEN leased THEN 2 ELSE 0 END,
        due = CASE WHEN NOT woken THEN due WHEN leased THEN v_end ELSE v_now END,
        leased_at = CASE WHEN leased THEN v_now ELSE leased_at END,
        ticket = CASE WHEN leased THEN p_ticket ELSE ticket END
      FROM ranked AS r
      WHERE l.lane = v_id[r.k] AND l.version >= v_version[r.k]
      RETURNING r.k, r.first, r.woken, r.leased, l.target, l.lane, l.epoch, l.head
    )
    SELECT
      coalesce(array_agg(json_build_object('arrival', first, 'id', lane, 'epoch', epoch,
        'seq', head, 'target', target)) FILTER (WHERE leased), '{}'),
      coalesce(array_agg(target) FILTER (WHERE leased), '{}'),
      coalesce(bool_or(woken AND NOT leased), false)
    INTO v_heads, v_used, v_unleased FROM updated;
`;
