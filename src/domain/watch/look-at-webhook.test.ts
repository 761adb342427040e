import { beforeEach, describe, expect, test } from '@jest/globals';
import { Failure } from '../errors.ts';
import { Alarms } from './alarms.ts';
import { LookAtWebhook } from './look-at-webhook.ts';
import { Round } from './round.ts';
import type { WatchChange } from './watches.ts';
import { hourMs, minuteMs, watched, type WatchedWorld, watchedWorld } from './watched.model.ts';

let world: WatchedWorld;
let look: LookAtWebhook;

beforeEach(async () => {
  world = await watchedWorld();
  look = new LookAtWebhook({
    ...world,
    keepCovered: world.keepCovered(),
    alarms: new Alarms(world.observer),
  });
});

/** Looks as the watchdog does. */
async function looked(account = watched): Promise<WatchChange> {
  const watch = (await world.watches.find('1')) ?? { accountId: '1' };
  const change = await look.execute(account, watch, new Round(world.webhooks));
  await world.watches.change('1', change);
  return change;
}
const told = () =>
  world.noticed.flatMap((noticed) =>
    noticed.kind === 'alarm' ? [`${noticed.state} ${noticed.alarm}`] : [],
  );
const doubt = async () => (await world.watches.find('1'))?.doubt;
const sound = () => ({
  checkedAtMs: world.clock.now(),
  soundAtMs: world.clock.now(),
  webhookValid: true,
  webhookId: expect.any(String),
  subscribed: true,
});

test('a valid webhook and a subscription are nothing to tell', async () => {
  expect(await looked()).toEqual(sound());
  expect(told()).toEqual([]);
  expect(await doubt()).toBeUndefined();
});

test('an account that was not registered through us is not asked about', async () => {
  const { registration: _, ...account } = watched;
  expect(await looked(account)).toEqual({});
});

describe('a webhook that X calls invalid', () => {
  test('is validated, and everything since it was sound is in doubt', async () => {
    await looked();
    const soundAtMs = world.clock.now();
    await world.clock.advance(5 * minuteMs);
    world.x.setValid(world.webhook.id, false);
    expect(await looked()).toEqual(sound());
    expect(world.prod.webhooks).toMatchObject([{ valid: true }]);
    expect(told()).toEqual(['raised webhook-invalid', 'over webhook-invalid']);
    expect(await doubt()).toEqual({ sinceMs: soundAtMs, cause: 'webhook' });
  });

  test('is told once while it cannot be mended, and tried again further and further apart', async () => {
    world.x.setValid(world.webhook.id, false);
    world.x.deaf.add(world.webhook.url);
    let attempts = 0;
    const validate = world.webhooks.validate.bind(world.webhooks);
    world.webhooks.validate = (...which) => (attempts++, validate(...which));
    for (let n = 0; n < 12; n++) {
      expect(await looked()).toMatchObject({ webhookValid: false });
      await world.clock.advance(5 * minuteMs);
    }
    expect(told()).toEqual(['raised webhook-invalid']);
    expect(attempts).toBe(6);
    world.x.deaf.clear();
    for (let n = 0; n < 12; n++) {
      await world.clock.advance(5 * minuteMs);
      await looked();
    }
    expect(told()).toEqual(['raised webhook-invalid', 'over webhook-invalid']);
  });

  test('is let alone for as long as X limits the calls', async () => {
    world.x.setValid(world.webhook.id, false);
    const list = async () => [{ ...world.webhook, valid: false }];
    world.x.troubles.failNext(new Failure('throttled', '429', world.clock.now() + hourMs));
    await look.execute(watched, { accountId: '1' }, new Round({ list }));
    await world.clock.advance(hourMs - 1);
    expect(await look.execute(watched, { accountId: '1' }, new Round({ list }))).toMatchObject({
      webhookValid: false,
    });
    await world.clock.advance(1);
    expect(await look.execute(watched, { accountId: '1' }, new Round({ list }))).toMatchObject({
      webhookValid: true,
    });
  });
});

