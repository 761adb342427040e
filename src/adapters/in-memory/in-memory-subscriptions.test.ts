import { Failure } from '../../domain/errors.ts';
import { subscriptionsConformance } from '../../domain/subscription/subscriptions.conformance.ts';
import { InMemorySubscriptions } from './in-memory-subscriptions.ts';

const credentials = {
  consumerKey: 'key',
  consumerSecret: 'secret',
  accessToken: 'token',
  accessTokenSecret: 'token secret',
};

subscriptionsConformance('in memory', async () => {
  const subscriptions = new InMemorySubscriptions();
  const prod = subscriptions.add('prod');
  subscriptions.owners.set('token', '1');
  subscriptions.deaf.add('https://deaf.example/');
  return {
    subscriptions,
    environment: { name: 'prod', credentials },
    accountId: '1',
    urls: ['https://one.example/', 'https://two.example/'],
    deafUrl: 'https://deaf.example/',
    unknown: { ...credentials, accessToken: 'unknown' },
    subscribed: async () => [...prod.subscribed],
    invalidate: async (id) => subscriptions.setValid(id, false),
    refuseNext: async (code, retryAtMs) =>
      subscriptions.troubles.failNext(new Failure(code, 'refused', retryAtMs)),
    tearNext: async () => subscriptions.troubles.tearNext({ taken: true }),
    close: async () => {},
  };
});
