/** The number of the transaction that runs, as positions have it. */
export const currentPosition = (s: string): string =>
  `pg_current_xact_id()::text::bigint + (SELECT shift FROM ${s}.era)`;

/** Whoever writes changes locks one of these before his transaction gets its number. */
const written = ['lane', 'lane_state', 'message', 'dead'];

/**
 * Everything below the horizon is either there for good or will never be: numbers of transactions
 * are given when they begin to write, not when they commit, and a slow one may come to light after
 * many others. Only transactions that have locked a table of ours count, so that nobody else's hold
 * the journal up. The next number is read before the locks are: who gets one later than that is
 * above it, and who had one before is found by his locks until everybody can see what he wrote.
 */
export const horizonFunction = (s: string): string => `
  CREATE FUNCTION ${s}.horizon() RETURNS bigint LANGUAGE plpgsql AS $function$
  DECLARE
    v_next bigint := pg_snapshot_xmax(pg_current_snapshot())::text::bigint;
    v_first bigint;
  BEGIN
    WITH held AS MATERIALIZED (
      SELECT locktype, relation, mode, transactionid, virtualtransaction FROM pg_locks
      WHERE granted AND (locktype = 'transactionid' AND mode = 'ExclusiveLock'
        OR locktype = 'relation' AND mode IN ('RowShareLock', 'RowExclusiveLock')
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND relation IN (${written.map((table) => `'${s}.${table}'::regclass`).join(', ')}))
    )
    SELECT min(v_next - ((v_next - x.transactionid::text::bigint) & 4294967295)) INTO v_first
    FROM held AS w JOIN held AS x USING (virtualtransaction)
    WHERE w.locktype = 'relation' AND x.locktype = 'transactionid';
    RETURN least(v_next, v_first) + (SELECT shift FROM ${s}.era);
  END
  $function$;
`;
