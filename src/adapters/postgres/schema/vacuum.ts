const often = 'autovacuum_vacuum_cost_delay = 0, autovacuum_vacuum_insert_scale_factor = 0.05';

/**
 * How the tables are kept clean. Every message changes the state of its lane several times and
 * leaves a dead row each time: PostgreSQL's default, a fifth of the table, would let a large table
 * collect millions of them, and its pauses would let the cleaning fall behind a busy hour.
 *
 * A message is written once more when it is settled, without its text: there is room for that on
 * its page, so that no index has to be written.
 */
export const vacuumSettings = (s: string): string => `
  ALTER TABLE ${s}.lane_state SET (autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_threshold = 1000, ${often});
  ALTER TABLE ${s}.message SET (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_threshold = 1000, ${often});
  ALTER TABLE ${s}.seen SET (autovacuum_vacuum_scale_factor = 0.05, ${often});
  ALTER TABLE ${s}.change SET (autovacuum_vacuum_scale_factor = 0.05, ${often});
  ALTER TABLE ${s}.ledger SET (autovacuum_vacuum_scale_factor = 0.05, ${often});
`;
