import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryApiProbe } from '../../adapters/in-memory/in-memory-api-probe.ts';
import type { Apis, EventsApi } from '../accounts/account.ts';
import { Failure } from '../errors.ts';
import { administrationWorld, registration } from './administration.model.ts';
import type { Registration } from './registration.ts';

const { credentials, webhookUrl: url } = registration;
const v1: Apis = { messages: 'v1.1', events: 'v1.1' };
const v2: Apis = { messages: 'v2', events: 'v2' };
const activity: Apis = { messages: 'v2', events: 'x-activity' };
const second = { ...credentials, accessToken: 'at2', accessTokenSecret: 'ats2' };
const secondUrl = url.replace('/1', '/2');

let world: ReturnType<typeof administrationWorld>;
let apiProbe: InMemoryApiProbe;

beforeEach(() => {
  world = administrationWorld();
  world.x.owners.set('at2', '2');
  world.profiles.owners.set('at2', { id: '2', screenName: 'second' });
  apiProbe = new InMemoryApiProbe();
  apiProbe.open.set('ck', { messages: ['v2'], events: ['x-activity'] });
});

const register = (more: Partial<Registration> = {}) =>
  world.register(undefined, { apiProbe }).execute({ ...registration, ...more });
const registerSecond = () =>
  register({ accountId: '2', credentials: second, webhookUrl: secondUrl, apis: activity });
const outcomes = (registered: { steps: readonly { step: string; outcome: string }[] }) =>
  Object.fromEntries(registered.steps.map(({ step, outcome }) => [step, outcome]));
const subscribed = () => ({
  'v1.1': [...world.prod.subscribed],
  v2: [...world.x.app.subscribed],
  'x-activity': [...world.x.activity],
});
const nobody = { 'v1.1': [], v2: [], 'x-activity': [] };
const onlyBy = (events: EventsApi, ...ids: string[]) => ({ ...nobody, [events]: ids });

describe('an account', () => {
  test.each([
    ['v2', v2, 'Account Activity (v2)'],
    ['x-activity', activity, 'X Activity'],
  ] as const)(
    'is registered by %s when that is declared, without an environment',
    async (events, apis, words) => {
      const registered = await register({ apis, environmentName: '' });

      expect(outcomes(registered)).toMatchObject({
        'find-apis': `messages by v2, events by ${words}, as declared`,
        'list-webhooks': '0 registered for the app',
        'create-webhook': 'created 1',
        'subscribe-account': '@business is subscribed',
      });
      expect(subscribed()).toEqual(onlyBy(events, '1'));
      expect([world.x.app.webhooks.length, world.prod.webhooks.length]).toEqual([1, 0]);
      const kept = { environmentName: '', webhookUrl: url };
      expect(world.accounts.find('1')).toMatchObject({ apis, registration: kept });
    },
  );

  test('of which nothing is declared is asked about once, and stays where it is then', async () => {
    const first = await register({ environmentName: '' });
    expect(outcomes(first)['find-apis']).toBe('messages by v2, events by X Activity, as X answers');
    const again = await register({ environmentName: '' });
    expect(outcomes(again)['find-apis']).toBe('messages by v2, events by X Activity, as before');
    expect(outcomes(again)['create-webhook']).toBe('adopted 1, which X had already');
    expect(apiProbe.probed).toHaveLength(1);
    expect(subscribed()).toEqual(onlyBy('x-activity', '1'));
  });

  test('of which X does not say is not kept, when it was new', async () => {
    apiProbe.troubles.failNext(new Failure('throttled', 'X answered 429'));
    await expect(register()).rejects.toMatchObject({ step: 'find-apis' });
    expect(world.accounts.all()).toEqual([]);
  });

  test('that needs an environment and has none is refused with what to do', async () => {
    const refused = { step: 'list-webhooks', advice: expect.stringContaining('EVENTS-API') };
    await expect(register({ apis: v1, environmentName: '' })).rejects.toMatchObject(refused);
    await register({ apis: v1 });
    const again = await register({ environmentName: '' });
    expect(outcomes(again)['list-webhooks']).toBe('1 registered in prod');
  });

  test('is told what X leaves out', async () => {
    world.x.without = ['chat.received (X answered 403)'];
    const { steps } = await register({ apis: activity });
    expect(steps.at(-1)?.outcome).toBe(
      '@business is subscribed, without chat.received (X answered 403)',
    );
  });
});

