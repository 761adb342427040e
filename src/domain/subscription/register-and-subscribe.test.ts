import { beforeEach, describe, expect, test } from '@jest/globals';
import { ServedAccounts } from '../accounts/served-accounts.ts';
import { Failure } from '../errors.ts';
import { StepFailed } from '../steps.ts';
import { administrationWorld, registration, theirs } from './administration.model.ts';
import { RegisterAndSubscribe } from './register-and-subscribe.ts';

const { credentials, webhookUrl: url } = registration;

let world: ReturnType<typeof administrationWorld>;
const register = () => world.register().execute(registration);

beforeEach(() => {
  world = administrationWorld();
});

async function failing(): Promise<StepFailed> {
  const thrown = await register().catch((reason: unknown) => reason);
  if (thrown instanceof StepFailed) return thrown;
  throw new Error('no step failed', { cause: thrown });
}

describe('registering', () => {
  test('checks the owner, keeps the keys, makes the webhook and subscribes, step by step', async () => {
    const registered = await register();

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
    expect(world.prod).toMatchObject({ webhooks: [webhook], subscribed: new Set(['1']) });
  });

  test('keeps with the account where its events come from', async () => {
    await register();
    const kept = { environmentName: 'prod', webhookUrl: url };
    expect(world.accounts.find('1')).toEqual({
      id: '1',
      credentials,
      state: 'active',
      registration: kept,
    });
  });

  test('again changes nothing: the webhook is adopted', async () => {
    const first = await register();
    const account = world.accounts.find('1');
    const again = await register();

    expect(again.webhook).toEqual(first.webhook);
    expect(again.steps[3]).toEqual({
      step: 'create-webhook',
      outcome: 'adopted 1, which X had already',
    });
    expect(world.prod.webhooks).toEqual([first.webhook]);
    expect(world.accounts.find('1')).toEqual(account);
  });

  test('has X validate an invalid webhook of ours again', async () => {
    await register();
    world.x.setValid('1', false);
    const again = await register();

    expect(again.webhook).toMatchObject({ id: '1', valid: true });
    expect(again.steps[3]?.step).toBe('validate-webhook');
    expect(world.prod.webhooks).toMatchObject([{ id: '1', valid: true }]);
  });

  test('leaves webhooks of others alone, also invalid ones, and makes its own beside them', async () => {
    world = administrationWorld(2);
    world.prod.webhooks.push(theirs);
    await register();

    expect(world.prod.webhooks).toEqual([theirs, expect.objectContaining({ url, valid: true })]);
  });

  test('answers the challenge already: the keys are kept before the webhook is made', async () => {
    const create = world.webhooks.register.bind(world.webhooks);
    world.webhooks.register = async (...given) => {
      if (world.accounts.find('1')?.credentials.consumerSecret !== 'cs') {
        throw new Failure('rejected', '214 Invalid CRC token');
      }
      return create(...given);
    };
    expect(await register()).toMatchObject({ subscribed: true });
  });

  test('works with several replicas at once: one webhook, each of them adopts it', async () => {
    const all = await Promise.all([register(), register(), register()]);

    expect(new Set(all.map(({ webhook }) => webhook.id)).size).toBe(1);
    expect(world.prod.webhooks).toHaveLength(1);
    const outcomes = all.map(({ steps }) => String(steps[3]?.outcome)).sort();
    const adopted = 'adopted 1, which was created meanwhile';
    expect(outcomes).toEqual([adopted, adopted, 'created 1']);
  });

  test('has a webhook that another replica made, and X called invalid since, validated again', async () => {
    world.webhooks.register = async () => {
      world.prod.webhooks.push({ id: '7', url, valid: false, createdAt: '2026' });
      throw new Failure('conflict', 'Too many resources already created.');
    };
    const { steps, webhook } = await register();

    expect(webhook).toMatchObject({ id: '7', valid: true });
    expect(steps[3]?.step).toBe('validate-webhook');
    expect(world.prod.webhooks).toMatchObject([{ id: '7', valid: true }]);
  });

  test('in one process goes one after the other', async () => {
    const one = world.register();
    const all = await Promise.all([one, one, one].map((same) => same.execute(registration)));

    const adopted = 'adopted 1, which X had already';
    expect(all.map(({ steps }) => steps[3]?.outcome)).toEqual(['created 1', adopted, adopted]);
  });
});

describe('a registration that fails', () => {
  test('says whose tokens these are when the URL names another account, and keeps nothing', async () => {
    world.profiles.owners.set('at', { id: '2', screenName: 'stranger' });
    const { step, failure, advice } = await failing();

    expect([step, failure.code]).toEqual(['verify-credentials', 'rejected']);
    expect(failure.detail).toBe('the tokens belong to account 2');
    expect(advice).toContain('/webhook/twitter/2');
    expect(world.accounts.all()).toEqual([]);
    expect(world.prod).toMatchObject({ webhooks: [], subscribed: new Set() });
  });

  test('keeps nothing when X does not know the tokens', async () => {
    world.profiles.owners.clear();
    const { step, failure, advice } = await failing();

    expect([step, failure.code]).toEqual(['verify-credentials', 'unauthorized']);
    expect(advice).toContain('four keys');
    expect(world.accounts.all()).toEqual([]);
  });

  test('for want of room names what stands there and how to remove it, and touches nothing', async () => {
    world.prod.webhooks.push(theirs);
    const { step, failure, advice } = await failing();

    expect([step, failure.code]).toEqual(['create-webhook', 'conflict']);
    expect(advice).toContain('90 (https://other.example/hook)');
    expect(advice).toContain('DELETE /1.1/account_activity/all/{environment}/webhooks/{id}.json');
    expect(world.prod).toMatchObject({ webhooks: [theirs], subscribed: new Set() });
  });

  test('says that our address is not reached when the challenge is not passed', async () => {
    world.x.deaf.add(url);
    expect(await failing()).toMatchObject({
      step: 'create-webhook',
      failure: { code: 'rejected', detail: 'the challenge was not passed' },
      advice: expect.stringContaining('API-KEY-SECRET'),
    });
    world.x.deaf.clear();
    await register();
    world.x.setValid('1', false);
    world.x.deaf.add(url);
    const { step, advice } = await failing();
    expect([step, advice]).toEqual(['validate-webhook', expect.stringContaining('3 seconds')]);
  });

  test('says that the environment is not known', async () => {
    world.x.environments.clear();
    const { step, failure, advice } = await failing();
    expect([step, failure.code]).toEqual(['list-webhooks', 'not-found']);
    expect(advice).toContain('ENVIRONMENT-NAME');
  });
});

test('an account that was new is not kept when a step fails', async () => {
  world.subscriptions.subscribe = async () => {
    throw new Failure('unauthorized', '93');
  };
  await expect(register()).rejects.toMatchObject({ step: 'subscribe-account' });
  expect(world.accounts.all()).toEqual([]);
});

test('an account that was removed stays so when its registration fails', async () => {
  const accounts = new ServedAccounts(world.accounts);
  await accounts.retire('1');
  const { profiles, saveCredentials, subscribers, subscriptions, webhooks } = world;
  const parts = { profiles, saveCredentials, subscribers, subscriptions, webhooks, accounts };
  world.x.deaf.add(url);
  const registering = new RegisterAndSubscribe(parts).execute(registration);
  await expect(registering).rejects.toMatchObject({ step: 'create-webhook' });
  expect([accounts.all(), accounts.wasRemoved('1')]).toEqual([[], true]);
});
