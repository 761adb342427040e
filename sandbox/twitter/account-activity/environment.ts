/** A registered webhook. */
export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly createdAt: string;
  valid: boolean;
  lastPassedMs: number;
}

/** An Account Activity environment of an app, with its webhooks and the ids of its subscribed users. */
export interface Environment {
  readonly name: string;
  readonly webhookLimit: number;
  readonly subscriptionLimit: number;
  readonly webhooks: Map<string, Webhook>;
  readonly subscriptions: Set<string>;
}

/** An environment without webhooks and subscriptions. */
export function newEnvironment(
  name: string,
  webhookLimit: number,
  subscriptionLimit: number,
): Environment {
  return { name, webhookLimit, subscriptionLimit, webhooks: new Map(), subscriptions: new Set() };
}
