import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryApiProbe } from '../../adapters/in-memory/in-memory-api-probe.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import type { Account, Apis } from '../accounts/account.ts';
import { SaveCredentials } from '../accounts/save-credentials.ts';
import { Failure } from '../errors.ts';
import { administrationWorld, registration } from './administration.model.ts';
import { movingMs } from './moving-app.ts';
import type { Registration } from './registration.ts';

const { credentials, webhookUrl } = registration;
const v1: Apis = { messages: 'v1.1', events: 'v1.1' };
const activity: Apis = { messages: 'v2', events: 'x-activity' };
/** The same account in another app. */
const next = {
  consumerKey: 'ck2',
  consumerSecret: 'cs2',
  accessToken: 'at2',
  accessTokenSecret: 'ats2',
};
const keysOf = ({ consumerKey, consumerSecret }: typeof next) => ({ consumerKey, consumerSecret });

let world: ReturnType<typeof administrationWorld>;
let clock: ManualClock;
const register = (more: Partial<Registration> = {}) =>
  world
    .register(undefined, { apiProbe: new InMemoryApiProbe(), clock })
    .execute({ ...registration, ...more });
const move = (more: Partial<Registration> = {}) =>
  register({ apis: activity, credentials: next, environmentName: '', ...more });
const account = () => world.accounts.find('1');

beforeEach(async () => {
  world = administrationWorld();
  clock = new ManualClock();
  world.x.owners.set('at2', '1');
  world.profiles.owners.set('at2', { id: '1', screenName: 'business' });
  await register({ apis: v1 });
});

/** The account as it is during the calls of X that matter, in their order. */
function seen(): (Account | undefined)[] {
  const all: (Account | undefined)[] = [];
  const { subscribers, webhooks } = world;
  const [create, remove] = [webhooks.register, subscribers.remove];
  webhooks.register = (...given) => {
    all.push(account());
    return create.apply(webhooks, given);
  };
  subscribers.remove = (...given) => {
    all.push(account());
    return remove.apply(subscribers, given);
  };
  return all;
}

describe('a move to another app', () => {
  test('changes the account when the new subscription stands; both secrets are there before and after', async () => {
    const before = account();
    const during = seen();
    await move();

    const untilMs = clock.now() + movingMs;
    const to = { ...keysOf(next), webhookUrl, isNext: true, untilMs };
    const from = { ...keysOf(credentials), webhookUrl, isNext: false, untilMs };
    const moved = {
      id: '1',
      state: 'active',
      credentials: next,
      apis: activity,
      registration: { environmentName: '', webhookUrl },
      moving: from,
    };
    expect(during).toEqual([{ ...before, moving: to }, moved]);
    expect(account()).toEqual(moved);
  });

  test('never leaves the account without a registration, or the earlier secret', async () => {
    const kept: Account[] = [];
    const save = world.accounts.save.bind(world.accounts);
    world.accounts.save = (one) => {
      kept.push(one);
      return save(one);
    };
    await move();
    expect(kept).toHaveLength(2);
    for (const { credentials: own, moving, registration: place } of kept) {
      expect(place?.webhookUrl).toBe(webhookUrl);
      const secrets = new Set([own.consumerSecret, moving?.consumerSecret]);
      expect(secrets).toEqual(new Set(['cs', 'cs2']));
    }
  });

  test('ends the earlier subscription also when events come by the same API of both apps', async () => {
    await register({ apis: activity });
    const ended: string[] = [];
    world.subscribers.remove = async (environment) =>
      void ended.push(environment.credentials.consumerKey);
    await move();
    expect(ended).toEqual(['ck']);
  });

  test('of others at the same address is told as what it needs of X', async () => {
    const { steps } = await move();
    expect(steps[1]).toEqual({ step: 'keep-credentials', outcome: 'kept, encrypted' });

    const registered = account()!;
    await world.accounts.save({ ...registered, id: '2' });
    const back = await register({ apis: v1 });
    expect(back.steps[1]?.outcome).toMatch(/another app tells of 2 .* sign its challenges/);
  });
});

describe('a registration that fails', () => {
  const failures: Readonly<Record<string, () => void>> = {
    'at the webhook': () => world.x.deaf.add(webhookUrl),
    'at the subscription': () => {
      world.subscriptions.subscribe = () => Promise.reject(new Failure('unauthorized', '93'));
    },
    'for what was not foreseen': () => {
      world.webhooks.list = () => Promise.reject(new TypeError('x is not a function'));
    },
  };
  const asked: Readonly<Record<string, Partial<Registration>>> = {
    'another app': { credentials: next, apis: activity },
    'the renewed secret of its app': { credentials: { ...credentials, consumerSecret: 'cs2' } },
    'other tokens': { credentials: { ...next, consumerKey: 'ck', consumerSecret: 'cs' } },
    'another API': { apis: activity },
  };

  test.each(
    Object.keys(failures).flatMap((where) => Object.keys(asked).map((what) => [where, what])),
  )('%s leaves the account as it was: %s', async (where, what) => {
    if (where === 'at the webhook') world.prod.webhooks.length = 0;
    const before = account();
    failures[where]?.();
    await expect(register(asked[what])).rejects.toThrow();
    expect(account()).toEqual(before);
  });

  test('leaves alone what somebody changed meanwhile', async () => {
    const save = new SaveCredentials(world.accounts, { notice: () => {} }, () => {});
    const newest = { ...next, accessToken: 'newest' };
    world.webhooks.register = async () => {
      await save.execute('1', newest);
      throw new Failure('rejected', 'the challenge was not passed');
    };
    await expect(move()).rejects.toMatchObject({ step: 'create-webhook' });
    expect(account()).toEqual({ id: '1', state: 'active', credentials: newest });
  });

  test('keeps what else was found out about the account meanwhile', async () => {
    const before = account();
    world.webhooks.register = async () => {
      await world.accounts.save({ ...account()!, state: 'unauthorized' });
      throw new Failure('rejected', 'the challenge was not passed');
    };
    await expect(move()).rejects.toMatchObject({ step: 'create-webhook' });
    expect(account()).toEqual({ ...before, state: 'unauthorized' });
  });
});

describe('who names the key of a served app beside another secret, unproven,', () => {
  const userToken = {
    clientId: 'client',
    accessToken: 'a',
    refreshToken: 'r',
    expiresAtMs: 0,
    givenRefreshToken: 'r',
  };
  const theirs = { ...credentials, consumerSecret: 'theirs', accessToken: '', userToken };

  test('does not make an account another app’s', async () => {
    world.profiles.owner = async () => ({ id: '1', screenName: 'business' });
    const before = account();
    const asking = move({ credentials: theirs, unvouched: true });
    await expect(asking).rejects.toMatchObject({ failure: { code: 'conflict' } });
    expect(account()).toEqual(before);
  });

  test('is not kept as an account of that app, not even meanwhile', async () => {
    world.profiles.owner = async () => ({ id: '9', screenName: 'stranger' });
    const kept: unknown[] = [];
    const { save } = world.accounts;
    world.accounts.save = (one) => {
      kept.push(one.id);
      return save.call(world.accounts, one);
    };
    const asking = move({ accountId: '9', credentials: theirs, unvouched: true });
    await expect(asking).rejects.toMatchObject({ failure: { code: 'conflict' } });
    expect(kept).toEqual([]);
  });
});
