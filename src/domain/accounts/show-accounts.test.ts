import { beforeEach, expect, test } from '@jest/globals';
import { InMemoryRateBudgets } from '../../adapters/in-memory/in-memory-rate-budgets.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import { Failure } from '../errors.ts';
import { firstApis } from './account.ts';
import { accountOf, accountsWorld } from './administered.model.ts';
import { ShowAccounts } from './show-accounts.ts';

const capabilities = [
  'quick-replies',
  'calls-to-action',
  'typing',
  'read-receipts',
  'media',
  'location',
];

let world: ReturnType<typeof accountsWorld>;
let budgets: InMemoryRateBudgets;
let troubles: Map<string, number>;
let journalled: Map<string, number>;
let showAccounts: ShowAccounts;
const clock = new ManualClock();

beforeEach(() => {
  world = accountsWorld();
  budgets = new InMemoryRateBudgets(clock);
  troubles = new Map();
  journalled = new Map();
  showAccounts = new ShowAccounts({
    accounts: world.accounts,
    rateBudgets: budgets,
    lastEvents: world.lastEvents,
    troubleSinceMs: (id) => troubles.get(id),
    journalledMs: async (id) => journalled.get(id),
  });
});

test('an account is shown with everything that is known of it, but never its keys', async () => {
  const registration = { environmentName: 'prod', webhookUrl: 'https://a.example/1' };
  await world.accounts.save(accountOf('1', { state: 'unauthorized', registration }));
  const budget = {
    endpoint: 'GET /1.1/users/show.json',
    window: '15m',
    limit: 900,
    remaining: 1,
    resetMs: clock.now() + 1,
  } as const;
  budgets.say('1', budget);
  world.lastEvents.note('1', 20);
  world.lastEvents.note('1', 10);
  troubles.set('1', 5);

  const shown = await showAccounts.one('1');
  expect(shown).toEqual({
    id: '1',
    state: 'unauthorized',
    apis: firstApis,
    apisAssumed: true,
    capabilities,
    troubleSinceMs: 5,
    lastEventMs: 20,
    rateBudgets: [budget],
    registration,
  });
  expect(showAccounts.page(1).accounts).toEqual([shown]);
});

test('an account of which nothing is known is shown without it', async () => {
  await world.accounts.save(accountOf('1'));
  expect(await showAccounts.one('1')).toEqual({
    id: '1',
    state: 'active',
    apis: firstApis,
    apisAssumed: true,
    capabilities,
    rateBudgets: [],
  });
});

test('after a restart the last event is the newest that was journalled', async () => {
  await world.accounts.save(accountOf('1'));
  journalled.set('1', 7);
  expect(await showAccounts.one('1')).toMatchObject({ lastEventMs: 7 });
  world.lastEvents.note('1', 9);
  expect(await showAccounts.one('1')).toMatchObject({ lastEventMs: 9 });
});

test('a journal that cannot be read hides no account', async () => {
  await world.accounts.save(accountOf('1'));
  journalled.get = () => {
    throw new Failure('unavailable', 'disk full');
  };
  expect(await showAccounts.one('1')).toMatchObject({ id: '1' });
});

test('pages go through all accounts, once each, as their ids count', async () => {
  for (const id of ['10', '9', '2', '100', '1']) await world.accounts.save(accountOf(id));
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const { accounts, next } = showAccounts.page(2, after);
    ids.push(...accounts.map(({ id }) => id));
    after = next;
  } while (after !== undefined);
  expect(ids).toEqual(['1', '2', '9', '10', '100']);
});

test('a page goes on behind an account that is gone by now', async () => {
  for (const id of ['1', '2', '3']) await world.accounts.save(accountOf(id));
  const { next } = showAccounts.page(2);
  await world.removeAccount.execute('2');
  expect(showAccounts.page(2, next).accounts.map(({ id }) => id)).toEqual(['3']);
});

test('a page that has just everything is the last one', async () => {
  await world.accounts.save(accountOf('1'));
  expect(showAccounts.page(1).next).toBeUndefined();
});

test('an account that we do not serve is not found', async () => {
  await expect(showAccounts.one('1')).rejects.toMatchObject({ code: 'not-found' });
});

test('an account is shown with the APIs that it uses, and what it can do with them', async () => {
  const apis = { messages: 'v2', events: 'x-activity' } as const;
  await world.accounts.save(accountOf('1', { apis }));
  const shown = await showAccounts.one('1');
  expect(shown).toMatchObject({ apis, apisAssumed: false, capabilities: ['media'] });
});
