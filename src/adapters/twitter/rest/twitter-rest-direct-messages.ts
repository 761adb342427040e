import type { Account } from '../../../domain/accounts/account.ts';
import { Failure } from '../../../domain/errors.ts';
import type { SentMessage } from '../../../domain/messaging/direct-message.ts';
import type { DirectMessages, OutgoingMessage } from '../../../domain/messaging/direct-messages.ts';
import { repeats } from '../../../domain/messaging/repeats.ts';
import { messageEventIn, sentMessageOf } from '../message-event.ts';
import { idOf, isObject, timeOf } from '../wire.ts';
import { eventOf, saidIn } from './message-data.ts';
import type { TwitterAnswer, TwitterClient } from './twitter-client.ts';

const pagesMax = 100;

/** A page of 50 long messages in a script of many bytes. */
const pageBytesMax = 8 * 1_048_576;

/** Direct messages through X's v1.1 REST API, in the account's own name. */
export class TwitterRestDirectMessages implements DirectMessages {
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

  /**
   * Newest first. Fails with `unavailable` when a hundred pages of 50 do not reach back to
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

/** X's words are left out when they may repeat what was to be sent; its status and code stay. */
function withoutWords(thrown: unknown, said: readonly string[]): unknown {
  if (!(thrown instanceof Failure)) return thrown;
  const [facts = '', ...words] = thrown.detail.split(': ');
  return repeats(words.join(': '), said)
    ? new Failure(thrown.code, facts, thrown.retryAtMs)
    : thrown;
}
