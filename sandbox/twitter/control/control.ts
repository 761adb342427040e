import { announce, postMessage } from '../direct-messages/post-message.ts';
import type { Attachment, Location } from '../direct-messages/attachment.ts';
import { type DirectMessage, messageEvent } from '../direct-messages/direct-message.ts';
import { quickReplyResponse } from '../direct-messages/message-extras.ts';
import { readActivity, typingActivity } from '../account-activity/activity.ts';
import type { DeliveryAttempt } from '../account-activity/deliveries.ts';
import { NATIVE_APP } from '../defaults.ts';
import type { User } from '../directory/user.ts';
import { Refusal } from '../http/refusal.ts';
import { type NativeFile, nativeMedia } from '../media/native-media.ts';
import type { SettingsChange } from '../settings.ts';
import type { RequestEntry, Signal, World } from '../world.ts';
import { ActivityControl } from './activity-control.ts';
import { ClockControl } from './clock-control.ts';
import { ControlRefusal, notFound } from './control-refusal.ts';
import type { FaultRule } from './faults.ts';
import { MediaControl } from './media-control.ts';
import { OAuth2Control } from './oauth2-control.ts';
import { Registrations } from './registrations.ts';
import { type SentMessage, sentMessage } from './sent-message.ts';
import { type SandboxState, stateOf } from './state.ts';

/** What a person sends beside a text: at most one of `media` and `location`. */
export interface NativeExtras {
  /** The metadata of the quick reply that the person taps. */
  readonly quickReply?: string | undefined;
  readonly media?: NativeFile | undefined;
  readonly location?: Location | undefined;
}

/** A log entry with its running number. */
export type Numbered<T> = T & { readonly n: number };

/** Everything that tests and people do to the sandbox beside X's own API. */
export class Control {
  readonly #world: () => World;
  readonly #reset: () => Promise<void>;
  /** Apps, users, tokens. */
  readonly registrations: Registrations;
  readonly media: MediaControl;
  readonly activity: ActivityControl;
  readonly clock: ClockControl;
  readonly oauth2: OAuth2Control;

  constructor(world: () => World, reset: () => Promise<void>) {
    this.#world = world;
    this.#reset = reset;
    this.registrations = new Registrations(world);
    this.media = new MediaControl(world);
    this.activity = new ActivityControl(world);
    this.clock = new ClockControl(world);
    this.oauth2 = new OAuth2Control(world);
  }

  /**
   * A person writes in X's own client, attaches something, or taps a quick reply.
   * Answers with the event as the recipient sees it.
   */
  write(from: string, to: string, text: string, more: NativeExtras = {}) {
    const world = this.#world();
    const sender = this.#user('id', from);
    const message = posted(world, sender, to, text, more);
    void announce(world, message, { withEcho: true });
    return { event: messageEvent(message, to) };
  }

  /** A person types to somebody. */
  type(from: string, to: string): void {
    const world = this.#world();
    const activity = typingActivity(this.#user('id', from), this.#user('to', to), world.now());
    void world.activities.publish(to, activity);
  }

  /** A person has read somebody's messages up to this one. */
  read(reader: string, other: string, lastReadEventId: string): void {
    const world = this.#world();
    const users = [this.#user('id', reader), this.#user('to', other)] as const;
    const activity = readActivity(...users, lastReadEventId, world.now());
    void world.activities.publish(other, activity);
  }

  /** All messages in order; of one user, or after one message, when asked. */
  messages(filter: { with?: string | undefined; since?: string | undefined } = {}): SentMessage[] {
    const since = BigInt(filter.since ?? 0);
    return this.#world()
      .messages.all()
      .filter(
        ({ id, sender, recipient }) =>
          BigInt(id) > since &&
          (filter.with === undefined || sender.id === filter.with || recipient.id === filter.with),
      )
      .map(sentMessage);
  }

  /** Leads a public host name to a local program. */
  route(host: string, target: string): void {
    this.#world().webhookClient.routes.set(host.toLowerCase(), target);
  }

  change(settings: SettingsChange): void {
    this.#world().change(settings);
  }

  addFault(rule: FaultRule): void {
    this.#world().faults.add(rule);
  }

  clearFaults(): void {
    this.#world().faults.clear();
  }

  /** API calls, oldest first. */
  requests(after?: number): Numbered<RequestEntry>[] {
    return this.#world().requests.after(after);
  }

  /** Typing indicators and read receipts sent through the API, oldest first. */
  signals(): Signal[] {
    return this.#world().signals.entries();
  }

  /** Attempts to deliver to webhooks, oldest first. */
  deliveries(after?: number): Numbered<DeliveryAttempt>[] {
    return this.#world().deliveries.attempts.after(after);
  }

  state(): SandboxState {
    return stateOf(this.#world());
  }

  /** Takes the webhook's validity, as X does after failed challenges. */
  invalidateWebhook(id: string): void {
    const holders = this.#world()
      .directory.apps()
      .flatMap((app) => [...app.environments.values(), app.v2]);
    const webhook = holders.map(({ webhooks }) => webhooks.get(id)).find(Boolean);
    if (webhook === undefined) throw notFound('id', id);
    webhook.valid = false;
  }

  /** Forgets everything and starts anew with what the sandbox was started with. */
  reset(): Promise<void> {
    return this.#reset();
  }

  #user(path: string, id: string): User {
    const user = this.#world().directory.user(id);
    if (user === undefined) throw notFound(path, id);
    return user;
  }
}

function posted(
  world: World,
  sender: User,
  to: string,
  text: string,
  { quickReply, media, location }: NativeExtras,
): DirectMessage {
  try {
    return postMessage(world, {
      sender,
      recipientId: to,
      text,
      attachment: attachmentOf(world, sender, media, location),
      extras: quickReply === undefined ? {} : quickReplyResponse(quickReply),
      via: 'native',
      app: NATIVE_APP,
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const path = error.code === 354 ? 'text' : 'to';
    throw new ControlRefusal(400, [{ path, message: error.message }]);
  }
}

function attachmentOf(
  world: World,
  sender: User,
  file: NativeFile | undefined,
  location: Location | undefined,
): Attachment | undefined {
  if (location !== undefined) return { type: 'location', location };
  if (file === undefined) return undefined;
  return { type: 'media', media: nativeMedia(world.media.newId(), sender.id, file) };
}
