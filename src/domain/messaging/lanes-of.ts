import type { LaneMessage } from '../delivery/lane.ts';
import type { AgentMessage } from './agent-message.ts';
import type { DeliveryReport } from './delivery-report.ts';
import type { DirectMessage } from './direct-message.ts';

/** What lanes towards the contact centre carry. */
export type ForContactCenter =
  | { readonly kind: 'message'; readonly message: DirectMessage }
  | { readonly kind: 'report'; readonly report: DeliveryReport };

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

export const towardsCustomer = (message: AgentMessage): LaneMessage => ({
  lane: `out/${message.accountId}/${message.customerId}`,
  target: accountTarget(message.accountId),
  body: JSON.stringify(message),
});
