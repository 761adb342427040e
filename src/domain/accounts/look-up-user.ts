import { Failure } from '../errors.ts';
import type { Account } from './account.ts';
import type { Accounts } from './accounts.ts';
import type { Profile, Profiles } from './profiles.ts';
import { servedAccount } from './served-account.ts';

/** Who is behind a user name. */
export class LookUpUser {
  readonly #accounts: Accounts;
  readonly #profiles: Profiles;

  constructor(accounts: Accounts, profiles: Profiles) {
    this.#accounts = accounts;
    this.#profiles = profiles;
  }

  /**
   * `@` in front is left out. Asks in the name of `accountId`, else of any account that works.
   * Fails with `not-found` when nobody has the name, or no account could ask.
   */
  async execute(userName: string, accountId?: string): Promise<Profile> {
    const account =
      accountId === undefined ? this.#any() : servedAccount(this.#accounts, accountId);
    return this.#profiles.named(account, userName.replace(/^@/, ''));
  }

  #any(): Account {
    const accounts = this.#accounts.all();
    const account = accounts.find(({ state }) => state === 'active') ?? accounts[0];
    if (account === undefined) throw new Failure('not-found', 'no account that could ask X');
    return account;
  }
}
