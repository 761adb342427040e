import type { SubscriptionCount } from '../../../../domain/subscription/subscribers.ts';
import { idOf, isObject } from '../../wire.ts';

/** `{subscriptions: [{user_id}]}`; undefined when it is not that. */
export function subscriberIdsIn(value: unknown): readonly string[] | undefined {
  const listed = isObject(value) ? value['subscriptions'] : undefined;
  if (!Array.isArray(listed)) return undefined;
  return listed
    .map((one) => (isObject(one) ? idOf(one['user_id']) : undefined))
    .filter((id) => id !== undefined);
}

/** `{subscriptions_count_all, provisioned_count}`; undefined when it is not that. */
export function countIn(value: unknown): Required<SubscriptionCount> | undefined {
  const used = isObject(value) ? numberOf(value['subscriptions_count_all']) : undefined;
  const provisioned = isObject(value) ? numberOf(value['provisioned_count']) : undefined;
  return used === undefined || provisioned === undefined ? undefined : { used, provisioned };
}

/** X writes counts as strings. */
function numberOf(value: unknown): number | undefined {
  const count = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return Number.isInteger(count) && Number(count) < 1e9 ? Number(count) : undefined;
}
