import type { Account } from '../../../../domain/accounts/account.ts';
import { Failure } from '../../../../domain/errors.ts';
import type { SentMessage } from '../../../../domain/messaging/direct-message.ts';
import type {
  DirectMessages,
  OutgoingMessage,
} from '../../../../domain/messaging/direct-messages.ts';
import { idOf, isObject, timeOf } from '../../wire.ts';
import { saidIn } from './message-data.ts';
import { sentSince } from './message-pages.ts';
import type { TwitterAnswer, TwitterClient } from '../client/twitter-client.ts';
import type { UserAuthentication } from '../accounts/user-authentication.ts';
import { messagesInV2 } from './v2-messages.ts';
import { withoutWords } from './without-words.ts';

/**
 * Direct messages through X's API v2, in the account's own name. It carries texts and files; for
 * typing indicators and read receipts it has no calls.
 */
export class TwitterV2DirectMessages implements DirectMessages {
  readonly #client: TwitterClient;
  readonly #users: UserAuthentication;

  constructor(client: TwitterClient, users: UserAuthentication) {
    this.#client = client;
    this.#users = users;
  }

  async send(message: OutgoingMessage): Promise<SentMessage> {
    const { account, customerId, text } = message;
    const { status, body } = await this.#post(message).catch((thrown) => {
      throw withoutWords(thrown, saidIn(message));
    });
    const data = isObject(body) ? body['data'] : undefined;
    const eventId = isObject(data) ? idOf(data['dm_event_id']) : undefined;
    if (eventId === undefined) {
      throw new Failure('uncertain', `X answered ${status} without a message`);
    }
    const sentAtMs = timeOf(undefined, eventId);
    const media = message.attachment !== undefined;
    return { eventId, accountId: account.id, customerId, text, media, sentAtMs };
  }

  sentSince(account: Account, notBeforeMs: number): Promise<readonly SentMessage[]> {
    return sentSince(messagesInV2(this.#client, this.#users, 'bare'), account, notBeforeMs);
  }

  async indicateTyping(): Promise<void> {}

  async markRead(): Promise<void> {}

  async #post(message: OutgoingMessage): Promise<TwitterAnswer> {
    const json = messageOf(message);
    const { account, customerId } = message;
    if (!/^\d{1,20}$/.test(customerId)) throw new Failure('not-found', 'nobody has such an id');
    return this.#client.request({
      method: 'POST',
      path: `/2/dm_conversations/with/${customerId}/messages`,
      json,
      auth: await this.#users.of(account),
      sendsMessage: true,
    });
  }
}

/** What is sent; X takes no empty text. */
function messageOf({ text, attachment, options = [], links = [] }: OutgoingMessage): object {
  if (attachment?.kind === 'location' || options.length > 0 || links.length > 0) {
    throw new Failure('unsupported', 'API v2 carries no more than a text and a file');
  }
  return {
    ...(text !== '' && { text }),
    ...(attachment !== undefined && { attachments: [{ media_id: attachment.mediaId }] }),
  };
}
