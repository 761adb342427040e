import type { V2Webhook } from '../../account-activity/v2-webhooks.ts';
import { invalidRequest } from '../../http/problem.ts';
import type { Call } from '../route.ts';

/** The app's webhook with this id; refuses when it has none. */
export function webhookWithId({ app }: Call, id: string): V2Webhook {
  const webhook = app.v2.webhooks.get(id);
  if (webhook === undefined) throw invalidRequest('WebhookIdInvalid: ');
  return webhook;
}
