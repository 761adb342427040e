import type { Account } from '../accounts/account.ts';
import type { AccountEvent } from './direct-message.ts';

/** A piece of what happened, newest first. */
export interface PastPage {
  /** As the webhook would have told them. */
  readonly events: readonly AccountEvent[];
  /** When the newest of them happened, epoch milliseconds; absent for an empty page. */
  readonly newestMs?: number;
  /** Where the page before, in time, begins; absent: X has nothing older. */
  readonly next?: string;
}

/**
 * The direct messages of an account that X still knows, sent and received, of the last 30 days. A
 * page may be empty and have a `next`.
 */
export interface PastEvents {
  /** Fails with `throttled` when the account may read no more for now. */
  page(account: Account, next?: string): Promise<PastPage>;
}
