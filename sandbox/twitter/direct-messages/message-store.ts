import type { DirectMessage } from './direct-message.ts';

const KEPT_MS = 30 * 24 * 3_600_000;

/** One page of a user's messages, newest first. */
export interface Page {
  readonly messages: readonly DirectMessage[];
  /** Absent on the last page. */
  readonly nextCursor: string | undefined;
}

/** All direct messages in the order of their ids. */
export class MessageStore {
  readonly #all: DirectMessage[] = [];
  readonly #byId = new Map<string, DirectMessage>();
  readonly #ofUser = new Map<string, DirectMessage[]>();
  readonly #hidden = new Set<string>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  add(message: DirectMessage): void {
    this.#all.push(message);
    this.#byId.set(message.id, message);
    for (const id of new Set([message.sender.id, message.recipient.id])) {
      const messages = this.#ofUser.get(id);
      if (messages === undefined) this.#ofUser.set(id, [message]);
      else messages.push(message);
    }
  }

  /** The message when the user sent or received it. */
  find(id: string, userId: string): DirectMessage | undefined {
    const message = this.#byId.get(id);
    const isParticipant = message?.sender.id === userId || message?.recipient.id === userId;
    return isParticipant && !this.#hidden.has(`${id} ${userId}`) ? message : undefined;
  }

  /** The message is gone for this user, and for nobody else. */
  hide(id: string, userId: string): void {
    this.#hidden.add(`${id} ${userId}`);
    const others = this.#ofUser.get(userId)?.filter((message) => message.id !== id);
    this.#ofUser.set(userId, others ?? []);
  }

  /** Sent and received messages of the last 30 days, oldest first. */
  recent(userId: string): readonly DirectMessage[] {
    const messages = this.#ofUser.get(userId) ?? [];
    const oldestMs = this.#now() - KEPT_MS;
    const first = messages.findIndex(({ createdMs }) => createdMs >= oldestMs);
    return first < 0 ? [] : messages.slice(first);
  }

  /** Sent and received messages of the last 30 days; undefined for a cursor it did not make. */
  page(userId: string, count: number, cursor: string | undefined): Page | undefined {
    const messages = this.#ofUser.get(userId) ?? [];
    const end = cursor === undefined ? messages.length : indexOf(messages, cursor);
    if (end < 0) return undefined;
    const oldestMs = this.#now() - KEPT_MS;
    const start = Math.max(0, end - count);
    const found = messages.slice(start, end).filter((message) => message.createdMs >= oldestMs);
    const isLast = start === 0 || (messages[start - 1]?.createdMs ?? 0) < oldestMs;
    return {
      messages: found.toReversed(),
      nextCursor: isLast ? undefined : cursorBefore(messages[start]),
    };
  }

  /** A cursor for the first page; undefined when there is no message. */
  firstCursor(userId: string): string | undefined {
    return this.#ofUser.has(userId) ? NEWEST : undefined;
  }

  /** Every message ever sent, oldest first. */
  all(): readonly DirectMessage[] {
    return this.#all;
  }
}

const NEWEST = Buffer.from('newest').toString('base64url');

function cursorBefore(message: DirectMessage | undefined): string | undefined {
  return message && Buffer.from(message.id).toString('base64url');
}

function indexOf(messages: readonly DirectMessage[], cursor: string): number {
  if (cursor === NEWEST) return messages.length;
  const id = Buffer.from(cursor, 'base64url').toString();
  if (!/^\d{1,19}$/.test(id)) return -1;
  return messages.findLastIndex((message) => BigInt(message.id) < BigInt(id)) + 1;
}
