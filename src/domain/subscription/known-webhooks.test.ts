import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryAccountActivity } from '../../adapters/in-memory/in-memory-account-activity.ts';
import {
  InMemorySubscribers,
  InMemorySubscriptions,
} from '../../adapters/in-memory/in-memory-subscriptions.ts';
import { InMemoryWebhooks } from '../../adapters/in-memory/in-memory-webhooks.ts';
import type { Account } from '../accounts/account.ts';
import { Failure, type FailureCode } from '../errors.ts';
import { KnownWebhooks } from './known-webhooks.ts';
import { webhooksConformance } from './webhooks.conformance.ts';

const credentials = {
  consumerKey: 'key',
  consumerSecret: 'secret',
  accessToken: 'token',
  accessTokenSecret: 'token secret',
};
const url = 'https://one.example/';
const environment = { name: 'prod', credentials };
const account: Account = {
  id: '1',
  credentials,
  state: 'active',
  registration: { environmentName: 'prod', webhookUrl: url },
};

function xWithProd(): InMemoryAccountActivity {
  const x = new InMemoryAccountActivity();
  x.add('prod');
  x.owners.set('token', '1').set('other', '2');
  x.deaf.add('https://deaf.example/');
  return x;
}

webhooksConformance('remembered', async () => {
  const x = xWithProd();
  return {
    webhooks: new KnownWebhooks(new InMemoryWebhooks(x)),
    subscriptions: new InMemorySubscriptions(x),
    subscribers: new InMemorySubscribers(x),
    environment,
    accountId: '1',
    other: { name: 'prod', credentials: { ...credentials, accessToken: 'other' } },
    otherId: '2',
    urls: [url, 'https://two.example/'],
    deafUrl: 'https://deaf.example/',
    unknown: { ...credentials, accessToken: 'unknown' },
    invalidate: async (id: string) => x.setValid(id, false),
    refuseNext: async (code: FailureCode, retryAtMs?: number) =>
      x.troubles.failNext(new Failure(code, 'refused', retryAtMs)),
    tearNext: async () => x.troubles.tearNext({ taken: true }),
    close: async () => {},
  };
});

describe('the validity of a webhook', () => {
  let x: InMemoryAccountActivity;
  let known: KnownWebhooks;

  beforeEach(() => {
    x = xWithProd();
    known = new KnownWebhooks(new InMemoryWebhooks(x));
  });

  test('is not known before X was asked, nor of an account that was not registered through us', async () => {
    expect(known.validityOf(account)).toBeUndefined();
    await known.register(environment, url);
    expect(known.validityOf(account)).toBeUndefined();
    await known.list(environment);
    expect(known.validityOf(account)).toBe(true);
    const { registration: _, ...unregistered } = account;
    expect(known.validityOf(unregistered)).toBeUndefined();
  });

  test('is as X said it last, whatever it is by now', async () => {
    await known.list(environment);
    expect(known.validityOf(account)).toBe(false);
    const { id } = await known.register(environment, url);
    expect(known.validityOf(account)).toBe(true);
    x.setValid(id, false);
    expect(known.validityOf(account)).toBe(true);
    await known.list(environment);
    expect(known.validityOf(account)).toBe(false);
    await known.validate(environment, id);
    expect(known.validityOf(account)).toBe(true);
    await known.remove(environment, id);
    expect(known.validityOf(account)).toBe(false);
  });

  test('is not that of an environment of the same name of another app', async () => {
    const other = { ...credentials, consumerKey: 'another key' };
    await known.list({ name: 'prod', credentials: other });
    expect(known.validityOf(account)).toBeUndefined();
  });

  test('is that of the app where it has no environments', async () => {
    const apis = { messages: 'v2', events: 'x-activity' } as const;
    await known.list({ name: 'anything', credentials, events: 'v2' });
    expect(known.validityOf({ ...account, apis })).toBe(false);
    expect(known.validityOf(account)).toBeUndefined();
    await known.register({ name: '', credentials, events: 'x-activity' }, url);
    expect(known.validityOf({ ...account, apis })).toBe(true);
  });

  test('stays as it was when X does not answer', async () => {
    await known.register(environment, url);
    await known.list(environment);
    x.troubles.failNext(new Failure('unavailable', 'down'));
    await expect(known.list(environment)).rejects.toMatchObject({ code: 'unavailable' });
    expect(known.validityOf(account)).toBe(true);
  });
});