describe('a webhook that is gone', () => {
  beforeEach(() => {
    world.prod.webhooks.length = 0;
    world.prod.subscribed.clear();
  });

  test('is registered again, with exactly our address, and subscribed', async () => {
    expect(await looked()).toEqual(sound());
    expect(world.prod.webhooks).toMatchObject([{ url: watched.registration?.webhookUrl }]);
    expect([...world.prod.subscribed]).toEqual(['1']);
    expect(told()).toEqual([
      'raised webhook-gone',
      'over webhook-gone',
      'raised not-subscribed',
      'over not-subscribed',
    ]);
  });

  test("is not registered where somebody else's stands", async () => {
    const theirs = { id: '90', url: 'https://other.example/hook', valid: true, createdAt: '' };
    const listed = async () => [theirs];
    expect(await look.execute(watched, { accountId: '1' }, new Round({ list: listed }))).toEqual({
      checkedAtMs: world.clock.now(),
      webhookValid: false,
    });
    expect(world.prod.webhooks).toEqual([]);
    expect(told()).toEqual(['raised webhook-gone']);
  });

  test('is registered beside that of another account of ours', async () => {
    const webhookUrl = 'https://cx.example/webhook/twitter/2';
    const registration = { environmentName: 'prod', webhookUrl };
    await world.accounts.save({ ...watched, id: '2', registration });
    const other = { id: '91', url: webhookUrl, valid: true, createdAt: '' };
    const listed = async () => [other];
    expect(await look.execute(watched, { accountId: '1' }, new Round({ list: listed }))).toEqual(
      sound(),
    );
  });
});

describe('an account that is not subscribed', () => {
  beforeEach(() => world.prod.subscribed.clear());

  test('is subscribed again, and everything since it was sound is in doubt', async () => {
    await world.watches.change('1', { soundAtMs: 7, coveredUntilMs: 9 });
    expect(await looked()).toEqual(sound());
    expect([...world.prod.subscribed]).toEqual(['1']);
    expect(await doubt()).toEqual({ sinceMs: 7, cause: 'subscription' });
  });

  test('is told, with the reason, when X refuses that', async () => {
    const { subscriptions } = world;
    const refusing = {
      isSubscribed: () => subscriptions.isSubscribed(world.environment),
      subscribe: () => Promise.reject(new Failure('unauthorized', '401')),
      unsubscribe: async () => {},
    };
    const parts = { ...world, subscriptions: refusing, keepCovered: world.keepCovered() };
    look = new LookAtWebhook({ ...parts, alarms: new Alarms(world.observer) });
    expect(await looked()).toMatchObject({ webhookValid: true, subscribed: false });
    expect(world.noticed).toMatchObject([
      { alarm: 'not-subscribed', failure: { code: 'unauthorized' } },
    ]);
  });
});

describe.each([
  ['was removed', async () => world.accounts.remove('1')],
  ['took its access back', async () => world.accounts.save({ ...watched, state: 'revoked' })],
  [
    'moved to another API of X',
    async () =>
      world.accounts.save({ ...watched, apis: { messages: 'v1.1', events: 'x-activity' } }),
  ],
])('an account that %s while it is looked at', (_, change) => {
  test('is subscribed no more where it was, and nothing is told or in doubt', async () => {
    const isSubscribed = world.subscriptions.isSubscribed.bind(world.subscriptions);
    world.subscriptions.isSubscribed = async (...which) => {
      await change();
      world.prod.subscribed.clear();
      return isSubscribed(...which);
    };
    expect(await looked()).toEqual({});
    expect([world.prod.subscribed.size, told(), await doubt()]).toEqual([0, [], undefined]);
  });

  test('has no webhook registered any more', async () => {
    const list = async () => {
      await change();
      world.prod.webhooks.length = 0;
      return [];
    };
    const watch = { accountId: '1' };
    expect(await look.execute(watched, watch, new Round({ list }))).toEqual({});
    expect([world.prod.webhooks, told()]).toEqual([[], []]);
  });
});
