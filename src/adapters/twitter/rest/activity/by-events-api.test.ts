import { expect, test } from '@jest/globals';
import type { EventsApi } from '../../../../domain/accounts/account.ts';
import { InMemoryAccountActivity } from '../../../in-memory/in-memory-account-activity.ts';
import { InMemoryReplays } from '../../../in-memory/in-memory-replays.ts';
import {
  InMemorySubscribers,
  InMemorySubscriptions,
} from '../../../in-memory/in-memory-subscriptions.ts';
import { InMemoryWebhooks } from '../../../in-memory/in-memory-webhooks.ts';
import { environment } from '../client/canned-x.model.ts';
import {
  type ByEventsApi,
  replaysBy,
  subscribersBy,
  subscriptionsBy,
  webhooksBy,
} from './by-events-api.ts';

const url = 'https://cx.example/webhook/twitter/1';
const nowMs = Date.UTC(2026, 0, 1);

/** An X of its own behind each API. */
function worlds() {
  const x = { 'v1.1': world(), v2: world(), 'x-activity': world() };
  const each = <T>(make: (one: InMemoryAccountActivity) => T): ByEventsApi<T> => ({
    'v1.1': make(x['v1.1']),
    v2: make(x.v2),
    'x-activity': make(x['x-activity']),
  });
  return { x, each };
}

function world(): InMemoryAccountActivity {
  const x = new InMemoryAccountActivity();
  x.add('prod');
  x.owners.set('token', '1');
  return x;
}

test.each<[EventsApi | undefined, EventsApi]>([
  [undefined, 'v1.1'],
  ['v1.1', 'v1.1'],
  ['v2', 'v2'],
  ['x-activity', 'x-activity'],
])('an environment of %s is asked through %s alone', async (events, asked) => {
  const { each, x } = worlds();
  const { credentials } = environment;
  const at = { name: 'prod', credentials, accountId: '1', ...(events && { events }) };
  const webhooks = webhooksBy(each((one) => new InMemoryWebhooks(one)));
  const subscriptions = subscriptionsBy(each((one) => new InMemorySubscriptions(one)));
  const subscribers = subscribersBy(each((one) => new InMemorySubscribers(one)));
  const replays = replaysBy(each((one) => new InMemoryReplays(one, () => nowMs)));
  const mine = x[asked].at(at);

  const { id } = await webhooks.register(at, url);
  expect([mine.webhooks, await webhooks.list(at)]).toEqual([[{ ...hook, id }], [{ ...hook, id }]]);
  x[asked].setValid(id, false);
  await webhooks.validate(at, id);
  expect(await webhooks.list(at)).toMatchObject([{ valid: true }]);

  await subscriptions.subscribe(at);
  expect([...mine.subscribed]).toEqual(['1']);
  expect([await subscriptions.isSubscribed(at), await subscribers.list(at)]).toEqual([true, ['1']]);
  expect(await subscribers.count(at)).toMatchObject({ used: 1 });
  await subscriptions.unsubscribe(at);
  await subscriptions.subscribe(at);
  await subscribers.remove(at, '1');
  expect(mine.subscribed.size).toBe(0);

  const { oldestMs = 0 } = replays.limitsOf(at) ?? {};
  expect(await replays.request(at, id, nowMs - oldestMs, nowMs - oldestMs / 2)).toMatch(/\d/);
  await webhooks.remove(at, id);
  expect(mine.webhooks).toEqual([]);
  const others = Object.entries(x).filter(([name]) => name !== asked);
  expect(others.map(([, { environments }]) => environments.get('prod')?.webhooks)).toEqual([
    [],
    [],
  ]);
});

const hook = { url, valid: true, createdAt: '2026-01-01T00:00:00Z' };