describe('a repeated registration with another API', () => {
  test.each([
    [v1, activity],
    [v1, v2],
    [v2, activity],
    [activity, v1],
  ])('moves the account from %j to %j: the new subscription first', async (from, to) => {
    await register({ apis: from });
    const both: unknown[] = [];
    const remove = world.subscribers.remove.bind(world.subscribers);
    world.subscribers.remove = async (...given) => {
      both.push(subscribed(), world.accounts.find('1')?.apis);
      await remove(...given);
    };
    const { steps } = await register({ apis: to });

    expect(both).toEqual([{ ...onlyBy(from.events, '1'), [to.events]: ['1'] }, to]);
    expect(subscribed()).toEqual(onlyBy(to.events, '1'));
    expect(steps.at(-1)).toEqual({
      step: 'unsubscribe-account',
      outcome: expect.stringMatching(/^the subscription by .* has ended$/),
    });
  });

  test('stays as it was when the new subscription fails', async () => {
    await register({ apis: v1 });
    world.x.deaf.add(url);
    await expect(register({ apis: activity })).rejects.toMatchObject({ step: 'create-webhook' });
    expect(subscribed()).toEqual(onlyBy('v1.1', '1'));
    expect(world.accounts.find('1')).toMatchObject({
      apis: v1,
      registration: { environmentName: 'prod' },
    });
  });

  test('is done, and says so, when the earlier subscription cannot be ended', async () => {
    await register({ apis: v1 });
    const failure = new Failure('unavailable', 'X answered 503');
    world.subscribers.remove = () => Promise.reject(failure);
    const { steps } = await register({ apis: activity });
    expect(steps.at(-1)?.outcome).toMatch(/v1\.1.*could not be ended \(X answered 503\).*once/);
    expect(subscribed()).toEqual({ ...onlyBy('v1.1', '1'), 'x-activity': ['1'] });
  });

  test('ends the earlier subscription with the keys of the earlier app', async () => {
    await register({ apis: v1 });
    world.x.owners.set('at3', '1');
    world.profiles.owners.set('at3', { id: '1', screenName: 'business' });
    const ended: string[] = [];
    world.subscribers.remove = async ({ credentials: { consumerKey } }) => {
      ended.push(consumerKey);
    };
    const other = { ...credentials, consumerKey: 'ck3', accessToken: 'at3' };
    await register({ apis: activity, credentials: other });
    expect(ended).toEqual(['ck']);
  });
});

describe('accounts of one app', () => {
  test('share a webhook beyond v1.1, and are told so', async () => {
    await register({ apis: activity });
    const registered = await registerSecond();

    expect(outcomes(registered)['create-webhook']).toBe(
      `adopted 1, which serves all accounts of the app as ${url}`,
    );
    expect(world.x.app.webhooks).toHaveLength(1);
    expect(subscribed()).toEqual(onlyBy('x-activity', '1', '2'));
    expect(world.accounts.find('2')?.registration?.webhookUrl).toBe(url);
    expect(outcomes(await registerSecond())['create-webhook']).toMatch(/^adopted 1/);
  });

  test('go on sharing it when the one that it is named after was removed', async () => {
    await register({ apis: activity });
    await registerSecond();
    await world.accounts.remove('1');

    const renewed = { ...second, consumerSecret: 'renewed' };
    for (const credentials of [second, renewed]) {
      const ofSecond = { accountId: '2', credentials, webhookUrl: secondUrl, apis: activity };
      expect(outcomes(await register(ofSecond))['create-webhook']).toMatch(/^adopted 1/);
    }
    expect(world.accounts.find('2')?.registration?.webhookUrl).toBe(url);
  });

  test.each([
    ['is not ours any more', () => world.accounts.remove('1')],
    [
      'has another secret',
      () =>
        world.accounts.save({
          id: '1',
          state: 'active',
          credentials: { ...credentials, consumerSecret: 'newer' },
        }),
    ],
    [
      'is reached elsewhere',
      async () => world.x.app.webhooks.splice(0, 1, { ...hook, url: url.replace('cx.', 'test.') }),
    ],
  ])('do not share the webhook of an account that %s', async (_how, arrange) => {
    await register({ apis: activity });
    await arrange();
    await expect(registerSecond()).rejects.toMatchObject({
      step: 'create-webhook',
      advice: expect.stringContaining('DELETE /2/webhooks/{id}'),
    });
  });
});

const hook = { id: '1', valid: true, createdAt: '' };
