import { readActivity, typingActivity } from '../account-activity/activity.ts';
import { attachmentIn } from '../direct-messages/attachment.ts';
import { appsOf, createdEvent, messageEvent } from '../direct-messages/direct-message.ts';
import { extrasIn } from '../direct-messages/message-extras.ts';
import { postMessage } from '../direct-messages/post-message.ts';
import type { User } from '../directory/user.ts';
import { type Answer, NO_CONTENT, ok } from '../http/answer.ts';
import { refusal } from '../http/refusal.ts';
import type { World } from '../world.ts';
import type { Route, UserCall } from './route.ts';
import { withEcho } from './with-echo.ts';

const COUNT_DEFAULT = 20;
const COUNT_MAX = 50;

/** The direct message calls of v1.1. */
export const DIRECT_MESSAGE_ROUTES: readonly Route[] = [
  { ...route('POST', 'events/new'), handle: newMessage, isFree: isFreeReply },
  { ...route('GET', 'events/list'), handle: listMessages },
  { ...route('GET', 'events/show'), handle: showMessage },
  { ...route('POST', 'indicate_typing'), handle: indicateTyping },
  { ...route('POST', 'mark_read'), handle: markRead },
];

function route<
  N extends 'events/new' | 'events/list' | 'events/show' | 'indicate_typing' | 'mark_read',
>(method: string, name: N) {
  const path = `/1.1/direct_messages/${name}.json`;
  return { method, path, auth: 'user', needs: 'dm', limit: `direct_messages/${name}` } as const;
}

function isFreeReply({ world, request, user }: UserCall): boolean {
  return world.replyAllowance.take(user.id, request.recipientId ?? '', world.now());
}

async function newMessage({ world, request, user, app }: UserCall): Promise<Answer> {
  if (request.contentType !== 'application/json') throw refusal(34, { status: 403 });
  const body = request.json as NewMessageBody;
  const data = body?.event?.message_create?.message_data;
  const text = data?.text;
  const { recipientId } = request;
  if (body?.event?.type !== 'message_create') throw missing('event.type');
  if (recipientId === undefined) throw missing('event.message_create.target.recipient_id');
  const attachment = attachmentIn(data ?? {}, (id) =>
    world.media.attachable(id, user.id, world.now()),
  );
  if (typeof text !== 'string' || (text === '' && attachment === undefined))
    throw missing('event.message_create.message_data.text');
  const message = postMessage(world, {
    sender: user,
    recipientId,
    text,
    extras: extrasIn(data ?? {}),
    attachment,
    via: 'api',
    app: app.source,
  });
  return withEcho(world, message, ok({ event: createdEvent(message) }));
}

function listMessages({ world, request, user }: UserCall): Answer {
  const count = Number(request.query.get('count') ?? COUNT_DEFAULT);
  const cursor = request.query.get('cursor') ?? undefined;
  if (!(count >= 1)) throw missing('count');
  if (cursor === undefined && world.settings.emptyFirstPage) {
    const next = world.messages.firstCursor(user.id);
    return ok({ events: [], ...(next && { next_cursor: next }) });
  }
  const page = world.messages.page(user.id, Math.min(Math.floor(count), COUNT_MAX), cursor);
  if (page === undefined) throw refusal(34);
  return ok({
    events: page.messages.map((message) => messageEvent(message, user.id)),
    apps: appsOf(page.messages, user.id),
    next_cursor: page.nextCursor,
  });
}

function showMessage({ world, request, user }: UserCall): Answer {
  const message = world.messages.find(request.query.get('id') ?? '', user.id);
  if (message === undefined) throw refusal(34);
  return ok({ event: messageEvent(message, user.id), apps: appsOf([message], user.id) });
}

function indicateTyping(call: UserCall): Answer {
  const { world, user } = call;
  const recipient = recipientOf(call);
  world.signals.add({ at: nowIn(world), kind: 'typing', from: user.id, to: recipient.id });
  const activity = typingActivity(user, recipient, world.now());
  return { ...NO_CONTENT, afterwards: () => void world.activities.publish(recipient.id, activity) };
}

function markRead(call: UserCall): Answer {
  const { world, user, request } = call;
  const recipient = recipientOf(call);
  const lastReadEventId = request.form.get('last_read_event_id');
  if (lastReadEventId === null) throw missing('last_read_event_id', 400);
  const about = { from: user.id, to: recipient.id, lastReadEventId };
  world.signals.add({ at: nowIn(world), kind: 'read', ...about });
  const activity = readActivity(user, recipient, lastReadEventId, world.now());
  return { ...NO_CONTENT, afterwards: () => void world.activities.publish(recipient.id, activity) };
}

function recipientOf({ world, request }: UserCall): User {
  const id = request.form.get('recipient_id');
  if (id === null) throw missing('recipient_id', 400);
  const recipient = world.directory.user(id);
  if (recipient === undefined) throw refusal(50);
  return recipient;
}

function nowIn(world: World): string {
  return new Date(world.now()).toISOString();
}

function missing(parameter: string, status = 403) {
  return refusal(38, { message: `${parameter} parameter is missing.`, status });
}

type NewMessageBody =
  | { event?: { type?: unknown; message_create?: { message_data?: { text?: unknown } } } }
  | null
  | undefined;
