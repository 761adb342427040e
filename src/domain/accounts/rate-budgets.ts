import type { Account } from './account.ts';

/** How often an endpoint may be called, as X said it last. */
export interface RateBudget {
  /** Method and path, ids in it replaced by a placeholder. */
  readonly endpoint: string;
  /** Length of the window, and of whom it is when it is not the account's own: see {@link RateWindow}. */
  readonly window: RateWindow;
  /** Calls a window. */
  readonly limit: number;
  /** Calls left in it. */
  readonly remaining: number;
  /** When the next window begins, in epoch milliseconds. */
  readonly resetMs: number;
}

/** A quarter of an hour, or a day: of the endpoint, or of the account or the app as such. */
export type RateWindow = '15m' | '24h' | '24h-account' | '24h-app';

/** What X has said about its limits, for as long as the windows last; forgotten at a restart. */
export interface RateBudgets {
  /** Of the account and of its app, by endpoint; windows that have ended are left out. */
  of(account: Account): readonly RateBudget[];
  /**
   * Of the calls that send direct messages, each window once; also of windows that have ended, since
   * the next ones are likely to be as large.
   */
  ofSending(account: Account): readonly RateBudget[];
}
