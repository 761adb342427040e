import { type Account, apisOf, type MessagesApi } from '../../domain/accounts/account.ts';
import type { RateBudget, RateBudgets } from '../../domain/accounts/rate-budgets.ts';
import type { Clock } from '../../domain/delivery/clock.ts';

const sending: Readonly<Record<MessagesApi, string>> = {
  'v1.1': 'POST /1.1/direct_messages/events/new.json',
  v2: 'POST /2/dm_conversations/with/{id}/messages',
};

/** What an X in memory has said about its limits, for tests. */
export class InMemoryRateBudgets implements RateBudgets {
  readonly #clock: Clock;
  readonly #said = new Map<string, RateBudget>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** X says it about a call of this account. */
  say(accountId: string, budget: RateBudget): void {
    this.#said.set(`${accountId} ${budget.endpoint} ${budget.window}`, budget);
  }

  ofSending(account: Account): readonly RateBudget[] {
    const endpoint = sending[apisOf(account).messages];
    return [...this.#said]
      .filter(([key, budget]) => key.startsWith(`${account.id} `) && budget.endpoint === endpoint)
      .map(([, budget]) => budget);
  }

  of({ id }: Account): readonly RateBudget[] {
    const nowMs = this.#clock.now();
    return [...this.#said]
      .filter(([key, { resetMs }]) => key.startsWith(`${id} `) && resetMs > nowMs)
      .map(([, budget]) => budget)
      .sort((a, b) => (a.endpoint < b.endpoint ? -1 : 1));
  }
}
