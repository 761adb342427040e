import { type Answer, NO_CONTENT, ok } from '../http/answer.ts';
import { refusal } from '../http/refusal.ts';
import { environmentOf } from './environment-of.ts';
import type { Call, Route, UserCall } from './route.ts';

const BASE = '/1.1/account_activity/all';

/** The subscription calls of the premium Account Activity API. */
export const SUBSCRIPTION_ROUTES: readonly Route[] = [
  { ...ofUser('POST', 'subscriptions/create'), handle: subscribe },
  { ...ofUser('GET', 'subscriptions/get'), handle: showSubscription },
  { ...ofUser('DELETE', 'subscriptions/delete'), handle: unsubscribe },
  { ...ofApp('GET', ':env/subscriptions/list', 'subscriptions/list'), handle: listSubscriptions },
  { ...ofApp('DELETE', ':env/subscriptions/:user', 'subscriptions/delete'), handle: removeUser },
  { ...ofApp('GET', 'subscriptions/count', 'subscriptions/count'), handle: countSubscriptions },
];

function ofUser<L extends 'subscriptions/create' | 'subscriptions/get' | 'subscriptions/delete'>(
  method: string,
  limit: L,
) {
  return { method, path: `${BASE}/:env/subscriptions.json`, auth: 'user', limit } as const;
}

function ofApp<L extends 'subscriptions/list' | 'subscriptions/delete' | 'subscriptions/count'>(
  method: string,
  path: string,
  limit: L,
) {
  return { method, path: `${BASE}/${path}.json`, auth: 'app', limit } as const;
}

/** A subscription belongs to a webhook: without one there is nothing to subscribe to. */
function subscribe(call: UserCall): Answer {
  const environment = environmentOf(call, 348);
  if (environment.webhooks.size === 0) {
    throw refusal(34, {
      message: 'Webhook does not exist or is associated with a different twitter application.',
    });
  }
  if (environment.subscriptions.has(call.user.id)) throw refusal(355);
  if (environment.subscriptions.size >= environment.subscriptionLimit) {
    const status = call.world.settings.webhookRefusalStatus;
    throw refusal(214, { message: 'Too many resources already created.', status });
  }
  environment.subscriptions.add(call.user.id);
  return NO_CONTENT;
}

function showSubscription(call: UserCall): Answer {
  if (!environmentOf(call, 348).subscriptions.has(call.user.id)) throw refusal(34);
  return NO_CONTENT;
}

function unsubscribe(call: UserCall): Answer {
  if (!environmentOf(call, 348).subscriptions.delete(call.user.id)) throw refusal(34);
  return NO_CONTENT;
}

function removeUser(call: Call): Answer {
  if (!environmentOf(call, 99).subscriptions.delete(call.params[1] ?? '')) throw refusal(34);
  return NO_CONTENT;
}

function listSubscriptions(call: Call): Answer {
  const { name, subscriptions } = environmentOf(call, 99);
  return ok({
    environment: name,
    application_id: call.app.source.id,
    subscriptions: [...subscriptions].map((userId) => ({ user_id: userId })),
  });
}

function countSubscriptions({ app }: Call): Answer {
  const environments = [...app.environments.values()];
  const sum = (counts: number[]) => String(counts.reduce((total, count) => total + count, 0));
  return ok({
    account_name: app.source.name,
    subscriptions_count_all: sum(environments.map(({ subscriptions }) => subscriptions.size)),
    subscriptions_count_direct_messages: '0',
    provisioned_count: sum(environments.map(({ subscriptionLimit }) => subscriptionLimit)),
  });
}
