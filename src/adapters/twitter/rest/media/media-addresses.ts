import type { Account, MessagesApi } from '../../../../domain/accounts/account.ts';
import { Failure } from '../../../../domain/errors.ts';
import { messageEventIn } from '../../message-event.ts';
import { messageCreateOf } from '../../v2-message-event.ts';
import { attachmentsIn } from '../../webhook/attachments-in.ts';
import { isObject } from '../../wire.ts';
import type { TwitterClient } from '../client/twitter-client.ts';
import type { UserAuthentication } from '../accounts/user-authentication.ts';
import { withObjects } from '../messages/v2-messages.ts';

/** An event as X shows it, and what it shows beside. */
interface ShownEvent {
  readonly event: unknown;
  readonly includes?: unknown;
}

/** Asks X for one event. */
type ReadEvent = (account: Account, eventId: string) => Promise<ShownEvent>;

/** Where X keeps the files of messages, by what it shows of the message when it is asked. */
export class MediaAddresses {
  readonly #read: Readonly<Record<MessagesApi, ReadEvent>>;

  constructor(client: TwitterClient, users: UserAuthentication) {
    this.#read = { 'v1.1': inV1(client), v2: inV2(client, users) };
  }

  /** The best form first; none when X does not say. */
  async of(account: Account, api: MessagesApi, eventId: string): Promise<readonly string[]> {
    const { event, includes } = await this.#read[api](account, eventId);
    const message = messageEventIn(messageCreateOf(event, includes, account.id));
    if (message === undefined) throw new Failure('not-found', 'X knows no such message');
    const [attachment] = attachmentsIn(message.data['attachment']);
    return attachment !== undefined && 'urls' in attachment ? attachment.urls : [];
  }
}

/** `direct_messages/events/show` (X API v1.1). */
const inV1 =
  (client: TwitterClient): ReadEvent =>
  async ({ credentials }, id) => {
    const { body } = await client.request({
      method: 'GET',
      path: '/1.1/direct_messages/events/show.json',
      query: { id },
      auth: { kind: 'user', credentials },
    });
    return { event: isObject(body) ? body['event'] : undefined };
  };

/** `dm_events/:id` (X API v2), which answers 200 without `data` where there is none. */
const inV2 =
  (client: TwitterClient, users: UserAuthentication): ReadEvent =>
  async (account, id) => {
    const { body } = await client.request({
      method: 'GET',
      path: `/2/dm_events/${id}`,
      query: withObjects,
      auth: await users.of(account),
    });
    return isObject(body) ? { event: body['data'], includes: body['includes'] } : { event: body };
  };
