import type { EventsApi } from '../../../../domain/accounts/account.ts';
import type { ReplayLimits, Replays } from '../../../../domain/subscription/replays.ts';
import type {
  Subscribers,
  SubscriptionCount,
} from '../../../../domain/subscription/subscribers.ts';
import type { Subscribed, Subscriptions } from '../../../../domain/subscription/subscriptions.ts';
import type { Environment, Webhook, Webhooks } from '../../../../domain/subscription/webhooks.ts';

/** One for each of X's APIs that events come from. */
export type ByEventsApi<T> = Readonly<Record<EventsApi, T>>;

const chosen = <T>(by: ByEventsApi<T>, { events = 'v1.1' }: Environment): T => by[events];

/** Each environment through its own API. */
export const webhooksBy = (by: ByEventsApi<Webhooks>): Webhooks => ({
  list: (at): Promise<readonly Webhook[]> => chosen(by, at).list(at),
  register: (at, url) => chosen(by, at).register(at, url),
  validate: (at, webhookId) => chosen(by, at).validate(at, webhookId),
  remove: (at, webhookId) => chosen(by, at).remove(at, webhookId),
});

/** Each account through its own API. */
export const subscriptionsBy = (by: ByEventsApi<Subscriptions>): Subscriptions => ({
  subscribe: (at): Promise<Subscribed> => chosen(by, at).subscribe(at),
  unsubscribe: (at) => chosen(by, at).unsubscribe(at),
  isSubscribed: (at, asked) => chosen(by, at).isSubscribed(at, asked),
});

/** Each app through the API of the account that asks. */
export const subscribersBy = (by: ByEventsApi<Subscribers>): Subscribers => ({
  list: (at) => chosen(by, at).list(at),
  remove: (at, accountId) => chosen(by, at).remove(at, accountId),
  count: (at): Promise<SubscriptionCount> => chosen(by, at).count(at),
});

/** Each account through its own API. */
export const replaysBy = (by: ByEventsApi<Replays>): Replays => ({
  limitsOf: (at): ReplayLimits | undefined => chosen(by, at).limitsOf(at),
  request: (at, ...job) => chosen(by, at).request(at, ...job),
});
