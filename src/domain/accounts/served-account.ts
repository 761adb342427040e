import { Failure } from '../errors.ts';
import type { Account } from './account.ts';
import type { Accounts } from './accounts.ts';

/** An account that we serve; fails with `not-found`. */
export function servedAccount(accounts: Accounts, id: string): Account {
  const account = accounts.find(id);
  if (account === undefined) throw new Failure('not-found', `no account ${id}`);
  return account;
}
