import type { SourceApp } from '../directory/app.ts';
import type { User } from '../directory/user.ts';
import {
  appsOf,
  createdEvent,
  type DirectMessage,
  messageEvent,
} from '../direct-messages/direct-message.ts';

/** As in both published samples. */
const X_ACTIVITY_LATER_MS = 30;

/** One thing that happened, as the subscribed user's webhook is told. */
export interface Activity {
  /** The list it stands in; the Account Activity API does not tell of encrypted chat. */
  readonly kind:
    | 'direct_message_events'
    | 'direct_message_indicate_typing_events'
    | 'direct_message_mark_read_events'
    | 'chat';
  /** Its name in the X Activity API. */
  readonly type: `${'dm' | 'chat'}.${string}`;
  readonly event: object;
  /** The event in the X Activity API, where that is another. */
  readonly bareEvent?: object;
  /** The id of the direct message; absent for typing and read events. */
  readonly eventId?: string;
  readonly users: readonly User[];
  readonly apps?: Readonly<Record<string, SourceApp>> | undefined;
}

/** A direct message as one of its two users is told of it. */
export function messageActivity(message: DirectMessage, forUserId: string): Activity {
  return {
    kind: 'direct_message_events',
    type: message.sender.id === forUserId ? 'dm.sent' : 'dm.received',
    event: messageEvent(message, forUserId),
    bareEvent: laterEvent(message),
    eventId: message.id,
    users: [message.sender, message.recipient],
    apps: appsOf([message], forUserId),
  };
}

/** The X Activity API does not tell the app, and dates messages a little later. */
function laterEvent(message: DirectMessage): object {
  const created_timestamp = String(message.createdMs + X_ACTIVITY_LATER_MS);
  return { ...createdEvent(message), created_timestamp };
}

/** The sender is typing to the recipient. */
export function typingActivity(sender: User, recipient: User, nowMs: number): Activity {
  return {
    kind: 'direct_message_indicate_typing_events',
    type: 'dm.indicate_typing',
    event: {
      created_timestamp: String(nowMs),
      sender_id: sender.id,
      target: { recipient_id: recipient.id },
    },
    users: [sender, recipient],
  };
}

/** The reader has read the other user's messages up to this one. */
export function readActivity(
  reader: User,
  other: User,
  lastReadEventId: string,
  nowMs: number,
): Activity {
  return {
    kind: 'direct_message_mark_read_events',
    type: 'dm.read',
    event: {
      created_timestamp: String(nowMs),
      sender_id: reader.id,
      target: { recipient_id: other.id },
      last_read_event_id: lastReadEventId,
    },
    users: [reader, other],
  };
}

/** The Account Activity body for activities of one kind. */
export function activityBody(forUserId: string, activities: readonly Activity[]): object {
  const users = activities.flatMap((activity) => activity.users);
  const apps = activities.flatMap((activity) => Object.entries(activity.apps ?? {}));
  return {
    for_user_id: forUserId,
    [activities[0]?.kind ?? 'direct_message_events']: activities.map(({ event }) => event),
    ...(apps.length > 0 ? { apps: Object.fromEntries(apps) } : undefined),
    users: Object.fromEntries(users.map((user) => [user.id, user.inActivities])),
  };
}

/** The body that tells a webhook that a user took back the app's permission. */
export function revokeBody(app: SourceApp, user: User, nowMs: number): object {
  return {
    user_event: {
      revoke: {
        date_time: new Date(nowMs).toISOString().replace(/\.\d+Z$/, '+00:00'),
        target: { app_id: app.id },
        source: { user_id: user.id },
      },
    },
  };
}
