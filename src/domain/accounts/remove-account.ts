import { Failure } from '../errors.ts';
import type { Observer } from '../observer.ts';
import type { Accounts } from './accounts.ts';
import type { LastEvents } from './last-events.ts';
import { servedAccount } from './served-account.ts';
import type { RemovedAccounts } from './served-accounts.ts';

export interface RemoveAccountParts {
  readonly accounts: Accounts & RemovedAccounts;
  readonly lastEvents: LastEvents;
  readonly observer: Observer;
  /** Has what waits for the account tried at once, so that it becomes dead letters. */
  readonly removed: (accountId: string) => void;
}

/** Forgets an account and its credentials, for good; nothing changes on X. */
export class RemoveAccount {
  readonly #parts: RemoveAccountParts;

  constructor(parts: RemoveAccountParts) {
    this.#parts = parts;
  }

  /** Durable when the promise resolves. Fails with `not-found`, unless it may be missing. */
  async execute(accountId: string, mayBeMissing = false): Promise<void> {
    const { accounts, lastEvents, observer, removed } = this.#parts;
    if (mayBeMissing && accounts.find(accountId) === undefined) return;
    servedAccount(accounts, accountId);
    await accounts.retire(accountId).catch((thrown: unknown) => {
      const reason = thrown instanceof Error ? thrown.message : 'unknown';
      observer.notice({ kind: 'journal-failed', reason });
      throw new Failure('unavailable', 'the journal failed');
    });
    lastEvents.forget(accountId);
    observer.notice({ kind: 'account', accountId, state: 'removed' });
    removed(accountId);
  }
}
