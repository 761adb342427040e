import type { Webhook } from '../../../../domain/subscription/webhooks.ts';
import { idOf, isObject, textOf } from '../../wire.ts';

/**
 * The webhooks of an environment from either of X's listings: an array of webhooks, or
 * `{environments: [{environment_name, webhooks}]}` (X API v1.1, Account Activity). Undefined when
 * the body is neither.
 */
export function webhooksIn(body: unknown, environment: string): readonly Webhook[] | undefined {
  if (Array.isArray(body)) return readable(body);
  const environments = isObject(body) ? body['environments'] : undefined;
  if (!Array.isArray(environments)) return undefined;
  const listed = environments.filter(isObject);
  const ours = listed.find((one) => one['environment_name'] === environment);
  const webhooks = ours?.['webhooks'];
  return Array.isArray(webhooks) ? readable(webhooks) : [];
}

/** A webhook as X shows it; undefined when it cannot be read. */
export function webhookIn(value: unknown): Webhook | undefined {
  if (!isObject(value)) return undefined;
  const id = idOf(value['id']) ?? textOf(value['id']);
  const url = textOf(value['url']);
  if (id === '' || url === '') return undefined;
  const valid = value['valid'] === true || value['valid'] === 'true';
  return { id, url, valid, createdAt: textOf(value['created_at']) };
}

function readable(values: readonly unknown[]): readonly Webhook[] {
  return values.map(webhookIn).filter((webhook) => webhook !== undefined);
}
