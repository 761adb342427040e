import type { Account } from './account.ts';
import type { AccountChange, Accounts } from './accounts.ts';

/** Accounts that were removed: they come back only when somebody gives them credentials. */
export interface RemovedAccounts {
  /** Durable when the promise resolves. */
  retire(id: string): Promise<void>;
  /** Answers from memory. */
  wasRemoved(id: string): boolean;
}

/**
 * The accounts we serve, and a memory of those that were removed: of these only the id is kept, so
 * that neither a start nor a message brings them back from the channels of the contact centre.
 */
export class ServedAccounts implements Accounts, RemovedAccounts {
  readonly #kept: Accounts;
  /** While they are being removed; what runs at the same time must not save them once more. */
  readonly #leaving = new Set<string>();

  /** `kept` holds both; nobody else should look at it. */
  constructor(kept: Accounts) {
    this.#kept = kept;
  }

  find(id: string): Account | undefined {
    const account = this.#kept.find(id);
    return account !== undefined && this.#isServed(account) ? account : undefined;
  }

  all(): readonly Account[] {
    return this.#kept.all().filter((account) => this.#isServed(account));
  }

  save(account: Account): Promise<void> {
    return this.#kept.save(account);
  }

  change(
    id: string,
    changed: (kept: Account) => Account | undefined,
  ): Promise<AccountChange | undefined> {
    return this.#kept.change(id, (account) =>
      this.#isServed(account) ? changed(account) : undefined,
    );
  }

  /** Forgets it altogether. */
  remove(id: string): Promise<void> {
    return this.#kept.remove(id);
  }

  async everywhere(): Promise<void> {
    await this.#kept.everywhere?.();
  }

  async current(): Promise<void> {
    await this.#kept.current?.();
  }

  async retire(id: string): Promise<void> {
    this.#leaving.add(id);
    try {
      await this.#kept.save({ id, state: 'removed', credentials: none });
    } finally {
      this.#leaving.delete(id);
    }
  }

  wasRemoved(id: string): boolean {
    return this.#leaving.has(id) || this.#kept.find(id)?.state === 'removed';
  }

  #isServed({ id, state }: Account): boolean {
    return state !== 'removed' && !this.#leaving.has(id);
  }
}

const none = { consumerKey: '', consumerSecret: '', accessToken: '', accessTokenSecret: '' };
