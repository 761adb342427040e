import type { Account } from '../../domain/accounts/account.ts';
import type { SentMessage } from '../../domain/messaging/direct-message.ts';
import type { DirectMessages, OutgoingMessage } from '../../domain/messaging/direct-messages.ts';
import { Troubles } from './troubles.ts';

/** What reached X, with what it carries beside its text. */
export type ReachedMessage = SentMessage &
  Pick<OutgoingMessage, 'attachment' | 'options' | 'links'>;

/** An X in memory that takes direct messages, for tests; it can be told to fail. */
export class InMemoryDirectMessages implements DirectMessages {
  readonly troubles = new Troubles();
  /** What X has, oldest first. */
  readonly reached: ReachedMessage[] = [];
  /** To whom typing was shown, each time. */
  readonly typing: { readonly accountId: string; readonly customerId: string }[] = [];
  /** What was shown as read, each time. */
  readonly reads: {
    readonly accountId: string;
    readonly customerId: string;
    readonly upToEventId: string;
  }[] = [];
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Somebody of the account's staff writes in X's app. */
  write(accountId: string, customerId: string, text: string, media = false): SentMessage {
    return this.#reach({ accountId, customerId, text, media });
  }

  async send(message: OutgoingMessage): Promise<SentMessage> {
    const { account, customerId, text, ...carried } = message;
    const media = carried.attachment?.kind === 'media';
    const sent = { accountId: account.id, customerId, text, media };
    return this.troubles.meet('uncertain', () => this.#reach(sent, carried));
  }

  async sentSince(account: Account, notBeforeMs: number): Promise<readonly SentMessage[]> {
    return this.troubles.meet('unavailable', () =>
      this.reached
        .filter(({ accountId, sentAtMs }) => accountId === account.id && sentAtMs >= notBeforeMs)
        .map(sentOf)
        .toReversed(),
    );
  }

  async indicateTyping({ id: accountId }: Account, customerId: string): Promise<void> {
    this.troubles.meet('unavailable', () => this.typing.push({ accountId, customerId }));
  }

  async markRead({ id: accountId }: Account, customerId: string, upToEventId: string) {
    const read = { accountId, customerId, upToEventId };
    this.troubles.meet('unavailable', () => this.reads.push(read));
  }

  #reach(
    sent: Omit<SentMessage, 'eventId' | 'sentAtMs'>,
    carried: Omit<ReachedMessage, keyof SentMessage> = {},
  ): SentMessage {
    const eventId = String(1_800_000_000_000_000_000n + BigInt(this.reached.length));
    const message = { eventId, ...sent, sentAtMs: this.#now() };
    this.reached.push({ ...message, ...carried });
    return message;
  }
}

function sentOf(reached: ReachedMessage): SentMessage {
  const { eventId, accountId, customerId, text, media, sentAtMs } = reached;
  return { eventId, accountId, customerId, text, media, sentAtMs };
}
