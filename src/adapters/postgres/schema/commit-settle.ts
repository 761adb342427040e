import type { CommitVersion } from './commit-version.ts';

/**
 * The part of a commit that finds out which settlements count: those of a lease that is still held,
 * and of several for one head the first. Afterwards `v_counts` says it for each settlement, and
 * `v_settled` which one counts for each lane, else 0.
 */
export const fenceSettlements = `
    SELECT array_agg(counts ORDER BY i) INTO v_counts FROM (
      SELECT i, v_state[k] >= 2 AND v_id[k] = id AND v_epoch[k] = epoch AND v_head[k] = seq
        AND row_number() OVER (PARTITION BY k, id, epoch, seq ORDER BY i) = 1 AS counts
      FROM unnest(s_lane, s_id, s_epoch, s_seq) WITH ORDINALITY AS given (k, id, epoch, seq, i)
    ) AS fenced;

    SELECT array_agg(i) INTO v_settled FROM (
      SELECT max(i)::integer AS i FROM (
        SELECT k, 0 AS i FROM generate_series(1, v_lanes) AS k
        UNION ALL
        SELECT k, i FROM unnest(s_lane) WITH ORDINALITY AS given (k, i) WHERE v_counts[i]
      ) AS counting
      GROUP BY k ORDER BY k
    ) AS by_lane;
`;

/** A lane begins a new lease of this commit. */
const leasedNow = 'due = v_end, leased_at = v_now, ticket = p_ticket';

const settledAs = (kinds: string): string => `(
      SELECT k, v_settled[k] AS i, v_id[k] AS id, v_version[k] AS since, v_added[k] AS added
      FROM generate_series(1, v_lanes) AS k
      WHERE v_settled[k] > 0 AND s_kind[v_settled[k]] IN (${kinds})
    )`;

const isOf = 'l.lane = c.id AND l.version >= c.since';

/** In the form that the store reads; see `heads.ts`. */
const settledHead = (body: string, acceptedAt: string, more = ''): string => `
      array_agg(json_build_object('settlement', i, 'id', lane, 'epoch', epoch, 'seq', head,
        'target', target, 'body', ${body}, 'progress', progress, 'accepted', ${acceptedAt},
        'tries', tries, 'burned', burned, 'failed', failed_since, 'doubt', doubt_since${more}))`;

/**
 * Hands lanes back. A doubt is never younger than the attempt that it is about, whatever the clock
 * of the process says: an echo that is older would not be recognised.
 */
const handBack = (s: string): string => `
    IF 'retry' = ANY (s_kind) THEN
      WITH c AS ${settledAs(`'retry'`)}
      UPDATE ${s}.lane_state AS l SET
        version = version + 1,
        tail = tail + added,
        state = CASE WHEN s_tries[i] > 0 THEN 1 ELSE 0 END,
        due = greatest(v_now, s_due[i] + v_shift),
        tries = s_tries[i],
        burned = s_burned[i],
        failed_since = CASE WHEN s_failed[i] > 0 THEN s_failed[i] + v_shift ELSE 0 END,
        doubt_since = CASE WHEN s_doubt[i] > 0
          THEN least(s_doubt[i] + v_shift, leased_at, nullif(doubt_since, 0)) ELSE 0 END
      FROM c WHERE ${isOf};
    END IF;
`;

/** Leases the same messages once more; what went wrong with a step is over when it is done. */
const advance = (s: string): string => `
    IF 'advanced' = ANY (s_kind) THEN
      WITH c AS ${settledAs(`'advanced'`)}, moved AS (
        UPDATE ${s}.lane_state AS l SET
          version = version + 1,
          tail = tail + added,
          epoch = epoch + 1,
          ${leasedNow},
          state = CASE WHEN progress = s_progress[i] AND tries > 0 THEN 3 ELSE 2 END,
          tries = CASE WHEN progress = s_progress[i] THEN tries ELSE 0 END,
          burned = CASE WHEN progress = s_progress[i] THEN burned ELSE 0 END,
          failed_since = CASE WHEN progress = s_progress[i] THEN failed_since ELSE 0 END,
          doubt_since = 0,
          progress = s_progress[i]
        FROM c WHERE ${isOf} RETURNING c.k, c.i, l.*
      )
      SELECT v_heads || coalesce(${settledHead('NULL', 'NULL')}, '{}') INTO v_heads FROM moved;
    END IF;
`;

