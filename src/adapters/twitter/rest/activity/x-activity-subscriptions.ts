import { Failure } from '../../../../domain/errors.ts';
import {
  AskedTogether,
  type Subscribed,
  type Subscriptions,
} from '../../../../domain/subscription/subscriptions.ts';
import type { Environment, Webhook } from '../../../../domain/subscription/webhooks.ts';
import { ActivitySubscriptions } from './activity-subscriptions.ts';
import type { ActivitySubscription } from './activity-subscriptions-in.ts';
import { AppBearer } from '../client/app-bearer.ts';
import type { TwitterClient } from '../client/twitter-client.ts';
import { TwitterV2Webhooks } from './twitter-v2-webhooks.ts';
import { signing, type UserAuthentication } from '../accounts/user-authentication.ts';
import { knownWebhookOf, subscriberIn, webhookFor } from './webhook-of.ts';
import { createActivitySubscription } from './x-activity-creation.ts';
import { isAbout, isOurs, messageEvents, revokeEvent, wantedEvents } from './x-activity-events.ts';
import { XActivitySubscribers } from './x-activity-subscribers.ts';

/** What a subscription is made from and compared with. */
interface Place {
  readonly environment: Environment;
  readonly accountId: string;
  readonly webhook: Webhook;
  readonly webhooks: readonly Webhook[];
}

/**
 * The subscriptions of an account through X's Activity API, one for each kind of event, to the
 * webhook of its app that its events go to.
 */
export class XActivitySubscriptions implements Subscriptions {
  readonly #client: TwitterClient;
  readonly #users: UserAuthentication;
  readonly #webhooks: TwitterV2Webhooks;
  readonly #activity: ActivitySubscriptions;
  readonly #subscribers: XActivitySubscribers;
  /**
   * Kinds of events that were told, by account, so that they are missed when they are not any more.
   * Others X may refuse to the account, which a process that has just started cannot know.
   */
  readonly #told = new Map<string, Set<string>>();

  constructor(
    client: TwitterClient,
    bearers = new AppBearer(client),
    users: UserAuthentication = signing,
  ) {
    this.#client = client;
    this.#users = users;
    this.#webhooks = new TwitterV2Webhooks(client, bearers);
    this.#activity = new ActivitySubscriptions(bearers);
    this.#subscribers = new XActivitySubscribers(client, bearers);
  }

  /**
   * Makes only what is missing. What X refuses is left out, unless it is messages. That access was
   * taken back X is said to tell without a subscription as well.
   */
  async subscribe(environment: Environment): Promise<Subscribed> {
    const accountId = subscriberIn(environment);
    const webhooks = await this.#webhooks.list(environment);
    const place = { environment, accountId, webhooks, webhook: webhookFor(environment, webhooks) };
    const listed = await this.#activity.list(environment);
    const refused = new Map<string, string>();
    for (const eventType of wantedEvents) {
      try {
        await this.#ensure(eventType, place, listed);
      } catch (thrown) {
        if (eventType === 'dm.received' || !isRefusal(thrown)) throw thrown;
        if (eventType !== revokeEvent) refused.set(eventType, thrown.detail);
      }
    }
    for (const eventType of refused.keys()) this.#toldTo(accountId).delete(eventType);
    return { without: [...refused].map(([eventType, why]) => `${eventType} (${why})`) };
  }

  /** Here the app ends them: X has no such call for the account itself. */
  async unsubscribe(environment: Environment): Promise<void> {
    await this.#subscribers.remove(environment, subscriberIn(environment));
  }

  /** Whether messages are told, and everything about them that was seen to be told before. */
  async isSubscribed(
    environment: Environment,
    asked: AskedTogether = new AskedTogether(),
  ): Promise<boolean> {
    const accountId = subscriberIn(environment);
    const webhooks = () => this.#webhooks.list(environment);
    const webhook = await knownWebhookOf(environment, webhooks, asked);
    if (webhook === undefined) return false;
    const { consumerKey } = environment.credentials;
    const all = () => this.#activity.list(environment);
    const listed = await asked.once(`activity of ${consumerKey}`, all);
    const toUs = listed.filter(({ webhookId }) => webhookId === webhook.id);
    const told = this.#toldTo(accountId);
    const there: readonly string[] = messageEvents.filter((type) =>
      toUs.some(isAbout(type, accountId)),
    );
    const isComplete = [...told].every((type) => there.includes(type));
    for (const type of there) told.add(type);
    return isComplete && there.includes('dm.received');
  }

  #toldTo(accountId: string): Set<string> {
    const told = this.#told.get(accountId) ?? new Set();
    this.#told.set(accountId, told);
    return told;
  }

  async #ensure(
    eventType: string,
    place: Place,
    listed: readonly ActivitySubscription[],
  ): Promise<void> {
    const { accountId, environment, webhook, webhooks } = place;
    const there = listed.filter(isAbout(eventType, accountId));
    if (there.some(({ webhookId }) => webhookId === webhook.id)) return;
    const ours = there.find((one) => isOurs(one, webhook, webhooks));
    if (ours !== undefined) return this.#activity.move(environment, ours.id, webhook.id);
    const auth = (only?: 'oauth2') =>
      this.#users.of({ id: accountId, credentials: environment.credentials }, only);
    const wanted = { eventType, accountId, webhookId: webhook.id };
    const made = await createActivitySubscription(this.#client, auth, environment, wanted);
    if (made !== 'created') await this.#confirm(eventType, place);
  }

  /** X had one already, or did not say what it made: its list tells. One that it hides will do. */
  async #confirm(eventType: string, { accountId, environment, webhook }: Place): Promise<void> {
    const listed = await this.#activity.list(environment);
    const there = listed.filter(isAbout(eventType, accountId));
    if (there.length === 0 || there.some(({ webhookId }) => webhookId === webhook.id)) return;
    const idle = there.find(({ webhookId }) => webhookId === undefined);
    if (idle !== undefined) return this.#activity.move(environment, idle.id, webhook.id);
    throw new Failure('conflict', `its subscription ${there[0]?.id} goes to another webhook`);
  }
}

/** X does not let the account have this, now or later. */
const isRefusal = (thrown: unknown): thrown is Failure =>
  thrown instanceof Failure && (thrown.code === 'unauthorized' || thrown.rule.retry === 'never');
