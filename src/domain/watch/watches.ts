import type { Gap, Watch } from './watch.ts';

/** What is to be known instead; `undefined` takes a fact away, what is left out stays. */
export type WatchChange = {
  readonly [K in Exclude<keyof Watch, 'accountId'>]?: Watch[K] | undefined;
};

/**
 * What is known of the accounts that are watched. Survives a restart, and is shared by the
 * processes that share the journal.
 */
export interface Watches {
  /** Undefined: nothing is known. */
  find(accountId: string): Promise<Watch | undefined>;
  /** In the order of account ids. */
  all(): Promise<readonly Watch[]>;
  /**
   * Changes some facts of an account, all or none of them; others change at the same time without
   * harm. Resolves when it is on disk.
   */
  change(accountId: string, change: WatchChange): Promise<void>;
  /**
   * Opens a gap, with what else changes, unless one is being healed; answers whether it did. Of two
   * that open one at the same time, one does.
   */
  open(accountId: string, gap: Gap, more?: Omit<WatchChange, 'gap'>): Promise<boolean>;
  /** Forgets an account; an unknown one is no failure. */
  forget(accountId: string): Promise<void>;
}
