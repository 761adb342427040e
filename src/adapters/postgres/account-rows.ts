import type { Account, AccountState, Credentials } from '../../domain/accounts/account.ts';
import type { Seal } from '../../domain/accounts/seal.ts';
import { fromStored, storable } from './text.ts';

/** An account as it is kept: what it must not tell is sealed. */
export interface AccountRow {
  readonly id: string;
  readonly state: AccountState;
  readonly secret: string;
}

type Secret = Credentials & Pick<Account, 'registration' | 'provenAtMs' | 'apis' | 'moving'>;

export const purposeOf = (accountId: string): string => `credentials of account ${accountId}`;

export function rowOf({ id, state, ...account }: Account, seal: Seal): AccountRow {
  const { credentials, ...rest } = account;
  const secret: Secret = { ...credentials, ...rest };
  return { id: storable(id), state, secret: seal.close(JSON.stringify(secret), purposeOf(id)) };
}

/** Throws, naming the account and no secret, when it cannot be opened with this seal. */
export function accountOf({ id: stored, state, secret }: AccountRow, seal: Seal): Account {
  const id = fromStored(stored);
  try {
    const opened = JSON.parse(seal.open(secret, purposeOf(id))) as Secret;
    const { registration, provenAtMs, apis, moving, ...credentials } = opened;
    const proven = provenAtMs === undefined ? {} : { provenAtMs };
    const more = { ...proven, ...(apis && { apis }), ...(moving && { moving }) };
    return { id, state, credentials, ...(registration && { registration }), ...more };
  } catch {
    throw new Error(`The credentials of account ${id} cannot be opened: is the key the right one?`);
  }
}
