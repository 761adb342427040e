import type { Account } from '../../../../domain/accounts/account.ts';
import { Failure } from '../../../../domain/errors.ts';
import type { SentMessage } from '../../../../domain/messaging/direct-message.ts';
import type {
  DirectMessages,
  OutgoingMessage,
} from '../../../../domain/messaging/direct-messages.ts';
import { idOf, isObject, timeOf } from '../../wire.ts';
import { eventOf, saidIn } from './message-data.ts';
import { sentSince } from './message-pages.ts';
import type { TwitterAnswer, TwitterClient } from '../client/twitter-client.ts';
import { messagesInV1 } from './v1-messages.ts';
import { withoutWords } from './without-words.ts';

/** Direct messages through X's v1.1 REST API, in the account's own name. */
export class TwitterV1DirectMessages implements DirectMessages {
  readonly #client: TwitterClient;

  constructor(client: TwitterClient) {
    this.#client = client;
  }

  async send(message: OutgoingMessage): Promise<SentMessage> {
    const { account, customerId, text } = message;
    const { status, body } = await this.#post(message).catch((thrown) => {
      throw withoutWords(thrown, saidIn(message));
    });
    const event = isObject(body) ? body['event'] : undefined;
    const eventId = isObject(event) ? idOf(event['id']) : undefined;
    if (!isObject(event) || eventId === undefined) {
      throw new Failure('uncertain', `X answered ${status} without a message`);
    }
    const sentAtMs = timeOf(event['created_timestamp'], eventId);
    const media = message.attachment?.kind === 'media';
    return { eventId, accountId: account.id, customerId, text, media, sentAtMs };
  }

  #post(message: OutgoingMessage): Promise<TwitterAnswer> {
    return this.#client.request({
      method: 'POST',
      path: '/1.1/direct_messages/events/new.json',
      json: eventOf(message),
      auth: { kind: 'user', credentials: message.account.credentials },
      sendsMessage: true,
    });
  }

  sentSince(account: Account, notBeforeMs: number): Promise<readonly SentMessage[]> {
    return sentSince(messagesInV1(this.#client), account, notBeforeMs);
  }

  async indicateTyping(account: Account, customerId: string): Promise<void> {
    await this.#show(account, 'indicate_typing', { recipient_id: customerId });
  }

  async markRead(account: Account, customerId: string, upToEventId: string): Promise<void> {
    const form = { last_read_event_id: upToEventId, recipient_id: customerId };
    await this.#show(account, 'mark_read', form);
  }

  async #show(account: Account, what: string, form: Readonly<Record<string, string>>) {
    await this.#client.request({
      method: 'POST',
      path: `/1.1/direct_messages/${what}.json`,
      form,
      auth: { kind: 'user', credentials: account.credentials },
    });
  }
}
