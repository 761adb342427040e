import type { Account } from '../../domain/accounts/account.ts';
import type { SentMessage } from '../../domain/messaging/direct-message.ts';
import type { DirectMessages, OutgoingText } from '../../domain/messaging/direct-messages.ts';
import { Troubles } from './troubles.ts';

/** An X in memory that takes direct messages, for tests; it can be told to fail. */
export class InMemoryDirectMessages implements DirectMessages {
  readonly troubles = new Troubles();
  /** What X has, oldest first. */
  readonly reached: SentMessage[] = [];
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Somebody of the account's staff writes in X's app. */
  write(accountId: string, customerId: string, text: string): SentMessage {
    const eventId = String(1_800_000_000_000_000_000n + BigInt(this.reached.length));
    const message = { eventId, accountId, customerId, text, sentAtMs: this.#now() };
    this.reached.push(message);
    return message;
  }

  async send({ account, customerId, text }: OutgoingText): Promise<SentMessage> {
    return this.troubles.meet('uncertain', () => this.write(account.id, customerId, text));
  }

  async sentSince(account: Account, notBeforeMs: number): Promise<readonly SentMessage[]> {
    return this.troubles.meet('unavailable', () =>
      this.reached
        .filter(({ accountId, sentAtMs }) => accountId === account.id && sentAtMs >= notBeforeMs)
        .toReversed(),
    );
  }
}
