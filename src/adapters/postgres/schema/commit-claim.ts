import type { CommitVersion } from './commit-version.ts';

/** In the form that the store reads; see `heads.ts`. */
const headIn = ({
  when,
}: CommitVersion): string => `json_build_object('lane', coalesce(n.name, n.key), 'id', l.lane, 'epoch', l.epoch,
          'seq', l.head, 'target', l.target, 'body', m.body, 'progress', l.progress,
          'accepted', m.accepted_at, 'tries', l.tries, 'burned', l.burned,
          'failed', l.failed_since, 'doubt', l.doubt_since${when('traces', ", 'trace', m.trace")})`;

/** Adds the heads of the lanes that `v_claimed` names, after `change` was made to them. */
const takeClaimed = (s: string, version: CommitVersion, change: string): string => `
        WITH l AS (
          UPDATE ${s}.lane_state SET version = version + 1, ${change}
          FROM unnest(v_claimed, v_since) AS claimed (id, since)
          WHERE lane = id AND version >= since
          RETURNING lane_state.*
        )
        SELECT v_heads || coalesce(array_agg(${headIn(version)}), '{}') INTO v_heads
        FROM l JOIN ${s}.message AS m ON m.lane = l.lane AND m.seq = l.head
        JOIN ${s}.lane AS n ON n.id = l.lane;`;

/**
 * Takes over the heads that were leased by commits of this store whose answers were lost: nobody
 * was told of them, so nothing of them is in flight.
 */
export const findLostHeads = (s: string, version: CommitVersion): string => `
    IF cardinality(p_lost) > 0 THEN
      SELECT array_agg(lane), array_agg(version) INTO v_claimed, v_since FROM (
        SELECT lane, version FROM ${s}.lane_state
        WHERE target = ANY (ARRAY(SELECT ${s}.targets())) AND state = ANY ('{2,3}')
          AND due IS NOT NULL AND ticket = ANY (p_lost)
        FOR UPDATE SKIP LOCKED
      ) AS lost;
      ${takeClaimed(s, version, 'due = v_end, leased_at = v_now, ticket = p_ticket')}
    END IF;
`;

const earliest = (s: string, state: number): string => `
        (SELECT min(due) FROM ${s}.lane_state WHERE target = v_target AND state = ${state}
          AND due IS NOT NULL AND due >= v_floors[${state + 1}])`;

const allEarliest = (s: string): string =>
  `ARRAY[${[0, 1, 2, 3].map((state) => earliest(s, state)).join(',')}]`;

/** The lease that ran out was held by somebody who may have been sending. */
const claim = `state = v_from % 2 + 2, epoch = epoch + 1, due = v_end, leased_at = v_now,
            ticket = p_ticket,
            doubt_since = CASE WHEN state >= 2 AND doubt_since = 0 THEN leased_at
              ELSE doubt_since END`;

const later = (wanted: string, due: string): string =>
  `CASE WHEN ${wanted} > 0 AND ${due} <= v_now THEN v_now + v_pause ELSE ${due} END`;

/**
 * Claims lanes that are due, target by target; leases that ran out come first. What somebody else
 * works on just now is passed over; if it is all that is due, it is looked at again a little later.
 * No due time below the floors is looked at, since the store knows that there is none.
 */
export const claimDueLanes = (s: string, version: CommitVersion): string => `
    FOR v_target, v_fresh, v_waiting, v_retrying, v_floors IN
      SELECT c.target, c.fresh, c.waiting, c.retrying, ARRAY[c.floor0, c.floor1, c.floor2, c.floor3]
      FROM unnest(c_target, c_fresh, c_waiting, c_retrying, c_floor0, c_floor1, c_floor2, c_floor3)
        AS c (target, fresh, waiting, retrying, floor0, floor1, floor2, floor3)
    LOOP
      v_fresh := v_fresh - cardinality(array_positions(v_used, v_target));
      v_fresh := least(v_fresh, v_waiting);
      v_dues := ${allEarliest(s)};
      v_any := false;
      FOREACH v_from IN ARRAY ARRAY[2, 0, 3, 1] LOOP
        v_wanted := CASE WHEN v_from % 2 = 0 THEN v_fresh ELSE v_retrying END;
        CONTINUE WHEN v_wanted <= 0 OR coalesce(v_dues[v_from + 1] > v_now, true);
        SELECT array_agg(lane), array_agg(version) INTO v_claimed, v_since FROM (
          SELECT lane, version FROM ${s}.lane_state
          WHERE target = v_target AND state = v_from AND due IS NOT NULL
            AND due >= v_floors[v_from + 1] AND due <= v_now
          ORDER BY due LIMIT v_wanted FOR UPDATE SKIP LOCKED
        ) AS due_lanes;
        CONTINUE WHEN v_claimed IS NULL;
        v_any := true;
        ${takeClaimed(s, version, claim)}
        IF v_from % 2 = 0 THEN
          v_fresh := v_fresh - cardinality(v_claimed);
        ELSE
          v_retrying := v_retrying - cardinality(v_claimed);
        END IF;
      END LOOP;
      IF v_any THEN
        v_dues := ${allEarliest(s)};
      END IF;
      v_next := v_next || json_build_object('target', v_target, 'dues', v_dues,
        'fresh', ${later('v_fresh', 'least(v_dues[1], v_dues[3])')},
        'retrying', ${later('v_retrying', 'least(v_dues[2], v_dues[4])')});
    END LOOP;
`;
