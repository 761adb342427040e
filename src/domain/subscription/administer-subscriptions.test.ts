import { beforeEach, expect, test } from '@jest/globals';
import { Failure } from '../errors.ts';
import { administrationWorld, registration } from './administration.model.ts';
import { AdministerSubscriptions } from './administer-subscriptions.ts';

const acting = { accountId: '1' };

let world: ReturnType<typeof administrationWorld>;
let administer: AdministerSubscriptions;

beforeEach(async () => {
  world = administrationWorld();
  const { credentials, environmentName, webhookUrl } = registration;
  const registered = { environmentName, webhookUrl };
  await world.accounts.save({ id: '1', state: 'active', credentials, registration: registered });
  const { accounts, subscriptions, subscribers } = world;
  administer = new AdministerSubscriptions(accounts, subscriptions, subscribers);
});

test('an account is subscribed, listed, counted, and its subscription ended', async () => {
  await administer.subscribe(acting);
  await administer.subscribe(acting);
  expect(await administer.list(acting)).toEqual(['1']);
  expect(await administer.count('1')).toEqual({ used: 1, provisioned: 15 });

  await administer.unsubscribe(acting);
  await administer.unsubscribe(acting);
  expect(world.prod.subscribed.size).toBe(0);
});

test('what an administrator ended is known to be ended, until one begins it again', async () => {
  const ended = () => world.accounts.find('1')?.registration?.ended;
  await administer.subscribe(acting);
  expect(ended()).toBeUndefined();
  await administer.unsubscribe(acting);
  expect(ended()).toBe(true);
  await administer.subscribe(acting);
  expect(ended()).toBeUndefined();

  await administer.unsubscribe(acting);
  await world.register().execute(registration);
  expect(ended()).toBeUndefined();
});

test('the app ends the subscription of another account', async () => {
  world.prod.subscribed.add('5').add('1');
  await administer.unsubscribe(acting, '5');
  expect(world.prod.subscribed).toEqual(new Set(['1']));
});

test.each(['unauthorized', 'rejected'] as const)(
  'where X answers the app %s, the account ends its own subscription',
  async (code) => {
    await administer.subscribe(acting);
    world.x.troubles.failNext(new Failure(code, '403'));
    await administer.unsubscribe(acting);
    expect(world.prod.subscribed.size).toBe(0);
  },
);

test('where X refuses the app, the account cannot end the subscription of another', async () => {
  world.prod.subscribed.add('5').add('1');
  const failure = new Failure('unauthorized', '403');
  world.x.troubles.failNext(failure);
  const ending = administer.unsubscribe(acting, '5');
  await expect(ending).rejects.toMatchObject({ step: 'unsubscribe-account', failure });
  expect(world.prod.subscribed).toEqual(new Set(['1', '5']));
});

test('an X that does not answer is not asked in another name', async () => {
  await administer.subscribe(acting);
  world.x.troubles.failNext(new Failure('throttled', '88'));
  const ending = administer.unsubscribe(acting);
  await expect(ending).rejects.toMatchObject({ failure: { code: 'throttled' } });
  expect(world.prod.subscribed.size).toBe(1);
});

test.each([
  ['subscribe-account', () => administer.subscribe(acting)],
  ['unsubscribe-account', () => administer.unsubscribe(acting, '5')],
  ['list-subscriptions', () => administer.list(acting)],
  ['count-subscriptions', () => administer.count('1')],
])('what X refuses at %s says what to do', async (step, call) => {
  const failure = new Failure('unauthorized', '348');
  world.x.troubles.failNext(failure);
  const advice = expect.stringMatching(/^.{40,}\.$/);
  await expect(call()).rejects.toMatchObject({ step, failure, advice });
});

test('an account that we do not serve is not found', async () => {
  const missing = { code: 'not-found' };
  await expect(administer.subscribe({ accountId: '3' })).rejects.toMatchObject(missing);
  await expect(administer.count('3')).rejects.toMatchObject(missing);
});
