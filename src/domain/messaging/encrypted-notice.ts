import type { DirectMessage, Person } from './direct-message.ts';

/**
 * What agents see when a conversation goes on in X's encrypted chat. Its event id is the
 * customer's id, negated: X makes no such ids, so that a conversation has one notice at most,
 * however many events of the chat arrive.
 */
export const encryptedNotice = (
  accountId: string,
  customer: Person,
  sentAtMs: number,
): DirectMessage => ({
  eventId: `-${customer.id}`,
  accountId,
  customer,
  text: encryptedText,
  attachments: [],
  sentAtMs,
});

/** Ends as placeholders of attachments do: where the rest can be seen. */
const encryptedText =
  "[This conversation has moved to X's encrypted chat, which cannot be shown here. It can be read and answered on X.]";
