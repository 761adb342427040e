import { type Account, apisOf, type MessagesApi } from '../../../../domain/accounts/account.ts';
import { sentAtMsOf } from '../../../../domain/messaging/cim-id.ts';
import type { PastEvents, PastPage } from '../../../../domain/messaging/past-events.ts';
import { messageIn } from '../../webhook/direct-message-in.ts';
import { idOf, isObject } from '../../wire.ts';
import type { ReadPage } from './message-pages.ts';

/**
 * What X still knows of an account's direct messages, through the API that it uses. v1.1 names no
 * people.
 */
export class TwitterPastEvents implements PastEvents {
  readonly #read: Readonly<Record<MessagesApi, ReadPage>>;

  constructor(read: Readonly<Record<MessagesApi, ReadPage>>) {
    this.#read = read;
  }

  async page(account: Account, next?: string): Promise<PastPage> {
    const read = await this.#read[apisOf(account).messages](account, next);
    const { users, includes } = read;
    const times = read.events.map(timeOf).filter((time) => time !== undefined);
    return {
      events: read.events.map((event) => messageIn(event, account.id, { users, includes })),
      ...(times.length > 0 && { newestMs: Math.max(...times) }),
      ...(read.next !== undefined && { next: read.next }),
    };
  }
}

/** When something happened, by its id, which every event has and which is a snowflake. */
function timeOf(event: unknown): number | undefined {
  const id = isObject(event) ? idOf(event['id']) : undefined;
  return id === undefined ? undefined : sentAtMsOf(id);
}
