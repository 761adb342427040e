import { z } from 'zod';
import { ACTIVITY_TYPES } from '../../account-activity/activity-types.ts';
import type { ActivitySubscription } from '../../account-activity/v2-webhooks.ts';
import { type Answer, ok } from '../../http/answer.ts';
import { invalidParameter, invalidRequest, notFoundError, typed } from '../../http/problem.ts';
import type { V2Settings } from '../../v2-settings.ts';
import type { Call, Route } from '../route.ts';
import { requireAccessTo } from './activity-access.ts';
import { bodyIn, countParameter } from './query.ts';
import { webhookWithId } from './webhook-of.ts';

const PATH = '/2/activity/subscriptions';
const PAGE = { min: 1, max: 1000, usual: 1000 };
const IDS_MAX = 100;

const tag = z.string().min(1).max(200);
const id = z.string().regex(/^\d{1,19}$/);
const newSubscription = z.strictObject({
  event_type: z.string().refine((type) => ACTIVITY_TYPES.includes(type), 'is not an event type'),
  filter: z.strictObject({
    user_id: id.optional(),
    keyword: z.string().optional(),
    direction: z.enum(['inbound', 'outbound', 'sent', 'received']).optional(),
  }),
  tag: tag.optional(),
  webhook_id: id.optional(),
});
const changed = z.strictObject({ tag: tag.optional(), webhook_id: id.optional() });

/** The subscriptions of the X Activity API. */
export const V2_ACTIVITY_ROUTES: readonly Route[] = [
  { ...route('POST', PATH), auth: 'either', scopes: [], handle: create },
  { ...route('GET', PATH), auth: 'either', scopes: ['like.read', 'tweet.read'], handle: list },
  { ...route('PUT', `${PATH}/:id`), auth: 'app', handle: update },
  { ...route('DELETE', `${PATH}/:id`), auth: 'app', handle: remove },
  { ...route('DELETE', PATH), auth: 'app', handle: removeAll },
];

function route(method: string, path: string) {
  return { method, path, limit: 'activity/subscriptions' } as const;
}

function create(call: Call): Answer {
  const { world, app, request } = call;
  const { event_type, filter, webhook_id, ...more } = bodyIn(newSubscription, request);
  if (filter.user_id === undefined && filter.keyword === undefined) {
    throw invalidRequest('$.filter.user_id: is missing but it is required');
  }
  requireAccessTo(call, event_type, filter.user_id);
  if (webhook_id !== undefined) webhookWithId(call, webhook_id);
  const subscriptions = app.v2.activitySubscriptions;
  const isTaken = [...subscriptions.values()].some(
    (each) => each.eventType === event_type && sameFilter(each.filter, filter),
  );
  if (isTaken) throw invalidRequest('DuplicateSubscriptionFailed: Subscription already exists');
  if (subscriptions.size >= world.settings.v2.activitySubscriptionsMax) {
    throw invalidRequest('SubscriptionLimitExceeded: ');
  }
  const nowText = new Date(world.now()).toISOString();
  const subscription: ActivitySubscription = {
    id: world.snowflakes.next(),
    eventType: event_type,
    filter: Object.fromEntries(
      Object.entries(filter).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    ),
    createdAt: nowText,
    updatedAt: nowText,
    tag: more.tag,
    webhookId: webhook_id,
  };
  subscriptions.set(subscription.id, subscription);
  const data = DATA[world.settings.v2.activityAnswer](shown(subscription));
  return ok({ data, meta: metaOf(call) });
}

const DATA: Readonly<Record<V2Settings['activityAnswer'], (subscription: object) => unknown>> = {
  list: (subscription) => [subscription],
  flat: (subscription) => subscription,
  nested: (subscription) => ({ subscription }),
};

/** A user's token shows that user's subscriptions alone. */
function list(call: Call): Answer {
  const { app, caller, request } = call;
  const all = [...app.v2.activitySubscriptions.values()].filter(
    ({ filter }) => caller.user === undefined || filter['user_id'] === caller.user.id,
  );
  const token = request.query.get('pagination_token');
  const start = token === null ? 0 : all.findIndex((each) => tokenTo(each) === token);
  if (start < 0) throw invalidParameter('pagination_token', token ?? '');
  const end = start + countParameter(request, 'max_results', PAGE);
  const next = all[end];
  return ok({
    data: all.slice(start, end).map(shown),
    meta: { total_subscriptions: all.length, ...(next && { next_token: tokenTo(next) }) },
  });
}

function update(call: Call): Answer {
  const subscription = subscriptionOf(call, call.params[0] ?? '');
  const { tag: newTag, webhook_id } = bodyIn(changed, call.request);
  if (webhook_id !== undefined) webhookWithId(call, webhook_id);
  subscription.tag = newTag ?? subscription.tag;
  subscription.webhookId = webhook_id ?? subscription.webhookId;
  subscription.updatedAt = new Date(call.world.now()).toISOString();
  return ok({ data: shown(subscription), meta: metaOf(call) });
}

function remove(call: Call): Answer {
  call.app.v2.activitySubscriptions.delete(subscriptionOf(call, call.params[0] ?? '').id);
  return ok({ data: { deleted: true }, meta: metaOf(call) });
}

function removeAll(call: Call): Answer {
  const text = call.request.query.get('ids') ?? '';
  const ids = text.split(',').filter((each) => each !== '');
  if (ids.length === 0 || ids.length > IDS_MAX) throw invalidParameter('ids', text);
  for (const each of ids.map((one) => subscriptionOf(call, one))) {
    call.app.v2.activitySubscriptions.delete(each.id);
  }
  return ok({ data: { deleted: true }, meta: metaOf(call) });
}

function subscriptionOf({ app }: Call, wanted: string): ActivitySubscription {
  const found = app.v2.activitySubscriptions.get(wanted);
  if (found !== undefined) return found;
  throw typed(404, 'resource-not-found', notFoundError('subscription', 'subscription_id', wanted));
}

function sameFilter(a: object, b: object): boolean {
  const text = (filter: object) =>
    Object.entries(filter)
      .map((entry) => JSON.stringify(entry))
      .toSorted()
      .join();
  return text(a) === text(b);
}

function metaOf({ app }: Call) {
  return { total_subscriptions: app.v2.activitySubscriptions.size };
}

function tokenTo({ id: next }: ActivitySubscription): string {
  return Buffer.from(`from ${next}`).toString('base64url');
}

function shown(subscription: ActivitySubscription) {
  const { id: subscription_id, eventType, filter, createdAt, updatedAt } = subscription;
  const { tag: shownTag, webhookId } = subscription;
  return {
    subscription_id,
    event_type: eventType,
    filter,
    created_at: createdAt,
    updated_at: updatedAt,
    ...(shownTag !== undefined && { tag: shownTag }),
    ...(webhookId !== undefined && { webhook_id: webhookId }),
  };
}
