import type { StatementSync } from 'node:sqlite';
import type { Account, AccountState, Credentials } from '../../domain/accounts/account.ts';
import type { AccountChange, Accounts } from '../../domain/accounts/accounts.ts';
import type { Seal } from '../../domain/accounts/seal.ts';
import { changeOf, keptAccount } from '../../domain/accounts/user-token.ts';
import type { SqliteFile } from './sqlite-file.ts';

const purposeOf = (accountId: string): string => `credentials of account ${accountId}`;

/** The accounts in the journal's file, their credentials sealed; all of them also in memory. */
export class SqliteAccounts implements Accounts {
  readonly #seal: Seal;
  readonly #accounts = new Map<string, Account>();
  readonly #save: StatementSync;
  readonly #remove: StatementSync;

  /** Throws when the kept credentials cannot be opened with this seal. */
  constructor({ database }: SqliteFile, seal: Seal) {
    this.#seal = seal;
    this.#save = database.prepare(
      `INSERT INTO account (id, state, credentials) VALUES (?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET state = excluded.state, credentials = excluded.credentials`,
    );
    this.#remove = database.prepare('DELETE FROM account WHERE id = ?');
    const rows = database.prepare('SELECT id, state, credentials FROM account ORDER BY id').all();
    for (const row of rows as unknown as readonly AccountRow[]) {
      this.#accounts.set(row.id, accountOf(row, seal));
    }
  }

  find(id: string): Account | undefined {
    return this.#accounts.get(id);
  }

  all(): readonly Account[] {
    return [...this.#accounts.values()];
  }

  async save(given: Account): Promise<void> {
    const account = keptAccount(given, this.#accounts.get(given.id));
    const { id, state, credentials, ...more } = account;
    const secret = JSON.stringify({ ...credentials, ...more });
    this.#save.run(id, state, this.#seal.close(secret, purposeOf(id)));
    this.#accounts.set(id, account);
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
    this.#remove.run(id);
    this.#accounts.delete(id);
  }
}

/** What is sealed of an account. */
type Sealed = Credentials & Pick<Account, 'registration' | 'provenAtMs' | 'apis' | 'moving'>;

interface AccountRow {
  readonly id: string;
  readonly state: AccountState;
  readonly credentials: string;
}

function accountOf({ id, state, credentials: sealed }: AccountRow, seal: Seal): Account {
  try {
    const opened = JSON.parse(seal.open(sealed, purposeOf(id))) as Sealed;
    const { registration, provenAtMs, apis, moving, ...credentials } = opened;
    const proven = provenAtMs === undefined ? {} : { provenAtMs };
    const more = { ...proven, ...(apis && { apis }), ...(moving && { moving }) };
    return { id, state, credentials, ...(registration && { registration }), ...more };
  } catch {
    throw new Error(`The credentials of account ${id} cannot be opened: is the key the right one?`);
  }
}
