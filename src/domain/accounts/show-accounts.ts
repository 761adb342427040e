import {
  type Account,
  type AccountRegistration,
  type AccountState,
  type Apis,
  apisOf,
} from './account.ts';
import type { Accounts } from './accounts.ts';
import { type Capability, capabilitiesOf } from './capabilities.ts';
import type { LastEvents } from './last-events.ts';
import type { RateBudget, RateBudgets } from './rate-budgets.ts';
import { servedAccount } from './served-account.ts';

/** An account as operators see it: everything but its credentials. */
export interface AccountStatus {
  readonly id: string;
  readonly state: AccountState;
  readonly apis: Apis;
  /** Nobody said which APIs it uses, and X was not asked. */
  readonly apisAssumed: boolean;
  readonly capabilities: readonly Capability[];
  /** Since when X cannot be reached for it, or refuses it; epoch milliseconds. */
  readonly troubleSinceMs?: number;
  /** When X told something about it last, as far as is known; epoch milliseconds. */
  readonly lastEventMs?: number;
  readonly rateBudgets: readonly RateBudget[];
  readonly registration?: AccountRegistration;
}

/** Accounts in the order of their ids. */
export interface AccountsPage {
  readonly accounts: readonly AccountStatus[];
  /** The id to go on after; absent: this is the last page. */
  readonly next?: string;
}

export interface ShowAccountsParts {
  readonly accounts: Accounts;
  readonly rateBudgets: RateBudgets;
  readonly lastEvents: LastEvents;
  /** Since when the account's target is in trouble; undefined: it is not. */
  readonly troubleSinceMs: (accountId: string) => number | undefined;
  /** When the newest event of the account was journalled; asked for when none came since the start. */
  readonly journalledMs?: (accountId: string) => Promise<number | undefined>;
}

/** What the connector knows of the accounts it serves. */
export class ShowAccounts {
  readonly #parts: ShowAccountsParts;

  constructor(parts: ShowAccountsParts) {
    this.#parts = parts;
  }

  /** At most `size` accounts, those with ids behind `after`. */
  page(size: number, after?: string): AccountsPage {
    const behind = [...this.#parts.accounts.all()]
      .sort((a, b) => compareIds(a.id, b.id))
      .filter(({ id }) => after === undefined || compareIds(id, after) > 0);
    const accounts = behind.slice(0, size).map((account) => this.#statusOf(account));
    const next = behind.length > size ? accounts.at(-1)?.id : undefined;
    return { accounts, ...(next !== undefined && { next }) };
  }

  /** Fails with `not-found`. */
  async one(id: string): Promise<AccountStatus> {
    const status = this.#statusOf(servedAccount(this.#parts.accounts, id));
    if (status.lastEventMs !== undefined) return status;
    const lastEventMs = await this.#parts.journalledMs?.(id).catch(() => undefined);
    return { ...status, ...(lastEventMs !== undefined && { lastEventMs }) };
  }

  #statusOf(account: Account): AccountStatus {
    const { id, registration, state } = account;
    const troubleSinceMs = this.#parts.troubleSinceMs(id);
    const lastEventMs = this.#parts.lastEvents.of(id);
    return {
      id,
      state,
      apis: apisOf(account),
      apisAssumed: account.apis === undefined,
      capabilities: capabilitiesOf(account),
      ...(troubleSinceMs !== undefined && { troubleSinceMs }),
      ...(lastEventMs !== undefined && { lastEventMs }),
      rateBudgets: this.#parts.rateBudgets.of(account),
      ...(registration !== undefined && { registration }),
    };
  }
}

/** As numbers; they have too many digits to be some. */
const compareIds = (a: string, b: string): number =>
  a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
