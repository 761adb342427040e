import type { Account } from '../../../../domain/accounts/account.ts';
import { Failure } from '../../../../domain/errors.ts';
import type { SentMessage } from '../../../../domain/messaging/direct-message.ts';
import { messageEventIn, sentMessageOf } from '../../message-event.ts';
import { messageCreateOf } from '../../v2-message-event.ts';

/** A page of what an account sent and received, newest first; it may be empty and have a `next`. */
export interface MessagePage {
  readonly events: readonly unknown[];
  /** What X says beside them, in the form of the API that was asked. */
  readonly users?: unknown;
  readonly includes?: unknown;
  /** Names the page before, in time; absent: X has nothing older. */
  readonly next?: string;
}

/** Asks X for a page, the newest without `next`. */
export type ReadPage = (account: Account, next?: string) => Promise<MessagePage>;

const pagesMax = 100;

/**
 * What the account sent since then, newest first. Fails with `unavailable` when a hundred pages do
 * not reach back to `notBeforeMs`: what was not looked at must not pass for not sent.
 */
export async function sentSince(
  read: ReadPage,
  account: Account,
  notBeforeMs: number,
): Promise<readonly SentMessage[]> {
  const found: SentMessage[] = [];
  let next: string | undefined;
  for (let page = 0; page < pagesMax; page++) {
    const { events, includes, ...more } = await read(account, next);
    const messages = events
      .map((event) => messageEventIn(messageCreateOf(event, includes, account.id)))
      .filter((event) => event !== undefined);
    const recent = messages.filter(({ createdAtMs }) => createdAtMs >= notBeforeMs);
    found.push(...recent.filter(({ senderId }) => senderId === account.id).map(sentMessageOf));
    if (more.next === undefined || recent.length < messages.length) return found;
    next = more.next;
  }
  throw new Failure('unavailable', `X has more than ${pagesMax} pages of messages since then`);
}
