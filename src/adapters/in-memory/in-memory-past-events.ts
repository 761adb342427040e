import type { Account } from '../../domain/accounts/account.ts';
import type { AccountEvent } from '../../domain/messaging/direct-message.ts';
import type { PastEvents, PastPage } from '../../domain/messaging/past-events.ts';
import { Troubles } from './troubles.ts';

/** A direct message that X still knows. */
export type PastEvent = Extract<AccountEvent, { readonly kind: 'message' | 'echo' }>;

/** An X in memory that remembers direct messages, for tests; it can be told to fail. */
export class InMemoryPastEvents implements PastEvents {
  readonly troubles = new Troubles();
  /** What happened, oldest first. */
  readonly happened: PastEvent[] = [];
  readonly #pageMax: number;

  constructor(pageMax = 50) {
    this.#pageMax = pageMax;
  }

  async page({ id }: Account, next?: string): Promise<PastPage> {
    return this.troubles.meet('unavailable', () => {
      const own = this.happened.filter(({ message }) => message.accountId === id).toReversed();
      const start = Number(next ?? 0);
      const events = own.slice(start, start + this.#pageMax);
      const end = start + events.length;
      const newest = events[0];
      return {
        events,
        ...(newest !== undefined && { newestMs: newest.message.sentAtMs }),
        ...(end < own.length && { next: String(end) }),
      };
    });
  }
}
