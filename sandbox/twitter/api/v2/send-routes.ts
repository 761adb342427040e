import { z } from 'zod';
import { conversationId } from '../../direct-messages/conversation-id.ts';
import { postMessage } from '../../direct-messages/post-message.ts';
import type { Answer } from '../../http/answer.ts';
import { invalidRequest } from '../../http/problem.ts';
import type { Route, UserCall } from '../route.ts';
import { withEcho } from '../with-echo.ts';
import { otherOf, participantOf } from './event-routes.ts';
import { bodyIn, SEND_SCOPES } from './query.ts';

const newMessage = z.strictObject({
  text: z.string().min(1, 'must be at least 1 characters long').optional(),
  attachments: z
    .array(z.strictObject({ media_id: z.string().regex(/^\d{1,19}$/) }))
    .min(1)
    .max(1, 'there must be a maximum of 1 items in the array')
    .optional(),
});

/** Sending direct messages in API v2; the first to somebody makes the conversation. */
export const V2_SEND_ROUTES: readonly Route[] = [
  {
    ...post('/2/dm_conversations/with/:participant/messages'),
    handle: (call: UserCall) => send(call, participantOf(call)),
  },
  {
    ...post('/2/dm_conversations/:conversation/messages'),
    handle: (call: UserCall) => send(call, otherOf(call)),
  },
];

function post(path: string) {
  const limit = 'dm_conversations/messages';
  return { method: 'POST', path, auth: 'user', needs: 'dm', limit, scopes: SEND_SCOPES } as const;
}

async function send(call: UserCall, recipientId: string): Promise<Answer> {
  const { world, request, user, app } = call;
  const { text, attachments } = bodyIn(newMessage, request);
  const mediaId = attachments?.[0]?.media_id;
  if (text === undefined && mediaId === undefined) {
    throw invalidRequest('At least one of `text` or `attachments` is required.');
  }
  const media =
    mediaId === undefined ? undefined : world.media.attachable(mediaId, user.id, world.now());
  const message = postMessage(world, {
    sender: user,
    recipientId,
    text: text ?? '',
    extras: {},
    attachment: media && { type: 'media', media },
    via: 'api',
    app: app.source,
  });
  const dm_conversation_id = conversationId(user.id, recipientId);
  const body = { data: { dm_conversation_id, dm_event_id: message.id } };
  return withEcho(world, message, { status: 201, body });
}
