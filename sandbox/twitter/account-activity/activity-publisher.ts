import type { App } from '../directory/app.ts';
import type { Directory } from '../directory/directory.ts';
import type { User } from '../directory/user.ts';
import type { Settings } from '../settings.ts';
import { type Activity, activityBody, revokeBody } from './activity.ts';
import type { Deliveries } from './deliveries.ts';
import type { Webhook } from './environment.ts';
import type { DeliveryForm, DeliveryForms } from './forms.ts';
import { xActivityBody, xRevokeBody } from './x-activity.ts';

/** A webhook that is told of a user in one form. */
interface Listener {
  readonly app: App;
  readonly webhook: Webhook;
  readonly form: DeliveryForm;
}

interface Batch {
  readonly activities: Activity[];
  readonly delivered: Promise<void>;
  readonly close: () => void;
}

const BODIES: Readonly<Record<DeliveryForm, typeof activityBody>> = {
  'v1.1': activityBody,
  v2: activityBody,
  xaa: xActivityBody,
};
const REVOKE_BODIES: Readonly<Record<DeliveryForm, typeof revokeBody>> = {
  'v1.1': revokeBody,
  v2: revokeBody,
  xaa: xRevokeBody,
};

/** Tells the valid webhooks of a user's subscriptions what happened, in all of their forms. */
export class ActivityPublisher {
  readonly #directory: Directory;
  readonly #deliveries: Deliveries;
  readonly #forms: DeliveryForms;
  readonly #settings: () => Settings;
  readonly #batches = new Map<string, Batch>();

  constructor(
    directory: Directory,
    deliveries: Deliveries,
    forms: DeliveryForms,
    settings: () => Settings,
  ) {
    this.#directory = directory;
    this.#deliveries = deliveries;
    this.#forms = forms;
    this.#settings = settings;
  }

  /** Resolves when the first attempt at every webhook is over. */
  async publish(forUserId: string, activity: Activity): Promise<void> {
    const deliveries = this.#directory
      .apps()
      .flatMap((app) => this.#listeners(app, forUserId))
      .filter(({ form }) => activity.kind !== 'chat' || form === 'xaa')
      .map((listener) => this.#enqueue(listener, forUserId, activity));
    await Promise.all(deliveries);
  }

  /** Drops the user's subscriptions of the app and tells its webhooks that the permission is gone. */
  revoke(app: App, user: User, nowMs: number): void {
    for (const { webhook, form } of this.#listeners(app, user.id)) {
      void this.#deliveries.deliver({
        webhook,
        consumerSecret: app.consumerSecret,
        form,
        body: REVOKE_BODIES[form](app.source, user, nowMs),
        forUserId: undefined,
        eventIds: [],
      });
    }
    for (const { subscriptions } of app.environments.values()) subscriptions.delete(user.id);
  }

  #listeners(app: App, userId: string): Listener[] {
    return subscribedWebhooks(app, userId).flatMap((webhook) =>
      this.#forms.of(webhook.id, userId).map((form) => ({ app, webhook, form })),
    );
  }

  #enqueue(listener: Listener, forUserId: string, activity: Activity): Promise<void> {
    const { batch: size, batchWaitMs } = this.#settings();
    if (size === 1) return this.#deliver(listener, forUserId, [activity]);
    const key = `${listener.webhook.id} ${listener.form} ${forUserId} ${activity.kind}`;
    const batch =
      this.#batches.get(key) ??
      this.#newBatch(key, batchWaitMs, (activities) =>
        this.#deliver(listener, forUserId, activities),
      );
    batch.activities.push(activity);
    if (batch.activities.length >= size) batch.close();
    return batch.delivered;
  }

  #newBatch(
    key: string,
    waitMs: number,
    deliver: (activities: Activity[]) => Promise<void>,
  ): Batch {
    const activities: Activity[] = [];
    const { promise: delivered, resolve } = Promise.withResolvers<void>();
    const close = () => {
      clearTimeout(timer);
      this.#batches.delete(key);
      resolve(deliver(activities));
    };
    const timer = setTimeout(close, waitMs);
    const batch = { activities, delivered, close };
    this.#batches.set(key, batch);
    return batch;
  }

  #deliver(
    { app, webhook, form }: Listener,
    forUserId: string,
    activities: readonly Activity[],
  ): Promise<void> {
    return this.#deliveries.deliver({
      webhook,
      consumerSecret: app.consumerSecret,
      form,
      body: BODIES[form](forUserId, activities),
      forUserId,
      eventIds: activities.flatMap(({ eventId }) => eventId ?? []),
    });
  }
}

function subscribedWebhooks(app: App, userId: string): Webhook[] {
  return [...app.environments.values()]
    .filter(({ subscriptions }) => subscriptions.has(userId))
    .flatMap(({ webhooks }) => [...webhooks.values()])
    .filter(({ valid }) => valid);
}
