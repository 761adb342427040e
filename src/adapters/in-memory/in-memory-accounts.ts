import type { Account } from '../../domain/accounts/account.ts';
import type { AccountChange, Accounts } from '../../domain/accounts/accounts.ts';
import { changeOf, keptAccount } from '../../domain/accounts/user-token.ts';
import type { ChannelTypes } from '../../domain/accounts/channel-types.ts';

/** Accounts in memory, for tests. Two that share one map imitate a restart. */
export class InMemoryAccounts implements Accounts {
  readonly #accounts: Map<string, Account>;

  constructor(accounts: Map<string, Account> = new Map()) {
    this.#accounts = accounts;
  }

  find(id: string): Account | undefined {
    return this.#accounts.get(id);
  }

  all(): readonly Account[] {
    return [...this.#accounts.values()];
  }

  async save(account: Account): Promise<void> {
    this.#accounts.set(account.id, keptAccount(account, this.#accounts.get(account.id)));
  }

  async change(
    id: string,
    changed: (kept: Account) => Account | undefined,
  ): Promise<AccountChange | undefined> {
    const change = changeOf(this.#accounts.get(id), changed);
    if (change !== undefined) await this.save(change.now);
    return change;
  }

  async remove(id: string): Promise<void> {
    this.#accounts.delete(id);
  }
}

/** Channel types in memory, for tests. Two that share one set imitate a restart. */
export class InMemoryChannelTypes implements ChannelTypes {
  readonly #ids: Set<string>;

  constructor(ids: Set<string> = new Set()) {
    this.#ids = ids;
  }

  async remember(id: string): Promise<void> {
    this.#ids.add(id);
  }

  async all(): Promise<readonly string[]> {
    return [...this.#ids];
  }
}
