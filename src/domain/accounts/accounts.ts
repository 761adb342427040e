import type { Account } from './account.ts';

/** What an account was, and what it is from then on. */
export interface AccountChange {
  readonly before: Account;
  readonly now: Account;
}

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
  /**
   * Changes an account as it is kept at this moment, whichever process changed it last, so that
   * nothing of that is undone: `changed` is given it and answers what it is to be, under the same
   * id, or undefined where it is to stay. Answers what came of it; undefined: it stayed, or is none
   * of ours. Durable when the promise resolves. Tokens are kept as `save` does.
   */
  change(
    id: string,
    changed: (kept: Account) => Account | undefined,
  ): Promise<AccountChange | undefined>;
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
