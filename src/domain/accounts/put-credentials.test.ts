import { beforeEach, expect, test } from '@jest/globals';
import { Failure } from '../errors.ts';
import { accountOf, accountsWorld } from './administered.model.ts';
import { PutCredentials } from './put-credentials.ts';

const { credentials } = accountOf('1');
const business = { id: '1', screenName: 'business' };

let world: ReturnType<typeof accountsWorld>;
let putCredentials: PutCredentials;
const put = (more: { accountId?: string; validateOnly?: boolean } = {}) =>
  putCredentials.execute({ credentials, validateOnly: false, ...more });

beforeEach(() => {
  world = accountsWorld();
  world.profiles.owners.set('at of 1', business);
  putCredentials = new PutCredentials(world.profiles, world.saveCredentials);
});

test.each([{ accountId: '1' }, {}])(
  'keys that X knows are kept, named or not: %j',
  async (given) => {
    expect(await put(given)).toEqual(business);
    expect(world.accounts.all()).toEqual([accountOf('1')]);
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
  const putting = putCredentials.execute({ credentials, validateOnly: false }, caller);
  await expect(putting).rejects.toMatchObject({ detail: 'the caller went away' });
  expect(world.accounts.all()).toEqual([]);
});
