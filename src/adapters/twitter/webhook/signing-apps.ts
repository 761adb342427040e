import type { Account, OtherApp } from '../../../domain/accounts/account.ts';
import { webhookUrlIn } from '../../../domain/subscription/webhook-url.ts';

/** An app whose secret X signs with what it tells of an account. */
export interface SigningApp
  extends Pick<OtherApp, 'consumerKey' | 'consumerSecret' | 'webhookUrl'> {
  /** The account moves to it: X challenges its webhook now. */
  readonly isNext?: boolean;
}

/** The account's own app, and while it moves the other one. */
export function appsOf(
  { credentials, moving, registration }: Account,
  nowMs: number,
): SigningApp[] {
  const { consumerKey, consumerSecret } = credentials;
  const { webhookUrl } = registration ?? {};
  const own = { consumerKey, consumerSecret, ...(webhookUrl !== undefined && { webhookUrl }) };
  return moving === undefined || (moving.untilMs ?? nowMs) < nowMs ? [own] : [own, moving];
}

/** Whether X was told to tell of an account of this app at the webhook that names `accountId`. */
export const leadsTo = ({ webhookUrl }: SigningApp, accountId: string): boolean =>
  webhookUrl?.endsWith(`/${accountId}`) === true &&
  webhookUrlIn(webhookUrl).accountId === accountId;

/**
 * Whether a body that was signed with this app's secret for the webhook that names `accountId` may
 * tell of an account of another: that is of the same app, as the same secret proves, or that X was
 * told to tell of it here. The key alone proves nothing, since anybody may say it.
 */
export const vouchesFor = (signer: SigningApp, other: SigningApp, accountId: string): boolean =>
  signer.consumerKey === other.consumerKey &&
  (signer.consumerSecret === other.consumerSecret || leadsTo(other, accountId));
