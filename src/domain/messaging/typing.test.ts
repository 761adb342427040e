import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryAccounts } from '../../adapters/in-memory/in-memory-accounts.ts';
import { InMemoryContactCenter } from '../../adapters/in-memory/in-memory-contact-center.ts';
import { InMemoryDirectMessages } from '../../adapters/in-memory/in-memory-direct-messages.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import type { Account, AccountState } from '../accounts/account.ts';
import { Failure } from '../errors.ts';
import { Typing } from './typing.ts';

const credentials = {
  consumerKey: 'ck',
  consumerSecret: 'cs',
  accessToken: 'at',
  accessTokenSecret: 'ats',
};
const account = (id: string, state: AccountState = 'active'): Account => ({
  id,
  state,
  credentials,
});

let clock: ManualClock;
let contactCenter: InMemoryContactCenter;
let x: InMemoryDirectMessages;
let accounts: InMemoryAccounts;
let inTrouble: Set<string>;
let typing: Typing;
let told: string[];

beforeEach(async () => {
  clock = new ManualClock();
  contactCenter = new InMemoryContactCenter();
  x = new InMemoryDirectMessages(() => clock.now());
  accounts = new InMemoryAccounts();
  inTrouble = new Set();
  told = [];
  typing = new Typing({
    contactCenter,
    directMessages: x,
    accounts,
    clock,
    inTrouble: (target) => inTrouble.has(target),
    tell: async ({ message }) => told.push(message?.body ?? ''),
  });
  await accounts.save(account('1'));
  await accounts.save(account('9'));
});

const who = (all: readonly { accountId: string; customerId: string }[]) =>
  all.map(({ accountId, customerId }) => `${accountId}/${customerId}`);
const directions = [
  {
    direction: 'from the customer',
    target: 'contact-center',
    show: (customerId = '2', accountId = '1') => typing.fromCustomer(accountId, customerId),
    shown: () => who(contactCenter.typing),
    fail: (failure: Failure) => contactCenter.fail(failure),
    recover: () => contactCenter.recover(),
  },
  {
    direction: 'from the agent',
    target: 'x/1',
    show: (customerId = '2', accountId = '1') => typing.fromAgent(accountId, customerId),
    shown: () => who(x.typing),
    fail: (failure: Failure) => x.troubles.failNext(failure),
    recover: () => {},
  },
];

describe.each(directions)('typing $direction', ({ target, show, shown, fail, recover }) => {
  test('is shown at once', async () => {
    await show();
    expect(shown()).toEqual(['1/2']);
  });

  test('is shown once in 3 s of a conversation, however often it comes', async () => {
    for (const _ of [1, 2, 3]) await show();
    await clock.advance(2_999);
    await show();
    expect(shown()).toHaveLength(1);
    await clock.advance(1);
    await show();
    expect(shown()).toHaveLength(2);
  });

  test('is counted from what was shown, not from what was passed over', async () => {
    for (let ms = 0; ms <= 6_000; ms += 1_500) {
      await show();
      await clock.advance(1_500);
    }
    expect(shown()).toHaveLength(3);
  });

  test('in one conversation does not keep it from another', async () => {
    await show('2');
    await show('3');
    await show('2', '9');
    expect(shown()).toEqual(['1/2', '1/3', '9/2']);
  });

  test('is dropped while its target is in trouble, and shown as soon as that is over', async () => {
    inTrouble.add(target);
    await show();
    expect(shown()).toEqual([]);
    inTrouble.clear();
    await show();
    expect(shown()).toEqual(['1/2']);
  });

  test.each(['unavailable', 'throttled', 'unauthorized', 'rejected', 'uncertain'] as const)(
    'never fails, and is not tried again: %s',
    async (code) => {
      fail(new Failure(code, 'no'));
      await show();
      recover();
      await clock.advance(2_999);
      expect(shown()).toEqual([]);
      await clock.advance(1);
      await show();
      expect(shown()).toHaveLength(1);
    },
  );
});

test('typing both ways in one conversation is shown both ways', async () => {
  await typing.fromAgent('1', '2');
  await typing.fromCustomer('1', '2');
  expect([who(x.typing), who(contactCenter.typing)]).toEqual([['1/2'], ['1/2']]);
});

test('trouble of one side or account is none of the other', async () => {
  inTrouble.add('contact-center').add('x/1');
  await typing.fromAgent('9', '2');
  expect(who(x.typing)).toEqual(['9/2']);
  inTrouble.delete('contact-center');
  await typing.fromCustomer('1', '2');
  expect(who(contactCenter.typing)).toEqual(['1/2']);
});

test.each(['unauthorized', 'revoked'] as const)(
  'an account that is %s shows no typing to its customers',
  async (state) => {
    await accounts.save(account('1', state));
    await typing.fromAgent('1', '2');
    expect(x.typing).toEqual([]);
    await accounts.save(account('1'));
    await typing.fromAgent('1', '2');
    expect(who(x.typing)).toEqual(['1/2']);
  },
);

test('an account that nobody knows shows no typing to its customers', async () => {
  await typing.fromAgent('404', '2');
  expect(x.typing).toEqual([]);
});

test('does not remember conversations without end, and still shows each of them', async () => {
  for (let customer = 1; customer <= 10_000; customer++) {
    await typing.fromCustomer('1', String(customer));
  }
  await typing.fromCustomer('1', '10000');
  expect(contactCenter.typing).toHaveLength(10_000);
  await typing.fromCustomer('1', '10001');
  expect(contactCenter.typing).toHaveLength(10_001);
});
