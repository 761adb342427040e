import { beforeEach, expect, test } from '@jest/globals';
import { Failure } from '../errors.ts';
import { firstApis } from './account.ts';
import { accountOf, accountsWorld } from './administered.model.ts';
import { SetAccountState } from './set-account-state.ts';

const second = { messages: 'v2', events: 'x-activity' } as const;
let world: ReturnType<typeof accountsWorld>;
const account = () => world.accounts.find('1');

beforeEach(() => {
  world = accountsWorld();
});

test('an account that v1.1 refuses goes on with v2, at once', async () => {
  world.apiProbe.open.set('ck', { messages: ['v2'], events: ['x-activity'] });
  await world.accounts.save(accountOf('1', { state: 'unauthorized' }));
  await world.learnApis.execute('1');
  expect(account()).toEqual(accountOf('1', { apis: second }));
  expect(world.noticed).toEqual([{ kind: 'apis', accountId: '1', apis: second }]);
  expect(world.woken).toEqual(['1']);
});

test('an account that may use v1.1 stays as it is', async () => {
  await world.accounts.save(accountOf('1', { state: 'unauthorized' }));
  await world.learnApis.execute('1');
  expect(account()).toEqual(accountOf('1', { state: 'unauthorized', apis: firstApis }));
  expect(world.woken).toEqual([]);
});

test('X is not asked about what is known, or about nobody', async () => {
  await world.accounts.save(accountOf('1', { apis: second }));
  await world.learnApis.execute('1');
  await world.learnApis.execute('2');
  expect([world.apiProbe.probed, account()?.apis]).toEqual([[], second]);
});

test('trouble changes nothing, is told, and X may be asked again', async () => {
  await world.accounts.save(accountOf('1'));
  const failure = new Failure('throttled', 'X answered 429');
  world.apiProbe.troubles.failNext(failure);
  await world.learnApis.execute('1');
  expect(account()).toEqual(accountOf('1'));
  expect(world.noticed).toEqual([{ kind: 'apis-unknown', accountId: '1', failure }]);
  await world.learnApis.execute('1');
  expect(account()?.apis).toEqual(firstApis);
});

test.each([
  ['said which APIs it uses', { apis: second }],
  [
    'given other credentials',
    { credentials: { ...accountOf('1').credentials, accessToken: 'new' } },
  ],
])('an account that was %s meanwhile stays so', async (_, change) => {
  await world.accounts.save(accountOf('1'));
  const learning = world.learnApis.execute('1');
  await world.accounts.save(accountOf('1', change));
  await learning;
  expect(account()).toEqual(accountOf('1', change));
});

test('an account that another process has moved, or removed, stays so', async () => {
  await world.accounts.save(accountOf('1'));
  const found = world.stored.find.bind(world.stored);
  world.stored.find = () => accountOf('1');
  await world.stored.save(accountOf('1', { apis: second }));
  await world.learnApis.execute('1');
  expect(found('1')).toEqual(accountOf('1', { apis: second }));

  await world.accounts.retire('1');
  await world.learnApis.execute('1');
  expect(found('1')?.state).toBe('removed');
  expect(world.noticed).toEqual([]);
});

test('X is asked once when it begins to refuse an account', async () => {
  await world.accounts.save(accountOf('1'));
  const refused: string[] = [];
  const setState = new SetAccountState(world.accounts, { notice: () => {} }, (id) => {
    refused.push(id);
  });
  for (const state of ['unauthorized', 'unauthorized', 'active', 'revoked'] as const) {
    await setState.execute(accountOf('1'), state);
  }
  expect(refused).toEqual(['1']);
});
