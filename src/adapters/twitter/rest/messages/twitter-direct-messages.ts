import { type Account, apisOf, type MessagesApi } from '../../../../domain/accounts/account.ts';
import type {
  DirectMessages,
  OutgoingMessage,
} from '../../../../domain/messaging/direct-messages.ts';

/** The direct messages of each account through the API of X that it uses. */
export class TwitterDirectMessages implements DirectMessages {
  readonly #byApi: Readonly<Record<MessagesApi, DirectMessages>>;

  constructor(byApi: Readonly<Record<MessagesApi, DirectMessages>>) {
    this.#byApi = byApi;
  }

  send(message: OutgoingMessage) {
    return this.#of(message.account).send(message);
  }

  sentSince(account: Account, notBeforeMs: number) {
    return this.#of(account).sentSince(account, notBeforeMs);
  }

  indicateTyping(account: Account, customerId: string) {
    return this.#of(account).indicateTyping(account, customerId);
  }

  markRead(account: Account, customerId: string, upToEventId: string) {
    return this.#of(account).markRead(account, customerId, upToEventId);
  }

  #of(account: Account): DirectMessages {
    return this.#byApi[apisOf(account).messages];
  }
}
