import type { Clock } from '../clock.ts';
import type { App } from '../directory/app.ts';
import type { Directory } from '../directory/directory.ts';
import type { User } from '../directory/user.ts';
import type { Settings } from '../settings.ts';
import { type Activity, activityBody, revokeBody } from './activity.ts';
import type { ActivityHistory } from './activity-history.ts';
import type { Deliveries } from './deliveries.ts';
import type { DeliveryForm, DeliveryForms } from './forms.ts';
import { accountListeners, activityListeners, type Listener, listenersFor } from './listeners.ts';
import { xActivityBody, xRevokeBody } from './x-activity.ts';

interface Batch {
  readonly activities: Activity[];
  readonly delivered: Promise<void>;
  readonly close: () => void;
}

const BODIES: Readonly<Record<DeliveryForm, typeof xActivityBody>> = {
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
  readonly #history: ActivityHistory;
  readonly #forms: DeliveryForms;
  readonly #settings: () => Settings;
  readonly #clock: Clock;
  readonly #batches = new Map<string, Batch>();

  constructor(
    directory: Directory,
    deliveries: Deliveries,
    history: ActivityHistory,
    forms: DeliveryForms,
    settings: () => Settings,
    clock: Clock,
  ) {
    this.#directory = directory;
    this.#deliveries = deliveries;
    this.#history = history;
    this.#forms = forms;
    this.#settings = settings;
    this.#clock = clock;
  }

  /** Resolves when the first attempt at every webhook is over. */
  async publish(forUserId: string, activity: Activity): Promise<void> {
    const deliveries = this.#directory
      .apps()
      .flatMap((app) => listenersFor(app, forUserId, activity, this.#forms))
      .map((listener) => this.#enqueue(listener, forUserId, activity));
    await Promise.all(deliveries);
  }

  /** Drops the user's subscriptions of the app and tells its webhooks that the permission is gone. */
  revoke(app: App, user: User, nowMs: number): void {
    for (const { webhook, form } of this.#toldOfRevoke(app, user.id)) {
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
    for (const { subscriptions } of app.v2.webhooks.values()) subscriptions.delete(user.id);
    const { activitySubscriptions } = app.v2;
    for (const { id, filter } of activitySubscriptions.values()) {
      if (filter['user_id'] === user.id) activitySubscriptions.delete(id);
    }
  }

  /** A webhook with several subscriptions of the X Activity API is told once. */
  #toldOfRevoke(app: App, userId: string): Listener[] {
    const ofActivity = activityListeners(app, userId).map(
      (listener) => [listener.webhook.id, listener] as const,
    );
    const all = [...accountListeners(app, userId, this.#forms), ...new Map(ofActivity).values()];
    return all.filter(({ webhook }) => webhook.valid);
  }

  #enqueue(listener: Listener, forUserId: string, activity: Activity): Promise<void> {
    const { batch: size, batchWaitMs } = this.#settings();
    if (size === 1) return this.#deliver(listener, forUserId, [activity]);
    const { webhook, form, subscriptionId = '' } = listener;
    const key = `${webhook.id} ${form} ${subscriptionId} ${forUserId} ${activity.kind}`;
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
      cancel();
      this.#batches.delete(key);
      resolve(deliver(activities));
      return delivered;
    };
    const cancel = this.#clock.later(waitMs, close);
    const batch = { activities, delivered, close };
    this.#batches.set(key, batch);
    return batch;
  }

  #deliver(
    { app, webhook, form, tag }: Listener,
    forUserId: string,
    activities: readonly Activity[],
  ): Promise<void> {
    const delivery = {
      webhook,
      consumerSecret: app.consumerSecret,
      form,
      body: BODIES[form](forUserId, activities, tag),
      forUserId,
      eventIds: activities.flatMap(({ eventId }) => eventId ?? []),
    };
    this.#history.add({ ...delivery, atMs: this.#clock.now() });
    return webhook.valid ? this.#deliveries.deliver(delivery) : Promise.resolve();
  }
}
