import { areOfOneConnector } from '../../../../domain/subscription/webhook-url.ts';
import type { Webhook } from '../../../../domain/subscription/webhooks.ts';
import type { ActivitySubscription } from './activity-subscriptions-in.ts';

/** Without these an account is not served; the first one alone brings messages. */
export const messageEvents = ['dm.received', 'dm.sent', 'dm.read', 'dm.indicate_typing'] as const;

/** Which has nobody in its filter: one of it serves the whole app. */
export const revokeEvent = 'oauth.revoke';

/** Everything that the reader of webhooks understands (X API v2, activity, event types). */
export const wantedEvents = [...messageEvents, 'chat.received', 'chat.sent', revokeEvent] as const;

const tag = 'twitter-connector';

/** How our subscriptions about an account are marked. */
export const tagOf = (accountId: string): string => `${tag}/${accountId}`;

/** What a subscription says of one event of an account. */
export const filterOf = (eventType: string, accountId: string) =>
  eventType === revokeEvent ? {} : { user_id: accountId };

export const isAbout =
  (eventType: string, accountId: string) =>
  (there: ActivitySubscription): boolean =>
    there.eventType === eventType &&
    (eventType === revokeEvent ? there.userId === undefined : there.userId === accountId);

/**
 * Whether a subscription is ours: it bears our mark, or its events come to the webhook that is
 * meant, to another of the same connector, or to one that is gone.
 */
export function isOurs(
  there: ActivitySubscription,
  meant: Webhook | undefined,
  webhooks: readonly Webhook[],
): boolean {
  if (there.tag === tag || there.tag.startsWith(`${tag}/`)) return true;
  if (there.webhookId === undefined) return false;
  const webhook = webhooks.find(({ id }) => id === there.webhookId);
  if (webhook === undefined || webhook.id === meant?.id) return true;
  return meant !== undefined && areOfOneConnector(webhook.url, meant.url);
}
