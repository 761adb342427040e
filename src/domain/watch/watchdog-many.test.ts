import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryJournal } from '../../adapters/in-memory/in-memory-journal.ts';
import { Failure } from '../errors.ts';
import type { Environment } from '../subscription/webhooks.ts';
import { Alarms } from './alarms.ts';
import { LookAtAddress } from './look-at-address.ts';
import { LookAtSilence } from './look-at-silence.ts';
import { LookAtWebhook } from './look-at-webhook.ts';
import type { PublicAddress } from './public-address.ts';
import { hourMs, watched, type WatchedWorld, watchedWorld } from './watched.model.ts';
import { Watchdog } from './watchdog.ts';

const tenSecondsMs = 10_000;

let world: WatchedWorld;
let alarms: Alarms;

beforeEach(async () => {
  world = await watchedWorld();
  alarms = new Alarms(world.observer);
});

function watchdogWith(publicAddress: PublicAddress, silenceMs = 0): Watchdog {
  const parts = { ...world, keepCovered: world.keepCovered(), alarms };
  return new Watchdog({
    ...parts,
    lookAtWebhook: new LookAtWebhook(parts),
    lookAtSilence: new LookAtSilence({ ...parts, journal: new InMemoryJournal(), silenceMs }),
    lookAtAddress: new LookAtAddress({ ...parts, publicAddress, certificateMs: 0 }),
  });
}

const answering: PublicAddress = {
  examine: async () => ({ state: 'answers' }),
};

/** So many accounts, of one app or each of its own. */
async function accounts(count: number, apps: 'one' | 'each' = 'one'): Promise<void> {
  for (let n = 2; n <= count; n++) {
    const own = apps === 'each' && { consumerKey: `ck${n}` };
    const credentials = { ...watched.credentials, ...own };
    await world.accounts.save({ ...watched, id: String(n), credentials });
  }
}

const later = (ms: number) => new Promise<void>((resolve) => void world.clock.after(ms, resolve));

const watch = async (id: string) => (await world.watches.find(id)) ?? { accountId: id };

describe('of many accounts', () => {
  test('those for which X hangs do not hold up the others for long', async () => {
    await accounts(500, 'each');
    const list = world.webhooks.list.bind(world.webhooks);
    world.webhooks.list = async (environment: Environment) => {
      if (Number(environment.accountId) % 2 === 0) return list(environment);
      await later(tenSecondsMs);
      throw new Failure('unavailable', 'time-out');
    };
    const beganMs = world.clock.now();
    await world.through(watchdogWith(answering).execute());
    expect(world.clock.now() - beganMs).toBeLessThan(2 * 60_000);
    expect(await watch('500')).toMatchObject({ webhookValid: true });
  });

  test('those that share a webhook have it validated once', async () => {
    await accounts(50);
    world.x.setValid(world.webhook.id, false);
    let validated = 0;
    const validate = world.webhooks.validate.bind(world.webhooks);
    world.webhooks.validate = (...which) => (validated++, validate(...which));
    await watchdogWith(answering).execute();
    expect(validated).toBe(1);
    for (const id of ['1', '2', '50']) {
      expect(await watch(id)).toMatchObject({ webhookValid: true, doubt: { cause: 'webhook' } });
    }
  });

  test('those that share an app are looked at though X refuses the first of them', async () => {
    await accounts(50);
    let asked = 0;
    const list = world.webhooks.list.bind(world.webhooks);
    world.webhooks.list = async (environment: Environment) => {
      asked++;
      if (environment.accountId !== '1') return list(environment);
      throw new Failure('unauthorized', '401');
    };
    await watchdogWith(answering).execute();
    expect(await watch('1')).not.toHaveProperty('webhookValid');
    expect(await watch('50')).toMatchObject({ webhookValid: true });
    expect(asked).toBe(2);
  });

  test('an app that X refuses is not asked for each of them', async () => {
    await accounts(500);
    let asked = 0;
    world.webhooks.list = async () => {
      asked++;
      throw new Failure('unauthorized', '401');
    };
    await watchdogWith(answering).execute();
    expect(asked).toBe(3);
  });

  test('none is looked at any more when everything is to end', async () => {
    await accounts(500, 'each');
    let asked = 0;
    world.webhooks.list = async () => {
      asked++;
      await later(tenSecondsMs);
      throw new Failure('unavailable', 'time-out');
    };
    const looked = watchdogWith(answering).execute();
    looked.catch(() => {});
    await world.clock.settle();
    world.pauses.stop();
    await world.clock.advance(tenSecondsMs);
    await expect(looked).rejects.toThrow('stops');
    expect(asked).toBeLessThan(50);
  });

  test('those that share a public address have it looked at once', async () => {
    await accounts(500);
    let examined = 0;
    const examine = async () => (examined++, { state: 'answers' as const });
    await watchdogWith({ examine }).addresses();
    expect(examined).toBe(1);
    expect(await watch('500')).toMatchObject({ address: 'answers' });
  });
});

test('a webhook is looked at also while X does not tell what a silent account was sent', async () => {
  await world.watches.change('1', { heardAtMs: 1, silentSinceMs: 1 });
  world.pastEvents.troubles.failNext(new Failure('rejected', '403'), 100);
  let read = 0;
  const page = world.pastEvents.page.bind(world.pastEvents);
  world.pastEvents.page = (...asked) => (read++, page(...asked));
  const watchdog = watchdogWith(answering, hourMs);
  for (let n = 0; n < 12; n++) {
    await watchdog.execute();
    await world.clock.advance(5 * 60_000);
  }
  expect(await watch('1')).toMatchObject({ webhookValid: true, silentSinceMs: 1 });
  expect(read).toBeLessThan(8);
});

test.each([
  ['is removed', async () => world.accounts.remove('1')],
  ['took its access back', async () => world.accounts.save({ ...watched, state: 'revoked' })],
])('no alarm stays for an account that %s', async (_, end) => {
  const watchdog = watchdogWith(answering);
  world.prod.subscribed.clear();
  world.x.setValid(world.webhook.id, false);
  world.x.deaf.add(world.webhook.url);
  await watchdog.execute();
  expect(alarms.isRaised('1', 'webhook-invalid')).toBe(true);
  await end();
  await watchdog.execute();
  expect(alarms.isRaised('1', 'webhook-invalid')).toBe(false);
});
