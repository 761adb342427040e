import { messageActivity } from '../account-activity/activity.ts';
import type { SourceApp } from '../directory/app.ts';
import type { User } from '../directory/user.ts';
import { refusal } from '../http/refusal.ts';
import type { World } from '../world.ts';
import { type Attachment, type WireMessage, withLocation, withMedia } from './attachment.ts';
import type { DirectMessage } from './direct-message.ts';
import type { MessageExtras } from './message-extras.ts';
import { codePoints, wireText } from './message-text.ts';
import { snowflakeMs } from './snowflake.ts';

const TEXT_LENGTH_MAX = 10_000;

/** What somebody wants to send. */
export interface NewMessage {
  readonly sender: User;
  readonly recipientId: string;
  readonly text: string;
  readonly extras: MessageExtras;
  readonly attachment?: Attachment | undefined;
  readonly via: 'api' | 'native';
  readonly app: SourceApp;
}

/** Stores the message. Refuses with 354 (too long), 50 (unknown recipient) or 349 (not accepted). */
export function postMessage(world: World, { recipientId, ...content }: NewMessage): DirectMessage {
  const { sender, text, attachment } = content;
  if (text.length > TEXT_LENGTH_MAX && codePoints(text) > TEXT_LENGTH_MAX) throw refusal(354);
  const recipient = world.directory.user(recipientId);
  if (recipient === undefined) throw refusal(50);
  if (!recipient.acceptsMessages) throw refusal(349);
  const id = world.snowflakes.next();
  const createdMs = snowflakeMs(id);
  const wire = wireMessage(world, id, text, attachment);
  const message = { id, createdMs, recipient, wire, ...content };
  world.messages.add(message);
  const { replyAllowance } = world.settings;
  world.replyAllowance.open(recipient.id, sender.id, replyAllowance, world.now());
  return message;
}

/** Tells the webhooks of both users; resolves when the first attempts are over. */
export async function announce(
  world: World,
  message: DirectMessage,
  { withEcho }: { withEcho: boolean },
): Promise<void> {
  const { sender, recipient } = message;
  const told = new Set(withEcho ? [sender.id, recipient.id] : [recipient.id]);
  await Promise.all(
    [...told].map((id) => world.activities.publish(id, messageActivity(message, id))),
  );
}

function wireMessage(
  world: World,
  id: string,
  text: string,
  attachment: Attachment | undefined,
): WireMessage {
  const wire = wireText(text);
  if (attachment === undefined) return wire;
  if (attachment.type === 'location') return withLocation(wire, attachment.location);
  const { media } = attachment;
  return withMedia(wire, id, media.id, world.media.attach(media, id));
}