/** The first messages leave their lanes, which are leased with what comes next. */
const moveOn = (s: string, { when }: CommitVersion): string => `
      WITH c AS ${settledAs(`'done', 'buried'`)}, moved AS (
        UPDATE ${s}.lane_state AS l SET
          version = version + 1,
          tail = tail + added,
          head = head + 1,
          state = CASE WHEN m.seq IS NULL THEN 0 ELSE 2 END,
          due = CASE WHEN m.seq IS NULL THEN NULL ELSE v_end END,
          leased_at = v_now,
          ticket = p_ticket,
          tries = 0,
          burned = 0,
          failed_since = 0,
          doubt_since = coalesce(m.doubt_since, 0),
          progress = coalesce(m.progress, '')
        FROM c LEFT JOIN ${s}.message AS m ON m.lane = c.id AND m.seq = v_head[c.k] + 1
        WHERE ${isOf}
        RETURNING c.k, c.i, l.*, m.body, m.accepted_at${when('traces', ', m.trace')}
      )
      SELECT v_heads || coalesce(${settledHead('body', 'accepted_at', when('traces', ", 'trace', trace"))}
        FILTER (WHERE due IS NOT NULL), '{}') INTO v_heads FROM moved;
`;

/** Whoever redrives a dead letter follows it on. */
const leaveTrace = `
          trace = CASE s_kind[i] WHEN 'buried' THEN trace END,`;

/** What became of the messages that have left. */
const noteOutcomes = (s: string, { when }: CommitVersion): string => `
      WITH c AS ${settledAs(`'done', 'buried'`)}, left_ AS (
        UPDATE ${s}.message AS m SET
          state = CASE s_kind[i] WHEN 'done' THEN 1 ELSE 2 END,
          settled_at = CASE s_kind[i] WHEN 'done' THEN v_now ELSE s_at[i] + v_shift END,
          event = coalesce(s_event[i], event),
          failure = coalesce(s_failure[i], failure),
          detail = coalesce(s_detail[i], detail),
          body = CASE WHEN p_keep OR s_kind[i] = 'buried' THEN body END,${when('traces', leaveTrace)}
          progress = CASE s_kind[i] WHEN 'buried' THEN nullif(v_progress[k], '') END,
          doubt_since = CASE s_kind[i] WHEN 'buried' THEN nullif(v_doubt[k], 0) END
        FROM c WHERE m.lane = c.id AND m.seq = v_head[c.k]
        RETURNING c.i, m.tx, m.n, m.settled_at
      ), changed AS (
        INSERT INTO ${s}.change (tx, n, of_tx, of_n, at, kind, event, failure, detail)
        SELECT v_tx, v_arrivals + i, tx, n, settled_at,
          CASE s_kind[i] WHEN 'done' THEN 'delivered' ELSE 'buried' END,
          s_event[i], s_failure[i], s_detail[i]
        FROM left_
      )
      INSERT INTO ${s}.dead (tx, n, of_tx, of_n)
      SELECT v_tx, v_arrivals + i, tx, n FROM left_ WHERE s_kind[i] = 'buried';
`;

/** Settles what counts. */
export const settleHeads = (s: string, version: CommitVersion): string => `
    ${handBack(s)}
    ${advance(s)}
    IF s_kind && ARRAY['done', 'buried'] THEN
      ${moveOn(s, version)}
      ${noteOutcomes(s, version)}
    END IF;
`;
