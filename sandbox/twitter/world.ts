import { ActivityPublisher } from './account-activity/activity-publisher.ts';
import { Deliveries } from './account-activity/deliveries.ts';
import { DeliveryForms } from './account-activity/forms.ts';
import { PeriodicChallenge } from './account-activity/periodic-challenge.ts';
import { WebhookClient } from './account-activity/webhook-client.ts';
import { WebhookRegistry } from './account-activity/webhook-registry.ts';
import { RateLimits } from './api/rate-limits.ts';
import { BoundedLog } from './bounded-log.ts';
import { Faults } from './control/faults.ts';
import { Directory } from './directory/directory.ts';
import { MessageStore } from './direct-messages/message-store.ts';
import { ReplyAllowance } from './direct-messages/reply-allowance.ts';
import { Snowflakes } from './direct-messages/snowflake.ts';
import { MediaStore } from './media/media-store.ts';
import { OAuthVerifier } from './oauth/oauth-verifier.ts';
import { changedSettings, type Settings, type SettingsChange } from './settings.ts';

const LOG_ENTRIES_MAX = 100_000;

/** One API call as it is logged; `status` is null when the connection was torn. */
export interface RequestEntry {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
  readonly recipient?: string;
  /** The command of a media upload. */
  readonly command?: string;
}

/** A typing indicator or a read receipt sent through the API. */
export interface Signal {
  readonly at: string;
  readonly kind: 'typing' | 'read';
  readonly from: string;
  readonly to: string;
  readonly lastReadEventId?: string;
}

/** Everything the sandbox knows and remembers. */
export class World {
  readonly now: () => number;
  readonly directory = new Directory();
  readonly faults = new Faults();
  readonly requests = new BoundedLog<RequestEntry>(LOG_ENTRIES_MAX);
  readonly signals = new BoundedLog<Signal>(LOG_ENTRIES_MAX);
  readonly rateLimits = new RateLimits();
  readonly replyAllowance = new ReplyAllowance();
  readonly forms = new DeliveryForms();
  readonly webhookClient = new WebhookClient();
  readonly snowflakes: Snowflakes;
  readonly messages: MessageStore;
  readonly media: MediaStore;
  readonly oauth: OAuthVerifier;
  readonly webhooks: WebhookRegistry;
  readonly deliveries: Deliveries;
  readonly activities: ActivityPublisher;
  readonly #periodicChallenge: PeriodicChallenge;
  #settings: Settings;

  /** `origin` is the base URL that the sandbox is reached at. */
  constructor(settings: Settings, now: () => number, origin: () => string) {
    const current = () => this.#settings;
    this.#settings = settings;
    this.now = now;
    this.snowflakes = new Snowflakes(now);
    this.messages = new MessageStore(now);
    this.media = new MediaStore(() => this.snowflakes.next(), origin);
    this.oauth = new OAuthVerifier(now);
    this.deliveries = new Deliveries(this.webhookClient, current, now);
    this.activities = new ActivityPublisher(this.directory, this.deliveries, this.forms, current);
    this.webhooks = new WebhookRegistry(this.webhookClient, current, now, () =>
      this.snowflakes.next(),
    );
    this.#periodicChallenge = new PeriodicChallenge(() => this.#challengeAll());
    this.#periodicChallenge.every(settings.crcEveryMs);
  }

  get settings(): Settings {
    return this.#settings;
  }

  change(change: SettingsChange): void {
    this.#settings = changedSettings(this.#settings, change);
    if (change.crcEveryMs !== undefined) this.#periodicChallenge.every(change.crcEveryMs);
  }

  /** Gives up all deliveries and closes all connections to webhooks. */
  async close(): Promise<void> {
    this.#periodicChallenge.stop();
    this.deliveries.close();
    await this.webhookClient.close();
  }

  #challengeAll(): void {
    for (const app of this.directory.apps()) {
      for (const { webhooks } of app.environments.values()) {
        for (const webhook of webhooks.values()) {
          this.webhooks.validate(app, webhook).catch(() => undefined);
        }
      }
    }
  }
}
