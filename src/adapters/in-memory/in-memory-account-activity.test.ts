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

async function open() {
  const x = new InMemoryAccountActivity();
  x.add('prod');
  x.owners.set('token', '1').set('other', '2');
  x.deaf.add('https://deaf.example/');
  return {
    webhooks: new InMemoryWebhooks(x),
    subscriptions: new InMemorySubscriptions(x),
    subscribers: new InMemorySubscribers(x),
    environment: { name: 'prod', credentials },
    accountId: '1',
    other: { name: 'prod', credentials: { ...credentials, accessToken: 'other' } },
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

webhooksConformance('in memory', open);
subscriptionsConformance('in memory', open);
