import { beforeEach, describe, expect, test } from '@jest/globals';
import { Failure } from '../errors.ts';
import { type Credentials, firstApis } from './account.ts';
import { accountOf, accountsWorld } from './administered.model.ts';
import type { GivenCredentials } from './put-credentials.ts';

const { credentials } = accountOf('1');
const business = { id: '1', screenName: 'business' };

const second = { messages: 'v2', events: 'v2' } as const;
const userToken = {
  clientId: 'client',
  accessToken: 'a1',
  refreshToken: 'r1',
  expiresAtMs: 0,
  givenRefreshToken: 'r1',
};

let world: ReturnType<typeof accountsWorld>;
const put = (more: Partial<GivenCredentials> = {}) =>
  world.putCredentials.execute({ credentials, validateOnly: false, ...more });

beforeEach(() => {
  world = accountsWorld();
  world.profiles.owners.set('at of 1', business);
});

test.each([{ accountId: '1' }, {}])(
  'keys that X knows are kept, named or not: %j',
  async (given) => {
    expect(await put(given)).toEqual(business);
    expect(world.accounts.all()).toEqual([accountOf('1', { apis: firstApis })]);
    expect(world.woken).toEqual(['1']);
  },
);

test('keys of another account are refused, and it is said whose they are', async () => {
  await expect(put({ accountId: '2' })).rejects.toMatchObject({
    step: 'verify-credentials',
    failure: { code: 'rejected', detail: 'the tokens belong to account 1' },
    advice: expect.stringContaining('account 1'),
  });
  expect(world.accounts.all()).toEqual([]);
});

test('keys that X does not know are refused, with what to check', async () => {
  world.profiles.owners.clear();
  await expect(put()).rejects.toMatchObject({
    failure: { code: 'unauthorized' },
    advice: expect.stringContaining('four keys'),
  });
  expect(world.accounts.all()).toEqual([]);
});

test('a check keeps nothing', async () => {
  expect(await put({ validateOnly: true })).toEqual(business);
  expect([world.accounts.all(), world.woken]).toEqual([[], []]);
});

test('an account that X had refused is active again', async () => {
  await world.accounts.save(accountOf('1', { state: 'revoked' }));
  await put();
  expect(world.accounts.find('1')?.state).toBe('active');
});

test('an X that does not answer keeps nothing and may be asked again', async () => {
  world.profiles.troubles.failNext(new Failure('unavailable', 'ECONNRESET'));
  await expect(put()).rejects.toMatchObject({ advice: expect.stringContaining('repeat') });
  expect(await put()).toEqual(business);
});

test('a caller that goes away meanwhile has nothing kept', async () => {
  const caller = { aborted: false };
  const owner = world.profiles.owner.bind(world.profiles);
  world.profiles.owner = (given) => {
    caller.aborted = true;
    return owner(given);
  };
  const putting = world.putCredentials.execute({ credentials, validateOnly: false }, caller);
  await expect(putting).rejects.toMatchObject({ detail: 'the caller went away' });
  expect(world.accounts.all()).toEqual([]);
});

describe('which APIs the account uses', () => {
  const apis = () => world.accounts.find('1')?.apis;

  test('is asked of X when it is new', async () => {
    world.apiProbe.open.set('ck', { messages: ['v2'], events: ['v2', 'x-activity'] });
    await put();
    expect(apis()).toEqual(second);
    expect(world.noticed).toContainEqual({ kind: 'apis', accountId: '1', apis: second });
  });

  test('is what somebody says, and X is not asked', async () => {
    await put({ apis: second });
    expect([apis(), world.apiProbe.probed]).toEqual([second, []]);
  });

  test('stays what it was when it gets other tokens of the same app, and X is not asked', async () => {
    await world.accounts.save(
      accountOf('1', { credentials: { ...credentials, accessToken: 'old' } }),
    );
    await put();
    expect([apis(), world.apiProbe.probed]).toEqual([undefined, []]);
  });

  test('is asked again for another app', async () => {
    const other = { ...credentials, consumerKey: 'old' };
    await world.accounts.save(accountOf('1', { credentials: other, apis: second }));
    await put();
    expect(apis()).toEqual(firstApis);
  });

  test('is never guessed: nothing is kept when X does not say, with what to do', async () => {
    world.apiProbe.troubles.failNext(new Failure('unauthorized', 'X answered 403'));
    await expect(put()).rejects.toMatchObject({
      step: 'find-apis',
      advice: expect.stringContaining('EVENTS-API'),
    });
    expect(world.accounts.all()).toEqual([]);
  });
});

describe('a connection by OAuth 2.0', () => {
  const connected = { ...credentials, accessToken: '', accessTokenSecret: '', userToken };

  beforeEach(() => {
    world.profiles.owners.set('r1', business);
  });

  test('is kept when X knows it, and uses no v1.1', async () => {
    await put({ credentials: connected });
    expect(world.accounts.find('1')).toMatchObject({ credentials: connected, apis: second });
  });

  test('is checked without its refresh token, which works once', async () => {
    const asked: Credentials[] = [];
    const owner = world.profiles.owner.bind(world.profiles);
    world.profiles.owner = (given) => {
      asked.push(given);
      return owner(given);
    };
    await put({ credentials: connected, validateOnly: true });
    await put({ credentials: connected });
    expect(asked.map((given) => given.userToken?.refreshToken)).toEqual(['', 'r1']);
  });
});
