import { beforeEach, expect, test } from '@jest/globals';
import { Failure } from '../errors.ts';
import { administrationWorld, registration, theirs } from './administration.model.ts';
import { AdministerWebhooks } from './administer-webhooks.ts';

const url = registration.webhookUrl;
const acting = { accountId: '1' };

let world: ReturnType<typeof administrationWorld>;
let administer: AdministerWebhooks;

beforeEach(async () => {
  world = administrationWorld();
  const { credentials, environmentName, webhookUrl } = registration;
  const registered = { environmentName, webhookUrl };
  await world.accounts.save({ id: '1', state: 'active', credentials, registration: registered });
  await world.accounts.save({ id: '2', state: 'active', credentials });
  administer = new AdministerWebhooks(world.accounts, world.webhooks);
});

test('webhooks are registered, listed, validated and removed where the account was registered', async () => {
  const { adopted, webhook } = await administer.register(acting, url);
  expect([adopted, webhook]).toEqual([false, expect.objectContaining({ url, valid: true })]);

  world.x.setValid(webhook.id, false);
  expect(await administer.list(acting)).toMatchObject([{ id: webhook.id, valid: false }]);
  await administer.validate(acting, webhook.id);
  expect(await administer.list(acting)).toEqual([webhook]);
  await administer.remove(acting, webhook.id);
  expect(world.prod.webhooks).toEqual([]);
});

test('who had a webhook that an administrator removed is known to have none on purpose', async () => {
  const { webhook } = await administer.register(acting, url);
  await administer.remove(acting, webhook.id);
  expect(world.accounts.find('1')?.registration?.ended).toBe(true);
  expect(world.accounts.find('2')?.registration).toBeUndefined();
});

test.each([
  ['to an API without environments', { apis: { messages: 'v2', events: 'x-activity' } }],
  ['to another app', { credentials: { ...registration.credentials, consumerKey: 'other' } }],
  ['to another environment', { registration: { environmentName: 'other', webhookUrl: url } }],
] as const)(
  'who has moved %s is watched there when the earlier webhook is removed',
  async (_, to) => {
    const { webhook } = await administer.register(acting, url);
    await world.accounts.save({ ...world.accounts.find('1')!, ...to });
    await administer.remove({ accountId: '2', environmentName: 'prod' }, webhook.id);
    expect(world.accounts.find('1')?.registration).toMatchObject({ webhookUrl: url });
    expect(world.accounts.find('1')?.registration?.ended).toBeUndefined();
  },
);

test('a webhook with the same address is adopted, and validated when X calls it invalid', async () => {
  const { webhook } = await administer.register(acting, url);
  expect(await administer.register(acting, url)).toEqual({ adopted: true, webhook });
  world.x.setValid(webhook.id, false);
  expect(await administer.register(acting, url)).toEqual({ adopted: true, webhook });
  expect(world.prod.webhooks).toEqual([webhook]);
});

test('an environment that is named goes before the one of the account', async () => {
  const other = world.x.add('other');
  await administer.register({ accountId: '1', environmentName: 'other' }, url);
  await administer.register({ accountId: '2', environmentName: 'prod' }, url);
  expect([other.webhooks.length, world.prod.webhooks.length]).toEqual([1, 1]);
});

test('without an environment the field that must be given is named', async () => {
  for (const call of [
    administer.list({ accountId: '2' }),
    administer.register({ accountId: '2' }, url),
    administer.validate({ accountId: '2' }, '1'),
    administer.remove({ accountId: '2' }, '1'),
  ]) {
    await expect(call).rejects.toMatchObject({
      faults: [expect.stringMatching(/^environment must be given/)],
    });
  }
});

test('an account without environments needs none, whatever is named', async () => {
  const apis = { messages: 'v2', events: 'v2' } as const;
  const { credentials } = registration;
  await world.accounts.save({ id: '2', state: 'active', credentials, apis });
  const { webhook } = await administer.register({ accountId: '2' }, url);
  expect(await administer.list({ accountId: '2', environmentName: 'prod' })).toEqual([webhook]);
  expect(world.prod.webhooks).toEqual([]);
});

test('an account that we do not serve is not found', async () => {
  const unknown = { accountId: '3', environmentName: 'prod' };
  await expect(administer.list(unknown)).rejects.toMatchObject({ code: 'not-found' });
});

test('for want of room it is said what stands there, and nothing is touched', async () => {
  world.prod.webhooks.push(theirs);
  await expect(administer.register(acting, url)).rejects.toMatchObject({
    step: 'create-webhook',
    failure: { code: 'conflict' },
    advice: expect.stringContaining('90 (https://other.example/hook)'),
  });
  expect(world.prod.webhooks).toEqual([theirs]);
});

test.each([
  ['list-webhooks', () => administer.list(acting)],
  ['list-webhooks', () => administer.register(acting, url)],
  ['validate-webhook', () => administer.validate(acting, '404')],
  ['delete-webhook', () => administer.remove(acting, '404')],
])('what X refuses at %s says what to do', async (step, call) => {
  const failure = new Failure('unauthorized', '261');
  world.x.troubles.failNext(failure);
  const advice = expect.stringMatching(/^.{40,}\.$/);
  await expect(call()).rejects.toMatchObject({ step, failure, advice });
});

test('a webhook that X does not know is not found', async () => {
  const missing = { failure: { code: 'not-found' } };
  await expect(administer.validate(acting, '404')).rejects.toMatchObject(missing);
  await expect(administer.remove(acting, '404')).rejects.toMatchObject(missing);
});

test('a caller that went away has nothing registered', async () => {
  const registering = administer.register(acting, url, { aborted: true });
  await expect(registering).rejects.toMatchObject({ detail: 'the caller went away' });
  expect(world.prod.webhooks).toEqual([]);
});
