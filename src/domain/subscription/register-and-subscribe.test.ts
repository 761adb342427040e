import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryAccounts } from '../../adapters/in-memory/in-memory-accounts.ts';
import { InMemoryProfiles } from '../../adapters/in-memory/in-memory-profiles.ts';
import {
  type InMemoryEnvironment,
  InMemorySubscriptions,
} from '../../adapters/in-memory/in-memory-subscriptions.ts';
import { SaveCredentials } from '../accounts/save-credentials.ts';
import { Failure } from '../errors.ts';
import { RegisterAndSubscribe, StepFailed } from './register-and-subscribe.ts';

const url = 'https://cx.example/webhook/twitter/1';
const theirs = { id: '90', url: 'https://other.example/hook', valid: false, createdAt: '2020' };
const credentials = {
  consumerKey: 'ck',
  consumerSecret: 'cs',
  accessToken: 'at',
  accessTokenSecret: 'ats',
};
const registration = { accountId: '1', credentials, webhookUrl: url, environmentName: 'prod' };

let accounts: InMemoryAccounts;
let profiles: InMemoryProfiles;
let subscriptions: InMemorySubscriptions;
let prod: InMemoryEnvironment;
let register: RegisterAndSubscribe;

beforeEach(() => {
  accounts = new InMemoryAccounts();
  profiles = new InMemoryProfiles();
  subscriptions = new InMemorySubscriptions();
  prod = subscriptions.add('prod', 1);
  profiles.owners.set('at', { id: '1', screenName: 'business' });
  subscriptions.owners.set('at', '1');
  register = replica();
});

const replica = () => {
  const save = new SaveCredentials(accounts, { notice: () => {} }, () => {});
  return new RegisterAndSubscribe(profiles, subscriptions, save, accounts);
};

async function failing(): Promise<StepFailed> {
  const thrown = await register.execute(registration).catch((reason: unknown) => reason);
  if (thrown instanceof StepFailed) return thrown;
  throw new Error('no step failed', { cause: thrown });
}

describe('registering', () => {
  test('checks the owner, keeps the keys, makes the webhook and subscribes, step by step', async () => {
    const registered = await register.execute(registration);

    const webhook = { id: '1', url, valid: true, createdAt: '2026-01-01T00:00:00Z' };
    expect(registered).toEqual({
      accountId: '1',
      webhook,
      subscribed: true,
      steps: [
        { step: 'verify-credentials', outcome: 'these are the tokens of @business' },
        { step: 'keep-credentials', outcome: 'kept, encrypted' },
        { step: 'list-webhooks', outcome: '0 registered in prod' },
        { step: 'create-webhook', outcome: 'created 1' },
        { step: 'subscribe-account', outcome: '@business is subscribed' },
      ],
    });
    expect(JSON.stringify(registered)).not.toMatch(/"(ck|cs|at|ats)"/);
    expect(prod).toMatchObject({ webhooks: [webhook], subscribed: new Set(['1']) });
    expect(accounts.find('1')).toEqual({ id: '1', credentials, state: 'active' });
  });

  test('again changes nothing: the webhook is adopted', async () => {
    const first = await register.execute(registration);
    const again = await register.execute(registration);

    expect(again.webhook).toEqual(first.webhook);
    expect(again.steps[3]).toEqual({
      step: 'create-webhook',
      outcome: 'adopted 1, which X had already',
    });
    expect(prod.webhooks).toEqual([first.webhook]);
  });

  test('has X validate an invalid webhook of ours again', async () => {
    await register.execute(registration);
    subscriptions.setValid('1', false);
    const again = await register.execute(registration);

    expect(again.webhook).toMatchObject({ id: '1', valid: true });
    expect(again.steps[3]?.step).toBe('validate-webhook');
    expect(prod.webhooks).toMatchObject([{ id: '1', valid: true }]);
  });

  test('leaves webhooks of others alone, also invalid ones, and makes its own beside them', async () => {
    const roomy = subscriptions.add('prod', 2);
    roomy.webhooks.push(theirs);
    await register.execute(registration);

    expect(roomy.webhooks).toEqual([theirs, expect.objectContaining({ url, valid: true })]);
  });

  test('answers the challenge already: the keys are kept before the webhook is made', async () => {
    const create = subscriptions.register.bind(subscriptions);
    subscriptions.register = async (...given) => {
      if (accounts.find('1')?.credentials.consumerSecret !== 'cs') {
        throw new Failure('rejected', '214 Invalid CRC token');
      }
      return create(...given);
    };
    expect(await register.execute(registration)).toMatchObject({ subscribed: true });
  });

  test('works with several replicas at once: one webhook, each of them adopts it', async () => {
    const replicas = [replica(), replica(), replica()];
    const all = await Promise.all(replicas.map((one) => one.execute(registration)));

    expect(new Set(all.map(({ webhook }) => webhook.id)).size).toBe(1);
    expect(prod.webhooks).toHaveLength(1);
    const outcomes = all.map(({ steps }) => String(steps[3]?.outcome)).sort();
    const adopted = 'adopted 1, which was created meanwhile';
    expect(outcomes).toEqual([adopted, adopted, 'created 1']);
  });
});

