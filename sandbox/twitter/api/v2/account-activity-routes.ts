import { type Answer, ok } from '../../http/answer.ts';
import { invalidRequest } from '../../http/problem.ts';
import type { App } from '../../directory/app.ts';
import type { Call, Route, UserCall } from '../route.ts';
import { webhookWithId } from './webhook-of.ts';

const BASE = '/2/account_activity';
const ALL = `${BASE}/webhooks/:webhook/subscriptions/all`;

/** Account Activity of API v2: an account is subscribed with its own token. */
export const V2_ACCOUNT_ACTIVITY_ROUTES: readonly Route[] = [
  { ...ofUser('POST'), handle: subscribe },
  { ...ofUser('GET'), handle: show },
  { ...ofApp('GET', `${ALL}/list`), handle: list },
  { ...ofApp('DELETE', `${BASE}/webhooks/:webhook/subscriptions/:user/all`), handle: remove },
  { ...ofApp('GET', `${BASE}/subscriptions/count`), handle: count },
];

function ofUser(method: string) {
  const scopes = ['dm.read', 'dm.write', 'tweet.read', 'users.read'];
  const limit = 'account_activity/v2';
  return { method, path: ALL, auth: 'user', needs: 'dm', limit, scopes } as const;
}

function ofApp(method: string, path: string) {
  return { method, path, auth: 'app', limit: 'account_activity/v2' } as const;
}

function subscribe(call: UserCall): Answer {
  const { subscriptions } = webhookIn(call);
  if (subscriptions.has(call.user.id)) {
    throw invalidRequest('DuplicateSubscriptionFailed: Subscription already exists');
  }
  if (accountsOf(call.app) >= call.world.settings.v2.accountsMax) {
    throw invalidRequest('SubscriptionLimitExceeded: ');
  }
  subscriptions.add(call.user.id);
  return ok({ data: { subscribed: true } });
}

function show(call: UserCall): Answer {
  return ok({ data: { subscribed: webhookIn(call).subscriptions.has(call.user.id) } });
}

function list(call: Call): Answer {
  const { id, url, subscriptions } = webhookIn(call);
  return ok({
    data: {
      application_id: call.app.source.id,
      webhook_id: id,
      webhook_url: url,
      subscriptions: [...subscriptions].map((userId) => ({ user_id: userId })),
    },
  });
}

function remove(call: Call): Answer {
  if (!webhookIn(call).subscriptions.delete(call.params[1] ?? '')) {
    throw invalidRequest('SubscriptionNotFound: ');
  }
  return ok({ data: { subscribed: false } });
}

/** All numbers are texts. */
function count({ app, world }: Call): Answer {
  return ok({
    data: {
      account_name: app.source.name,
      provisioned_count: String(world.settings.v2.accountsMax),
      subscriptions_count_all: String(accountsOf(app)),
      subscriptions_count_direct_messages: '0',
    },
  });
}

function webhookIn(call: Call) {
  return webhookWithId(call, call.params[0] ?? '');
}

function accountsOf({ v2 }: App): number {
  return [...v2.webhooks.values()].reduce((sum, { subscriptions }) => sum + subscriptions.size, 0);
}
