import type { LaneMessage } from '../delivery/lane.ts';
import type { AgentMessage } from './agent-message.ts';
import type { DeliveryReport } from './delivery-report.ts';
import type { DirectMessage } from './direct-message.ts';

/** What lanes towards the contact centre carry. */
export type ForContactCenter =
  | { readonly kind: 'message'; readonly message: DirectMessage }
  | { readonly kind: 'report'; readonly report: DeliveryReport }
  | { readonly kind: 'read'; readonly read: ReadByCustomer };

/** The customer has read what was sent up to a point in time (epoch milliseconds). */
export interface ReadByCustomer {
  readonly accountId: string;
  readonly customerId: string;
  readonly upToMs: number;
  readonly atMs: number;
}

/** The agent has seen what the customer wrote up to this message. */
export interface ReadByAgent {
  readonly accountId: string;
  readonly customerId: string;
  readonly upToEventId: string;
}

/** The one contact centre is the target of every inward lane. */
export const contactCenterTarget = 'contact-center';

/** Each account has limits and credentials of its own on X, so it is a target of its own. */
export const accountTarget = (accountId: string): string => `x/${accountId}`;

export const towardsContactCenter = (
  accountId: string,
  customerId: string,
  content: ForContactCenter,
): LaneMessage => ({
  lane: `in/${accountId}/${customerId}`,
  target: contactCenterTarget,
  body: JSON.stringify(content),
});

/** Read receipts are limited on their own, and a refused one must not hold messages. */
const readTarget = (accountId: string): string => `x/${accountId}/read`;

export const readTowardsCustomer = (read: ReadByAgent): LaneMessage => ({
  lane: `read/${read.accountId}/${read.customerId}`,
  target: readTarget(read.accountId),
  body: JSON.stringify(read),
});

export const towardsCustomer = (message: AgentMessage): LaneMessage => ({
  lane: `out/${message.accountId}/${message.customerId}`,
  target: accountTarget(message.accountId),
  body: JSON.stringify(message),
});

/** Whose conversation a lane carries, one way or the other; empty for what is no such lane. */
export function conversationIn(lane: string): { accountId: string; customerId: string } {
  const [, accountId = '', customerId = ''] = /^[a-z]+\/([^/]*)\/(.*)$/s.exec(lane) ?? [];
  return { accountId, customerId };
}
