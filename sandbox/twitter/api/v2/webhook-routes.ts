import { z } from 'zod';
import type { V2Webhook } from '../../account-activity/v2-webhooks.ts';
import { type Answer, ok } from '../../http/answer.ts';
import type { Call, Route } from '../route.ts';
import { bodyIn } from './query.ts';
import { webhookWithId } from './webhook-of.ts';

/** Other members are left unread. */
const newWebhook = z.object({ url: z.string().min(1) });

/** The webhooks of API v2, for the app's bearer token; changing them is open to signed calls too. */
export const V2_WEBHOOK_ROUTES: readonly Route[] = [
  { ...change('POST', '/2/webhooks'), handle: create },
  { ...change('PUT', '/2/webhooks/:id'), handle: validate },
  { ...change('DELETE', '/2/webhooks/:id'), handle: remove },
  { method: 'GET', path: '/2/webhooks', auth: 'app', limit: 'webhooks/v2', handle: list },
];

function change(method: string, path: string) {
  return { method, path, auth: 'either', limit: 'webhooks/v2' } as const;
}

async function create(call: Call): Promise<Answer> {
  const { url } = bodyIn(newWebhook, call.request);
  return ok({ data: shown(await call.world.v2Webhooks.create(call.app, url)) });
}

async function validate(call: Call): Promise<Answer> {
  const webhook = webhookWithId(call, call.params[0] ?? '');
  await call.world.v2Webhooks.validate(call.app, webhook);
  return ok({ data: { valid: webhook.valid } });
}

function remove(call: Call): Answer {
  call.world.v2Webhooks.delete(call.app, webhookWithId(call, call.params[0] ?? ''));
  return ok({ data: { deleted: true } });
}

function list({ app }: Call): Answer {
  const webhooks = [...app.v2.webhooks.values()].map(shown);
  return ok({ data: webhooks, meta: { result_count: webhooks.length } });
}

function shown({ id, url, valid, createdAt }: V2Webhook) {
  return { created_at: createdAt, id, url, valid };
}
