import { isConversationId, otherIn } from '../../direct-messages/conversation-id.ts';
import type { DirectMessage } from '../../direct-messages/direct-message.ts';
import {
  EVENT_FIELDS,
  type EventFields,
  includesOf,
  v2Event,
} from '../../direct-messages/v2-event.ts';
import { v2Page } from '../../direct-messages/v2-page.ts';
import { type Answer, ok } from '../../http/answer.ts';
import type { ApiRequest } from '../../http/api-request.ts';
import { blank, invalidParameter, notFoundError, typed } from '../../http/problem.ts';
import type { Route, UserCall } from '../route.ts';
import { countParameter, listParameter, READ_SCOPES } from './query.ts';

const PAGE = { min: 1, max: 100, usual: 100 };
const EVENT_TYPES = ['MessageCreate', 'ParticipantsJoin', 'ParticipantsLeave'];
const EXPANSIONS = [
  'attachments.media_keys',
  'participant_ids',
  'sender_id',
  'referenced_tweets.id',
  'referenced_posts.id',
];

/** Reading and deleting direct messages in API v2. */
export const V2_EVENT_ROUTES: readonly Route[] = [
  { ...read('/2/dm_events', 'dm_events/list'), handle: (call: UserCall) => list(call, undefined) },
  {
    ...read('/2/dm_conversations/with/:participant/dm_events', 'dm_events/with'),
    handle: (call: UserCall) => list(call, participantOf(call)),
  },
  {
    ...read('/2/dm_conversations/:conversation/dm_events', 'dm_events/of conversation'),
    handle: (call: UserCall) => list(call, otherOf(call)),
  },
  { ...read('/2/dm_events/:event', 'dm_events/show'), handle: show },
  {
    method: 'DELETE',
    path: '/2/dm_events/:event',
    auth: 'user',
    needs: 'dm',
    limit: 'dm_events/delete',
    scopes: ['dm.read', 'dm.write'],
    handle: remove,
  },
];

function read<
  L extends 'dm_events/list' | 'dm_events/with' | 'dm_events/of conversation' | 'dm_events/show',
>(path: string, limit: L) {
  return { method: 'GET', path, auth: 'user', needs: 'dm', limit, scopes: READ_SCOPES } as const;
}

/** The participant in the path; refuses what is no id. */
export function participantOf({ params: [id = ''] }: UserCall): string {
  if (!/^\d{1,19}$/.test(id)) throw invalidParameter('participant_id', id);
  return id;
}

/** The other user of the conversation in the path; refuses conversations of others. */
export function otherOf({ params: [id = ''], user }: UserCall): string {
  if (!isConversationId(id)) throw invalidParameter('dm_conversation_id', id);
  const other = otherIn(id, user.id);
  if (other === undefined) throw blank(403);
  return other;
}

function list({ world, request, user }: UserCall, otherId: string | undefined): Answer {
  const count = countParameter(request, 'max_results', PAGE);
  const types = listParameter(request, 'event_types', EVENT_TYPES);
  const fields = fieldsOf(request);
  const token = request.query.get('pagination_token') ?? undefined;
  const isShown = ({ sender, recipient }: DirectMessage) =>
    otherId === undefined || sender.id === otherId || recipient.id === otherId;
  const areShown = types.size === 0 || types.has('MessageCreate');
  const messages = areShown ? world.messages.recent(user.id).filter(isShown) : [];
  const page = v2Page(messages, count, token);
  if (page === undefined) throw invalidParameter('pagination_token', token ?? '');
  const includes = includesOf(page.messages, fields, (id) => world.media.publishedAs(id));
  return ok({
    ...(page.messages.length > 0 && { data: page.messages.map((each) => v2Event(each, fields)) }),
    ...(includes && { includes }),
    meta: {
      result_count: page.messages.length,
      ...(page.nextToken && { next_token: page.nextToken }),
      ...(page.previousToken && { previous_token: page.previousToken }),
    },
  });
}

/** A lookup that finds nothing is answered with 200 and no `data`. */
function show({ world, request, user, params: [id = ''] }: UserCall): Answer {
  if (!/^\d{1,19}$/.test(id)) throw invalidParameter('event_id', id);
  const fields = fieldsOf(request);
  const message = world.messages.find(id, user.id);
  if (message === undefined) return ok({ errors: [notFoundError('dm_event', 'event_id', id)] });
  const includes = includesOf([message], fields, (mediaId) => world.media.publishedAs(mediaId));
  return ok({ data: v2Event(message, fields), ...(includes && { includes }) });
}

function remove({ world, user, params: [id = ''] }: UserCall): Answer {
  if (!/^\d{1,19}$/.test(id)) throw invalidParameter('event_id', id);
  const message = world.messages.find(id, user.id);
  if (message === undefined) {
    throw typed(404, 'resource-not-found', notFoundError('dm_event', 'event_id', id));
  }
  if (message.sender.id !== user.id) throw blank(403);
  world.messages.hide(id, user.id);
  return ok({ data: { deleted: true } });
}

function fieldsOf(request: ApiRequest): EventFields {
  return {
    event: listParameter(request, 'dm_event.fields', EVENT_FIELDS),
    user: listParameter(request, 'user.fields'),
    media: listParameter(request, 'media.fields'),
    expansions: listParameter(request, 'expansions', EXPANSIONS),
  };
}