describe('a registration that fails', () => {
  test('says whose tokens these are when the URL names another account, and keeps nothing', async () => {
    profiles.owners.set('at', { id: '2', screenName: 'stranger' });
    const { step, failure, advice } = await failing();

    expect([step, failure.code]).toEqual(['verify-credentials', 'rejected']);
    expect(failure.detail).toBe('the tokens belong to account 2');
    expect(advice).toContain('/webhook/twitter/2');
    expect(accounts.all()).toEqual([]);
    expect(prod).toMatchObject({ webhooks: [], subscribed: new Set() });
  });

  test('keeps nothing when X does not know the tokens', async () => {
    profiles.owners.clear();
    const { step, failure, advice } = await failing();

    expect([step, failure.code]).toEqual(['verify-credentials', 'unauthorized']);
    expect(advice).toContain('four keys');
    expect(accounts.all()).toEqual([]);
  });

  test('for want of room names what stands there and how to remove it, and touches nothing', async () => {
    prod.webhooks.push(theirs);
    const { step, failure, advice } = await failing();

    expect([step, failure.code]).toEqual(['create-webhook', 'conflict']);
    expect(advice).toContain('90 (https://other.example/hook)');
    expect(advice).toContain('DELETE /1.1/account_activity/all/{environment}/webhooks/{id}.json');
    expect(prod).toMatchObject({ webhooks: [theirs], subscribed: new Set() });
  });

  test('says that our address is not reached when the challenge is not passed', async () => {
    subscriptions.deaf.add(url);
    expect(await failing()).toMatchObject({
      step: 'create-webhook',
      failure: { code: 'rejected', detail: 'the challenge was not passed' },
      advice: expect.stringContaining('API-KEY-SECRET'),
    });
    subscriptions.deaf.clear();
    await register.execute(registration);
    subscriptions.setValid('1', false);
    subscriptions.deaf.add(url);
    const { step, advice } = await failing();
    expect([step, advice]).toEqual(['validate-webhook', expect.stringContaining('3 seconds')]);
  });

  test('says that the environment is not known', async () => {
    subscriptions.environments.clear();
    const { step, failure, advice } = await failing();
    expect([step, failure.code]).toEqual(['list-webhooks', 'not-found']);
    expect(advice).toContain('ENVIRONMENT-NAME');
  });
});

test('an account that was new is not kept when a step fails, and one that was known is', async () => {
  subscriptions.subscribe = async () => {
    throw new Failure('unauthorized', '93');
  };
  await expect(register.execute(registration)).rejects.toMatchObject({ step: 'subscribe-account' });
  expect(accounts.all()).toEqual([]);

  await new SaveCredentials(accounts, { notice: () => {} }, () => {}).execute('1', {
    ...registration.credentials,
    consumerKey: 'older',
  });
  await expect(register.execute(registration)).rejects.toMatchObject({ step: 'subscribe-account' });
  expect(accounts.find('1')?.credentials.consumerKey).toBe(registration.credentials.consumerKey);
});
