import type { App } from '../directory/app.ts';
import type { Activity } from './activity.ts';
import type { Webhook } from './environment.ts';
import type { DeliveryForm, DeliveryForms } from './forms.ts';

/** A webhook that is told of a user in one form, whether it is valid or not. */
export interface Listener {
  readonly app: App;
  readonly webhook: Webhook;
  readonly form: DeliveryForm;
  /** The subscription of the X Activity API, when it is one. */
  readonly subscriptionId?: string;
  readonly tag?: string | undefined;
}

/** Who is to be told of the activity of a user. */
export function listenersFor(
  app: App,
  userId: string,
  { type, kind }: Pick<Activity, 'type' | 'kind'>,
  forms: DeliveryForms,
): Listener[] {
  const all = [...accountListeners(app, userId, forms), ...activityListeners(app, userId, type)];
  return all.filter(({ form }) => kind !== 'chat' || form === 'xaa');
}

/** The webhooks that are told of the user's account: of v1.1 in the chosen forms, and of v2. */
export function accountListeners(app: App, userId: string, forms: DeliveryForms): Listener[] {
  const ofV11 = [...app.environments.values()]
    .filter(({ subscriptions }) => subscriptions.has(userId))
    .flatMap(({ webhooks }) => [...webhooks.values()])
    .flatMap((webhook) => forms.of(webhook.id, userId).map((form) => ({ app, webhook, form })));
  const ofV2 = [...app.v2.webhooks.values()]
    .filter(({ subscriptions }) => subscriptions.has(userId))
    .map((webhook) => ({ app, webhook, form: 'v2' as const }));
  return [...ofV11, ...ofV2];
}

/** The webhooks with a subscription of the X Activity API for the user, of one type or of any. */
export function activityListeners(app: App, userId: string, type?: string): Listener[] {
  const { webhooks, activitySubscriptions } = app.v2;
  return [...activitySubscriptions.values()]
    .filter(
      ({ filter, eventType }) => filter['user_id'] === userId && (type ?? eventType) === eventType,
    )
    .flatMap(({ id, tag, webhookId = '' }) => {
      const webhook = webhooks.get(webhookId);
      return webhook === undefined
        ? []
        : [{ app, webhook, form: 'xaa' as const, subscriptionId: id, tag }];
    });
}
