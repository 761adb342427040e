import type { Environment, Webhook } from '../account-activity/environment.ts';
import { type Answer, NO_CONTENT, ok } from '../http/answer.ts';
import { refusal } from '../http/refusal.ts';
import { environmentOf } from './environment-of.ts';
import type { Call, Route, UserCall } from './route.ts';

const BASE = '/1.1/account_activity/all';

/** The webhook calls of the premium Account Activity API. */
export const ACCOUNT_ACTIVITY_ROUTES: readonly Route[] = [
  { ...write('POST', ':env/webhooks', 'webhooks/create'), handle: createWebhook },
  { ...write('PUT', ':env/webhooks/:id', 'webhooks/validate'), handle: validateWebhook },
  { ...write('DELETE', ':env/webhooks/:id', 'webhooks/delete'), handle: deleteWebhook },
  {
    method: 'GET',
    path: `${BASE}/webhooks.json`,
    auth: 'either',
    limit: 'webhooks/list_all',
    handle: listEnvironments,
  },
  {
    method: 'GET',
    path: `${BASE}/:env/webhooks.json`,
    auth: 'either',
    limit: 'webhooks/list',
    handle: (call) => ok(shownWebhooks(environmentOf(call, 99))),
  },
];

function write<L extends 'webhooks/create' | 'webhooks/validate' | 'webhooks/delete'>(
  method: string,
  path: string,
  limit: L,
) {
  const needs = 'write';
  return {
    method,
    path: `${BASE}/${path}.json`,
    auth: 'user',
    needs,
    appOnlyCode: 261,
    limit,
  } as const;
}

async function createWebhook(call: UserCall): Promise<Answer> {
  const environment = environmentOf(call, 200);
  const url = call.request.query.get('url') ?? call.request.form.get('url');
  if (!url) throw refusal(357);
  return ok(shown(await call.world.webhooks.create(call.app, environment, url)));
}

async function validateWebhook(call: UserCall): Promise<Answer> {
  const { webhook } = webhookOf(call);
  await call.world.webhooks.validate(call.app, webhook);
  return NO_CONTENT;
}

function deleteWebhook(call: UserCall): Answer {
  const { environment, webhook } = webhookOf(call);
  call.world.webhooks.delete(environment, webhook);
  return NO_CONTENT;
}

function listEnvironments({ app }: Call): Answer {
  const environments = [...app.environments.values()].map((environment) => ({
    environment_name: environment.name,
    webhooks: shownWebhooks(environment),
  }));
  return ok({ environments });
}

function webhookOf(call: Call): { environment: Environment; webhook: Webhook } {
  const environment = environmentOf(call, 200);
  const webhook = environment.webhooks.get(call.params[1] ?? '');
  if (webhook === undefined) {
    throw refusal(34, {
      message: 'Webhook does not exist or is associated with a different twitter application.',
    });
  }
  return { environment, webhook };
}

function shownWebhooks(environment: Environment) {
  return [...environment.webhooks.values()].map(shown);
}

function shown({ id, url, valid, createdAt }: Webhook) {
  return { id, url, valid, created_at: createdAt };
}
