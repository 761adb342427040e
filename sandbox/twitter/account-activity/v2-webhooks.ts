import type { Webhook } from './environment.ts';

/** A webhook of API v2 with the accounts whose activity it is told of in the older bodies. */
export interface V2Webhook extends Webhook {
  readonly subscriptions: Set<string>;
}

/** A subscription of the X Activity API: one type of event of one user. */
export interface ActivitySubscription {
  readonly id: string;
  readonly eventType: string;
  readonly filter: Readonly<Record<string, string>>;
  readonly createdAt: string;
  updatedAt: string;
  tag: string | undefined;
  /** Absent: its events reach nobody. */
  webhookId: string | undefined;
}

/** What one app has in API v2. */
export interface V2Webhooks {
  readonly webhooks: Map<string, V2Webhook>;
  readonly activitySubscriptions: Map<string, ActivitySubscription>;
}

/** No webhooks and no subscriptions. */
export function newV2Webhooks(): V2Webhooks {
  return { webhooks: new Map(), activitySubscriptions: new Map() };
}
