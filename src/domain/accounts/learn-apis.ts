import { failureOf } from '../errors.ts';
import type { Observer } from '../observer.ts';
import { type Account, sameCredentials } from './account.ts';
import type { Accounts } from './accounts.ts';
import type { ApiProbe } from './api-probe.ts';

export interface LearnApisParts {
  readonly accounts: Accounts;
  readonly apiProbe: ApiProbe;
  readonly observer: Observer;
  /** Has what waits for the account tried at once. */
  readonly renewed: (accountId: string) => void;
}

/**
 * Finds out which APIs an account uses of which nobody said so. It counts as one of v1.1 until X
 * refuses it, which may be all that is wrong with it.
 */
export class LearnApis {
  readonly #parts: LearnApisParts;

  constructor(parts: LearnApisParts) {
    this.#parts = parts;
  }

  /** Never fails: what cannot be found out is noticed, and asked again the next time. */
  async execute(accountId: string): Promise<void> {
    const { accounts, apiProbe, observer } = this.#parts;
    const account = accounts.find(accountId);
    if (account === undefined || account.apis !== undefined) return;
    try {
      const { registration } = account;
      const apis = await apiProbe.probe(account, registration?.environmentName);
      await this.#keep(account, apis);
    } catch (thrown) {
      observer.notice({ kind: 'apis-unknown', accountId, failure: failureOf(thrown) });
    }
  }

  /** Unless somebody has said so meanwhile. */
  async #keep({ id, credentials }: Account, apis: NonNullable<Account['apis']>): Promise<void> {
    const { accounts, observer, renewed } = this.#parts;
    const isOther = ({ state }: Account) => apis.messages !== 'v1.1' && state === 'unauthorized';
    const learnt = await accounts.change(id, (account) => {
      if (account.apis !== undefined) return undefined;
      if (!sameCredentials(account.credentials, credentials)) return undefined;
      return { ...account, apis, ...(isOther(account) && { state: 'active' }) };
    });
    if (learnt === undefined) return;
    observer.notice({ kind: 'apis', accountId: id, apis });
    if (isOther(learnt.before)) renewed(id);
  }
}
