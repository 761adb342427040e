import type { EventsApi } from '../../domain/accounts/account.ts';
import { Failure } from '../../domain/errors.ts';
import { subscriptionsConformance } from '../../domain/subscription/subscriptions.conformance.ts';
import { webhooksConformance } from '../../domain/subscription/webhooks.conformance.ts';
import { InMemoryAccountActivity } from './in-memory-account-activity.ts';
import { InMemorySubscribers, InMemorySubscriptions } from './in-memory-subscriptions.ts';
import { InMemoryWebhooks } from './in-memory-webhooks.ts';

const credentials = {
  consumerKey: 'key',
  consumerSecret: 'secret',
  accessToken: 'token',
  accessTokenSecret: 'token secret',
};

async function open(events: EventsApi) {
  const x = new InMemoryAccountActivity();
  x.add('prod');
  const environment = { name: 'prod', credentials, events };
  x.owners.set('token', '1').set('other', '2');
  x.deaf.add('https://deaf.example/');
  return {
    webhooks: new InMemoryWebhooks(x),
    subscriptions: new InMemorySubscriptions(x),
    subscribers: new InMemorySubscribers(x),
    environment,
    ...(events === 'x-activity' && { counted: (accounts: number) => ({ used: accounts }) }),
    accountId: '1',
    other: { ...environment, credentials: { ...credentials, accessToken: 'other' } },
    otherId: '2',
    urls: ['https://one.example/', 'https://two.example/'] as const,
    deafUrl: 'https://deaf.example/',
    unknown: { ...credentials, accessToken: 'unknown' },
    invalidate: async (id: string) => x.setValid(id, false),
    refuseNext: async (code: Failure['code'], retryAtMs?: number) =>
      x.troubles.failNext(new Failure(code, 'refused', retryAtMs)),
    tearNext: async () => x.troubles.tearNext({ taken: true }),
    close: async () => {},
  };
}

for (const events of ['v1.1', 'v2', 'x-activity'] as const) {
  webhooksConformance(`in memory, ${events}`, () => open(events));
  subscriptionsConformance(`in memory, ${events}`, () => open(events));
}
