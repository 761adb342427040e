import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryDeliveryStore } from '../../adapters/in-memory/in-memory-delivery-store.ts';
import { InMemoryJournal } from '../../adapters/in-memory/in-memory-journal.ts';
import { InMemoryPublicAddress } from '../../adapters/in-memory/in-memory-public-address.ts';
import { Failure } from '../errors.ts';
import type { Environment, Webhooks } from '../subscription/webhooks.ts';
import { Alarms } from './alarms.ts';
import { LookAtAddress } from './look-at-address.ts';
import { LookAtSilence } from './look-at-silence.ts';
import { LookAtWebhook } from './look-at-webhook.ts';
import { Watchdog } from './watchdog.ts';
import {
  dayMs,
  hourMs,
  messageAt,
  watched,
  type WatchedWorld,
  watchedWorld,
} from './watched.model.ts';

let world: WatchedWorld;
let address: InMemoryPublicAddress;
let watchdog: Watchdog;
let listed: number;
let journal: InMemoryJournal;

beforeEach(async () => {
  world = await watchedWorld();
  address = new InMemoryPublicAddress();
  listed = 0;
  journal = new InMemoryJournal();
  const webhooks = {
    register: world.webhooks.register.bind(world.webhooks),
    validate: (...which: Parameters<Webhooks['validate']>) => world.webhooks.validate(...which),
    remove: world.webhooks.remove.bind(world.webhooks),
    list: (environment: Environment) => {
      listed++;
      return world.webhooks.list(environment);
    },
  };
  const alarms = new Alarms(world.observer);
  const parts = { ...world, webhooks, keepCovered: world.keepCovered(), alarms };
  watchdog = new Watchdog({
    ...parts,
    lookAtWebhook: new LookAtWebhook(parts),
    lookAtSilence: new LookAtSilence({
      ...parts,
      journal,
      silenceMs: dayMs,
    }),
    lookAtAddress: new LookAtAddress({
      ...parts,
      publicAddress: address,
      certificateMs: 14 * dayMs,
    }),
  });
});

const watch = async (id = '1') => (await world.watches.find(id)) ?? {};
const told = () =>
  world.noticed.flatMap((noticed) =>
    noticed.kind === 'alarm' ? [`${noticed.state} ${noticed.alarm}`] : [],
  );

describe('a look', () => {
  test('keeps what X says', async () => {
    await watchdog.execute();
    const soundAtMs = world.clock.now();
    const sound = { webhookValid: true, subscribed: true, checkedAtMs: soundAtMs, soundAtMs };
    expect(await watch()).toEqual({ accountId: '1', webhookId: world.webhook.id, ...sound });
    expect(told()).toEqual([]);
  });

  test('asks X once for the webhooks of accounts that share an app', async () => {
    for (const id of ['2', '3']) await world.accounts.save({ ...watched, id });
    await watchdog.execute();
    expect(listed).toBe(1);
    expect(await watch('3')).toMatchObject({ webhookValid: true });
    await watchdog.execute();
    expect(listed).toBe(2);
  });

  test.each(['revoked', 'unauthorized'] as const)(
    'leaves an account that is %s alone',
    async (state) => {
      await world.accounts.save({ ...watched, state });
      world.prod.subscribed.clear();
      await watchdog.execute();
      expect([listed, world.prod.subscribed.size]).toEqual([0, 0]);
    },
  );

  test('forgets an account that is served no more', async () => {
    await world.watches.change('9', { heardAtMs: 1 });
    await watchdog.execute();
    expect((await world.watches.all()).map(({ accountId }) => accountId)).toEqual(['1']);
  });

  test('tells once that X cannot be asked, keeps what is known, and tells that it is over', async () => {
    await watchdog.execute();
    const known = await watch();
    world.x.troubles.failNext(new Failure('unavailable', 'time-out'), 2);
    await watchdog.execute();
    await watchdog.execute();
    expect(await watch()).toEqual(known);
    expect(told()).toEqual(['raised unchecked']);
    await watchdog.execute();
    expect(told()).toEqual(['raised unchecked', 'over unchecked']);
  });

  test('pauses for as long as X limits it', async () => {
    world.x.troubles.failNext(new Failure('throttled', '429', world.clock.now() + hourMs));
    await watchdog.execute();
    await world.clock.advance(hourMs - 1);
    await watchdog.execute();
    expect(listed).toBe(1);
    await world.clock.advance(1);
    await watchdog.execute();
    expect(listed).toBe(2);
  });
});

test('what an administrator ended is left alone, and no alarm is raised for it', async () => {
  const { registration } = watched;
  if (registration === undefined) throw new Error('it is registered');
  await world.accounts.save({ ...watched, registration: { ...registration, ended: true } });
  await world.webhooks.remove({ name: 'prod', credentials: watched.credentials }, world.webhook.id);
  await watchdog.execute();
  expect(listed).toBe(0);
  expect(world.prod.webhooks).toEqual([]);
  expect(told()).toEqual([]);
});

test('a webhook that is told nothing is validated, however valid X calls it', async () => {
  const nowMs = world.clock.now();
  const message = { lane: 'in/1/2', target: 'contact-center', body: '{}' };
  const accept = Array.from({ length: 10 }, (_, n) => ({ id: `x/1/${n}`, atMs: nowMs, message }));
  const store = new InMemoryDeliveryStore(journal);
  await store.commit({ nowMs, leaseMs: 1, accept, settle: [], claim: [] });
  await world.watches.change('1', { heardAtMs: nowMs, coveredUntilMs: nowMs });
  await world.clock.advance(dayMs);
  world.pastEvents.happened.push(messageAt(world.clock.now()));
  let validated = 0;
  const validate = world.webhooks.validate.bind(world.webhooks);
  world.webhooks.validate = (...which) => (validated++, validate(...which));
  await watchdog.execute();
  expect(validated).toBe(1);
  expect(await watch()).toMatchObject({
    doubt: { sinceMs: nowMs, cause: 'silence' },
    webhookValid: true,
    subscribed: true,
  });
  expect(told()).toEqual([
    'raised silent',
    'raised deaf',
    'raised webhook-invalid',
    'over webhook-invalid',
  ]);
});

describe('the public address', () => {
  test.each([
    ['answers', []],
    ['wrong', ['raised address-wrong']],
    ['unreachable', ['raised address-unreachable']],
  ] as const)('that %s is kept, and told once if that is wrong', async (state, alarms) => {
    address.found = { state };
    await watchdog.addresses();
    await watchdog.addresses();
    expect(await watch()).toEqual({ accountId: '1', address: state });
    expect(told()).toEqual(alarms);
    address.found = { state: 'answers' };
    await watchdog.addresses();
    expect(told()).toHaveLength(2 * alarms.length);
  });

  test('whose certificate ends soon is told in time', async () => {
    const endMs = world.clock.now() + 14 * dayMs;
    address.found = { state: 'answers', certificateExpiresAtMs: endMs };
    await watchdog.addresses();
    expect([await watch(), told()]).toEqual([
      { accountId: '1', address: 'answers', certificateExpiresAtMs: endMs },
      [],
    ]);
    await world.clock.advance(1);
    await watchdog.addresses();
    expect(told()).toEqual(['raised certificate']);
    address.found = { state: 'answers', certificateExpiresAtMs: endMs + 90 * dayMs };
    await watchdog.addresses();
    expect(told()).toEqual(['raised certificate', 'over certificate']);
  });
});
