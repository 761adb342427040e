import type { Account } from './account.ts';

/**
 * The accounts we serve. Credentials are encrypted at rest and survive a restart.
 */
export interface Accounts {
  /** Answers from memory, without waiting: the challenge and every signature need it. */
  find(id: string): Account | undefined;
  all(): readonly Account[];
  /**
   * Durable when the promise resolves; adds or replaces. Of two OAuth 2.0 tokens of one connection
   * the later one stays, whichever is saved last: the earlier one works no more.
   */
  save(account: Account): Promise<void>;
  /** Removing an unknown account has no effect. */
  remove(id: string): Promise<void>;
  /**
   * Resolves when every process that shares the accounts knows what was changed here before;
   * absent where there is only this one.
   */
  everywhere?(): Promise<void>;
  /**
   * Resolves when what any process that shares the accounts changed before is known here; absent
   * where there is only this one.
   */
  current?(): Promise<void>;
}
