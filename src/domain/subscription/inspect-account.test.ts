import { beforeEach, expect, test } from '@jest/globals';
import { Failure } from '../errors.ts';
import { administrationWorld, registration } from './administration.model.ts';
import { InspectAccount } from './inspect-account.ts';

let world: ReturnType<typeof administrationWorld>;
const inspect = () => {
  const { accounts, profiles, subscriptions, webhooks } = world;
  return new InspectAccount(accounts, profiles, webhooks, subscriptions).execute('1');
};
const failure = new Failure('throttled', 'X answered 429 code 88');
const failing = () => Promise.reject(failure);

beforeEach(async () => {
  world = administrationWorld();
  await world.register().execute(registration);
});

test('X tells the name, the webhook and the subscription of an account', async () => {
  expect(await inspect()).toEqual({
    userName: 'business',
    webhookValid: true,
    subscribed: true,
    unanswered: [],
  });
});

test('of an account without environments X is asked by its own API', async () => {
  const apis = { messages: 'v2', events: 'x-activity' } as const;
  await world.register().execute({ ...registration, apis });
  expect(await inspect()).toMatchObject({ webhookValid: true, subscribed: true });
  world.x.activity.clear();
  expect(await inspect()).toMatchObject({ webhookValid: true, subscribed: false });
  world.x.app.webhooks.length = 0;
  expect(await inspect()).toMatchObject({ webhookValid: false });
});

test('a webhook that X calls invalid is told', async () => {
  world.x.setValid('1', false);
  expect(await inspect()).toMatchObject({ webhookValid: false });
});

test('a webhook that is gone is told, and so is the subscription that went with it', async () => {
  world.prod.webhooks.length = 0;
  world.prod.subscribed.clear();
  expect(await inspect()).toMatchObject({ webhookValid: false, subscribed: false });
});

test('of an account that was not registered through us, only the name is asked', async () => {
  const { credentials } = registration;
  await world.accounts.save({ id: '1', state: 'active', credentials });
  expect(await inspect()).toEqual({ userName: 'business', unanswered: [] });
});

test.each([
  ['user-name', () => (world.profiles.owner = failing), { webhookValid: true, subscribed: true }],
  ['webhook-valid', () => (world.webhooks.list = failing), { userName: 'business' }],
  ['subscribed', () => (world.subscriptions.isSubscribed = failing), { webhookValid: true }],
])('what X does not say about %s leaves the rest alone', async (question, arrange, rest) => {
  arrange();
  const told = await inspect();
  expect(told).toMatchObject({ ...rest, unanswered: [{ question, failure }] });
  expect(Object.keys(told)).toHaveLength(3);
});

test('keys that belong to another account are told', async () => {
  world.profiles.owners.set('at', { id: '2', screenName: 'stranger' });
  expect(await inspect()).toMatchObject({
    unanswered: [{ question: 'user-name', failure: { detail: 'the tokens belong to account 2' } }],
  });
});

test('what was not foreseen is not dressed up as an answer of X', async () => {
  const unforeseen = new TypeError('x is not a function');
  world.webhooks.list = () => Promise.reject(unforeseen);
  await expect(inspect()).rejects.toBe(unforeseen);
});

test('an account that we do not serve is not found', async () => {
  await world.accounts.remove('1');
  await expect(inspect()).rejects.toMatchObject({ code: 'not-found' });
});
