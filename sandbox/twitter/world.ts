import { ActivityHistory } from './account-activity/activity-history.ts';
import { ActivityPublisher } from './account-activity/activity-publisher.ts';
import { Challenges } from './account-activity/challenges.ts';
import { Deliveries } from './account-activity/deliveries.ts';
import { DeliveryForms } from './account-activity/forms.ts';
import { PeriodicChallenge } from './account-activity/periodic-challenge.ts';
import { Replays } from './account-activity/replays.ts';
import { V2WebhookRegistry } from './account-activity/v2-webhook-registry.ts';
import { WebhookClient } from './account-activity/webhook-client.ts';
import { WebhookRegistry } from './account-activity/webhook-registry.ts';
import { RateLimits } from './api/rate-limits.ts';
import { BoundedLog } from './bounded-log.ts';
import { Clock } from './clock.ts';
import { Faults } from './control/faults.ts';
import { Directory } from './directory/directory.ts';
import { OAuth2Tokens } from './directory/oauth2-tokens.ts';
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
  readonly clock: Clock;
  /** The time in epoch milliseconds. */
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
  readonly oauth2: OAuth2Tokens;
  readonly webhooks: WebhookRegistry;
  readonly v2Webhooks: V2WebhookRegistry;
  readonly replays: Replays;
  readonly deliveries: Deliveries;
  readonly activities: ActivityPublisher;
  readonly #periodicChallenge: PeriodicChallenge;
  #settings: Settings;

  /** `now` is the time until the clock is set, `origin` the base URL the sandbox is reached at. */
  constructor(settings: Settings, now: () => number, origin: () => string) {
    const current = () => this.#settings;
    const clock = new Clock(now);
    const newId = () => this.snowflakes.next();
    const history = new ActivityHistory();
    this.#settings = settings;
    this.clock = clock;
    this.now = clock.now;
    this.snowflakes = new Snowflakes(clock.now);
    this.messages = new MessageStore(clock.now);
    this.media = new MediaStore(newId, origin);
    this.oauth = new OAuthVerifier(now, clock.now);
    this.oauth2 = new OAuth2Tokens(clock.now);
    this.deliveries = new Deliveries(this.webhookClient, current, clock);
    const publishing = [this.deliveries, history, this.forms, current, clock] as const;
    this.activities = new ActivityPublisher(this.directory, ...publishing);
    const challenges = new Challenges(this.webhookClient, current, clock.now);
    this.webhooks = new WebhookRegistry(challenges, current, clock.now, newId);
    this.v2Webhooks = new V2WebhookRegistry(challenges, current, clock.now, newId);
    this.replays = new Replays(challenges, this.deliveries, history);
    this.#periodicChallenge = new PeriodicChallenge(clock, () => this.#challengeAll());
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
    this.clock.close();
    await this.webhookClient.close();
  }

  async #challengeAll(): Promise<void> {
    const checks = this.directory
      .apps()
      .flatMap((app) => [
        ...[...app.environments.values()].flatMap(({ webhooks }) =>
          [...webhooks.values()].map((webhook) => this.webhooks.validate(app, webhook)),
        ),
        ...[...app.v2.webhooks.values()].map((webhook) => this.v2Webhooks.validate(app, webhook)),
      ]);
    await Promise.allSettled(checks);
  }
}
