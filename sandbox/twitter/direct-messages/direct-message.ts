import type { SourceApp } from '../directory/app.ts';
import type { User } from '../directory/user.ts';
import type { Attachment, WireMessage } from './attachment.ts';
import type { MessageExtras } from './message-extras.ts';

/** One direct message between two users. */
export interface DirectMessage {
  readonly id: string;
  readonly createdMs: number;
  readonly sender: User;
  readonly recipient: User;
  /** The text as it was written. */
  readonly text: string;
  /** The text and the attachment as the API shows them. */
  readonly wire: WireMessage;
  readonly attachment?: Attachment | undefined;
  readonly extras: MessageExtras;
  readonly via: 'api' | 'native';
  readonly app: SourceApp;
}

/** The `message_create` event as one of its two users sees it; only the sender sees the app. */
export function messageEvent(message: DirectMessage, forUserId: string) {
  const { id, createdMs, sender, recipient, wire, extras, app } = message;
  return {
    type: 'message_create',
    id,
    created_timestamp: String(createdMs),
    message_create: {
      target: { recipient_id: recipient.id },
      sender_id: sender.id,
      ...(forUserId === sender.id ? { source_app_id: app.id } : undefined),
      message_data: { ...wire, ...extras },
    },
  };
}

/** The event as the call that made it is answered: without the app. */
export function createdEvent(message: DirectMessage) {
  return messageEvent(message, message.recipient.id);
}

/** The `apps` map for the messages of one user's view; undefined when none of them shows its app. */
export function appsOf(
  messages: readonly DirectMessage[],
  forUserId: string,
): Record<string, SourceApp> | undefined {
  const shown = messages.filter((message) => message.sender.id === forUserId);
  if (shown.length === 0) return undefined;
  return Object.fromEntries(shown.map(({ app }) => [app.id, app]));
}
