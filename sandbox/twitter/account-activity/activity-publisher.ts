import type { App } from '../directory/app.ts';
import type { Directory } from '../directory/directory.ts';
import type { User } from '../directory/user.ts';
import type { Settings } from '../settings.ts';
import { type Activity, activityBody, revokeBody } from './activity.ts';
import type { Deliveries } from './deliveries.ts';
import type { Webhook } from './environment.ts';

interface Batch {
  readonly activities: Activity[];
  readonly delivered: Promise<void>;
  readonly close: () => void;
}

/** Tells the valid webhooks of a user's subscriptions what happened. */
export class ActivityPublisher {
  readonly #directory: Directory;
  readonly #deliveries: Deliveries;
  readonly #settings: () => Settings;
  readonly #batches = new Map<string, Batch>();

  constructor(directory: Directory, deliveries: Deliveries, settings: () => Settings) {
    this.#directory = directory;
    this.#deliveries = deliveries;
    this.#settings = settings;
  }

  /** Resolves when the first attempt at every webhook is over. */
  async publish(forUserId: string, activity: Activity): Promise<void> {
    const deliveries: Promise<void>[] = [];
    for (const app of this.#directory.apps()) {
      for (const webhook of subscribedWebhooks(app, forUserId)) {
        deliveries.push(this.#enqueue(app, webhook, forUserId, activity));
      }
    }
    await Promise.all(deliveries);
  }

  /** Drops the user's subscriptions of the app and tells its webhooks that the permission is gone. */
  revoke(app: App, user: User, nowMs: number): void {
    for (const webhook of subscribedWebhooks(app, user.id)) {
      void this.#deliveries.deliver({
        webhook,
        consumerSecret: app.consumerSecret,
        body: revokeBody(app.source, user, nowMs),
        forUserId: undefined,
        eventIds: [],
      });
    }
    for (const { subscriptions } of app.environments.values()) subscriptions.delete(user.id);
  }

  #enqueue(app: App, webhook: Webhook, forUserId: string, activity: Activity): Promise<void> {
    const { batch: size, batchWaitMs } = this.#settings();
    if (size === 1) return this.#deliver(app, webhook, forUserId, [activity]);
    const key = `${webhook.id} ${forUserId} ${activity.kind}`;
    const batch =
      this.#batches.get(key) ??
      this.#newBatch(key, batchWaitMs, (activities) =>
        this.#deliver(app, webhook, forUserId, activities),
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
    app: App,
    webhook: Webhook,
    forUserId: string,
    activities: readonly Activity[],
  ): Promise<void> {
    return this.#deliveries.deliver({
      webhook,
      consumerSecret: app.consumerSecret,
      body: activityBody(forUserId, activities),
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
