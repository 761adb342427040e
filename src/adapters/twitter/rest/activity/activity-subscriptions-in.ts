import { idOf, isObject, type JsonObject, textOf } from '../../wire.ts';

/** A subscription of X Activity: one kind of event about one account. */
export interface ActivitySubscription {
  readonly id: string;
  /** As X writes it today: `dm.received`. */
  readonly eventType: string;
  /** Absent for events that have no account in their filter. */
  readonly userId?: string;
  /** Empty when there is none. */
  readonly tag: string;
  /** Absent: its events go to nobody but a stream. */
  readonly webhookId?: string;
}

/** One page of a listing. */
export interface ActivitySubscriptionsPage {
  readonly subscriptions: readonly ActivitySubscription[];
  readonly nextToken?: string;
}

/** A page of X's listing, which leaves `data` out when it is empty; undefined when it is none. */
export function activitySubscriptionsIn(body: unknown): ActivitySubscriptionsPage | undefined {
  const { data, meta } = isObject(body) ? body : {};
  if (!Array.isArray(data) && !(data === undefined && isObject(meta))) return undefined;
  const subscriptions = (Array.isArray(data) ? data : [])
    .filter(isObject)
    .map(subscriptionIn)
    .filter((subscription) => subscription !== undefined);
  const nextToken = isObject(meta) ? textOf(meta['next_token']) : '';
  return { subscriptions, ...(nextToken !== '' && { nextToken }) };
}

/**
 * What X answers when it has made a subscription, in any of its three forms: `data` is it, or a
 * list of it, or an object with it as `subscription`. Undefined where X says nothing, which happens.
 */
export function activitySubscriptionIn(body: unknown): ActivitySubscription | undefined {
  const data = isObject(body) ? body['data'] : undefined;
  const said: unknown = Array.isArray(data) ? data[0] : data;
  if (!isObject(said)) return undefined;
  const nested = said['subscription'];
  return subscriptionIn(isObject(nested) ? nested : said);
}

/** Event types were written with underscores where there are dots now: `dm_received`. */
function subscriptionIn(value: JsonObject): ActivitySubscription | undefined {
  const id = idOf(value['subscription_id']) ?? idOf(value['id']);
  const eventType = textOf(value['event_type']);
  if (id === undefined || eventType === '') return undefined;
  const { filter, tag, webhook_id } = value;
  const userId = isObject(filter) ? idOf(filter['user_id']) : undefined;
  const webhookId = idOf(webhook_id);
  return {
    id,
    eventType: eventType.toLowerCase().replace(/^(dm|chat|oauth)_/, '$1.'),
    tag: textOf(tag),
    ...(userId !== undefined && { userId }),
    ...(webhookId !== undefined && { webhookId }),
  };
}
