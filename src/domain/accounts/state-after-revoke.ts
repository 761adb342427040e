import type { Account, AccountState } from './account.ts';

/** Clocks differ. */
const clocksApartMs = 60_000;

/** X dates a revoke in whole seconds, within which it came. */
const dateMs = 1_000;

/**
 * The state of an account when X says that it took an app's access back at `atMs`, which X may say
 * late, and again; both times are epoch milliseconds. What was before X was seen to take the
 * credentials is over. Where it is in doubt whether these are meant X counts as refusing them, which
 * the next call that works ends.
 */
export function stateAfterRevoke({ provenAtMs, state }: Account, atMs: number): AccountState {
  if (state === 'revoked') return state;
  if (provenAtMs !== undefined && atMs <= provenAtMs - clocksApartMs) return state;
  const isMeant = provenAtMs !== undefined && atMs >= provenAtMs - (provenAtMs % dateMs);
  return isMeant ? 'revoked' : 'unauthorized';
}
