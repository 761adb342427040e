import type { Account } from '../../../domain/accounts/account.ts';
import { Failure } from '../../../domain/errors.ts';
import type { SentMessage } from '../../../domain/messaging/direct-message.ts';
import type { DirectMessages, OutgoingText } from '../../../domain/messaging/direct-messages.ts';
import { repeats } from '../../../domain/messaging/repeats.ts';
import { idOf, isObject, timeOf } from '../wire.ts';
import { messageEventIn, sentMessageOf } from './message-event.ts';
import type { TwitterAnswer, TwitterClient } from './twitter-client.ts';

const pagesMax = 5;

/** A page of 50 long messages in a script of many bytes. */
const pageBytesMax = 8 * 1_048_576;

/** Direct messages through X's v1.1 REST API, in the account's own name. */
export class TwitterRestDirectMessages implements DirectMessages {
  readonly #client: TwitterClient;

  constructor(client: TwitterClient) {
    this.#client = client;
  }

  async send({ account, customerId, text }: OutgoingText): Promise<SentMessage> {
    const { status, body } = await this.#post({ account, customerId, text }).catch((thrown) => {
      throw withoutText(thrown, text);
    });
    const event = isObject(body) ? body['event'] : undefined;
    const eventId = isObject(event) ? idOf(event['id']) : undefined;
    if (!isObject(event) || eventId === undefined) {
      throw new Failure('uncertain', `X answered ${status} without a message`);
    }
    const sentAtMs = timeOf(event['created_timestamp'], eventId);
    return { eventId, accountId: account.id, customerId, text, sentAtMs };
  }

  #post({ account, customerId, text }: OutgoingText): Promise<TwitterAnswer> {
    return this.#client.request({
      method: 'POST',
      path: '/1.1/direct_messages/events/new.json',
      json: {
        event: {
          type: 'message_create',
          message_create: { target: { recipient_id: customerId }, message_data: { text } },
        },
      },
      auth: { kind: 'user', credentials: account.credentials },
      sendsMessage: true,
    });
  }

  /**
   * Newest first. Fails with `unavailable` when five pages of 50 do not reach back to
   * `notBeforeMs`: what was not looked at must not pass for not sent.
   */
  async sentSince(account: Account, notBeforeMs: number): Promise<readonly SentMessage[]> {
    const found: SentMessage[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < pagesMax; page++) {
      const { events, next } = await this.#page(account, cursor);
      const messages = events.map(messageEventIn).filter((event) => event !== undefined);
      const recent = messages.filter(({ createdAtMs }) => createdAtMs >= notBeforeMs);
      found.push(...recent.filter(({ senderId }) => senderId === account.id).map(sentMessageOf));
      if (next === undefined || recent.length < messages.length) return found;
      cursor = next;
    }
    throw new Failure('unavailable', `X has more than ${pagesMax} pages of messages since then`);
  }

  /** One page of what the account sent and received. An empty page with a cursor is legal. */
  async #page(
    account: Account,
    cursor: string | undefined,
  ): Promise<{ events: readonly unknown[]; next: string | undefined }> {
    const { status, body } = await this.#client.request({
      method: 'GET',
      path: '/1.1/direct_messages/events/list.json',
      query: { count: '50', ...(cursor !== undefined && { cursor }) },
      auth: { kind: 'user', credentials: account.credentials },
      answerBytesMax: pageBytesMax,
    });
    const events = isObject(body) ? body['events'] : undefined;
    const next = isObject(body) ? body['next_cursor'] : undefined;
    if (!Array.isArray(events))
      throw new Failure('unavailable', `X answered ${status} without events`);
    return { events, next: typeof next === 'string' && next !== '' ? next : undefined };
  }
}

/** X's words are left out when they may repeat what was to be sent; its status and code stay. */
function withoutText(thrown: unknown, text: string): unknown {
  if (!(thrown instanceof Failure)) return thrown;
  const [facts = '', ...words] = thrown.detail.split(': ');
  return repeats(words.join(': '), [text])
    ? new Failure(thrown.code, facts, thrown.retryAtMs)
    : thrown;
}
