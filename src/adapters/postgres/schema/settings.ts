/**
 * For functions whose statements find everything by an index. Their plans are made once for a
 * connection, perhaps while the tables are still empty; they must be those for full ones. What is
 * switched off counts as so dear that the plans would be compiled, which takes longer than they do.
 */
export const byIndexOnly = `SET enable_seqscan = off SET enable_bitmapscan = off
  SET enable_hashjoin = off SET enable_mergejoin = off
  SET plan_cache_mode = force_generic_plan SET jit = off`;

/** Whoever holds a lock for longer than this is stuck. */
export const waitingBriefly = `SET lock_timeout = '5s'`;
