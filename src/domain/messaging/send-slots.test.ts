import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryRateBudgets } from '../../adapters/in-memory/in-memory-rate-budgets.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import type { Account } from '../accounts/account.ts';
import type { RateBudget } from '../accounts/rate-budgets.ts';
import { SendSlots, type Sendable, type Slot } from './send-slots.ts';

const credentials = {
  consumerKey: 'ck',
  consumerSecret: 'cs',
  accessToken: 'at',
  accessTokenSecret: 'ats',
};
const account: Account = {
  id: '1',
  state: 'active',
  credentials,
  apis: { messages: 'v2', events: 'v2' },
};
const old: Account = { id: '1', state: 'active', credentials };
const minute = 60_000;

let clock: ManualClock;
let budgets: InMemoryRateBudgets;
let slots: SendSlots;

beforeEach(() => {
  clock = new ManualClock();
  budgets = new InMemoryRateBudgets(clock);
  slots = new SendSlots(budgets, clock);
});

const said = (remaining: number, more: Partial<RateBudget> = {}): RateBudget => ({
  endpoint: 'POST /2/dm_conversations/with/{id}/messages',
  window: '15m',
  limit: 15,
  remaining,
  resetMs: clock.now() + 10 * minute,
  ...more,
});
const ask = (customerId: string, writer: Sendable['writer'] = 'agent', of = account): Slot =>
  slots.take(of, { customerId, writer });
/** Minutes until it is this one's turn; 0: now. */
const wait = (...question: Parameters<typeof ask>): number => {
  const slot = ask(...question);
  return 'turnMs' in slot ? Math.floor((slot.turnMs - clock.now()) / minute) : 0;
};
const againMs = (slot: Slot): number => ('untilMs' in slot ? slot.untilMs : 0);
const over = (slot: Slot, outcome: 'answered' | 'throttled' | 'unanswered' = 'answered') => {
  if ('untilMs' in slot) throw new Error('it has to wait');
  slot.over(outcome);
};

describe('before X has said anything', () => {
  test('one send at a time finds out', () => {
    const probe = ask('a');
    expect(ask('b')).toHaveProperty('untilMs');
    over(probe, 'unanswered');
    const next = ask('b');
    expect(ask('c')).toHaveProperty('untilMs');
    over(next, 'throttled');
    expect([wait('c'), wait('d')]).toEqual([0, 0]);
  });

  test('an X that tells no limits has none', () => {
    over(ask('a'));
    for (let i = 0; i < 1_000; i++) expect(wait(String(i))).toBe(0);
  });

  test('those who wait for the first answer do not all ask again at once', () => {
    ask('a');
    const times = Array.from({ length: 9_000 }, (_, i) => againMs(ask(String(i))));
    expect(new Set(times).size).toBe(5_000);
    expect(Math.max(...times)).toBe(clock.now() + 5_000);
  });

  test('what the app may send is no answer to what the account may', () => {
    budgets.say('1', said(1_000, { window: '24h-app', limit: 1_000 }));
    const probe = ask('a');
    expect(ask('b')).toHaveProperty('untilMs');
    over(probe);
    expect([wait('b'), wait('c')]).toEqual([0, 0]);
  });

  test('an account that goes on with another API finds out again', () => {
    budgets.say('1', said(10));
    over(ask('a'));
    over(ask('a'));
    ask('a', 'agent', old);
    expect(ask('b', 'agent', old)).toHaveProperty('untilMs');
  });

  test('accounts do not wait for each other', () => {
    ask('a');
    expect(ask('a', 'agent', { ...account, id: '2' })).toHaveProperty('over');
  });
});

describe('within a window', () => {
  test('as many go as X said, those on their way counted', () => {
    budgets.say('1', said(3));
    const going = [ask('a'), ask('b'), ask('c')];
    expect(wait('d')).toBe(10);
    budgets.say('1', said(2));
    for (const slot of going) over(slot);
    expect(wait('d')).toBe(0);
  });

  test('who waits is served in the order in which they came, a window full at a time', () => {
    budgets.say('1', said(0));
    const waits = Array.from({ length: 40 }, (_, i) => wait(String(i)));
    expect(waits).toEqual([...Array(15).fill(10), ...Array(15).fill(25), ...Array(10).fill(40)]);
    expect(wait('39')).toBe(40);
    expect(wait('0')).toBe(10);
  });

  test('nobody who comes later takes the place of one who waits', async () => {
    budgets.say('1', said(0, { limit: 2 }));
    expect([wait('a'), wait('b')]).toEqual([10, 10]);
    await clock.advance(10 * minute + 1_000);
    expect(wait('new')).toBeGreaterThan(0);
    expect([wait('b'), wait('a')]).toEqual([0, 0]);
  });

  test('a place is held for a minute, and then free for others', async () => {
    budgets.say('1', said(0, { limit: 1 }));
    expect(wait('gone')).toBe(10);
    await clock.advance(11 * minute);
    expect(wait('b')).toBeGreaterThan(0);
    await clock.advance(minute + 2_000);
    expect(wait('b')).toBe(0);
  });

  test('the narrowest of several windows decides', () => {
    budgets.say('1', said(5));
    budgets.say(
      '1',
      said(1, { window: '24h-account', limit: 100, resetMs: clock.now() + 600 * minute }),
    );
    ask('a');
    expect(wait('b')).toBe(600);
  });

  test('what other accounts of the app send counts in the window of the app', () => {
    const other = { ...account, id: '2' };
    for (const id of ['1', '2']) {
      budgets.say(id, said(15));
      budgets.say(id, said(2, { window: '24h-app', limit: 100 }));
    }
    const going = [ask('a'), ask('a', 'agent', other)];
    expect([wait('b'), wait('b', 'agent', other)]).toEqual([10, 10]);
    for (const slot of going) over(slot);
    expect([wait('b'), wait('b', 'agent', other)]).toEqual([0, 0]);
  });

  test('what X says of other calls is no matter', () => {
    budgets.say('1', said(0, { endpoint: 'GET /2/dm_events' }));
    over(ask('a'));
    expect(wait('b')).toBe(0);
  });
});

describe('agents and bots', () => {
  test('an agent goes before all bots that wait', async () => {
    budgets.say('1', said(0, { limit: 1 }));
    expect([wait('b1', 'bot'), wait('b2', 'bot'), wait('a')]).toEqual([10, 25, 10]);
    await clock.advance(10 * minute + 1_000);
    expect(wait('b1', 'bot')).toBeGreaterThan(0);
    expect(wait('a')).toBe(0);
  });

  test('bots leave a fifth of a window while agents are about', async () => {
    budgets.say('1', said(4));
    over(ask('a'));
    expect(wait('b1', 'bot')).toBe(0);
    expect(wait('b2', 'bot')).toBe(10);
    expect([wait('a'), wait('c'), wait('d')]).toEqual([0, 0, 0]);
  });

  test('bots have all of it while there is no agent', () => {
    budgets.say('1', said(2));
    expect([wait('b1', 'bot'), wait('b2', 'bot'), wait('b3', 'bot')]).toEqual([0, 0, 10]);
  });

  test('bots are never kept from a window of one', async () => {
    budgets.say('1', said(1, { limit: 1 }));
    over(ask('a'));
    budgets.say('1', said(0, { limit: 1 }));
    expect(wait('b', 'bot')).toBe(10);
    await clock.advance(10 * minute + 1_000);
    expect(wait('b', 'bot')).toBe(0);
  });
});

describe('replies that X does not count', () => {
  const spent = () =>
    budgets.say('1', said(0, { endpoint: 'POST /1.1/direct_messages/events/new.json' }));

  test('five go to who wrote within a day, beside a window that is spent', () => {
    spent();
    slots.wrote('1', 'a', clock.now());
    const waits = Array.from({ length: 6 }, () => wait('a', 'agent', old));
    expect(waits).toEqual([0, 0, 0, 0, 0, 10]);
    expect(wait('b', 'agent', old)).toBe(10);
  });

  test('are used up by all replies, since X counts them first', () => {
    budgets.say('1', said(9, { endpoint: 'POST /1.1/direct_messages/events/new.json' }));
    slots.wrote('1', 'a', clock.now());
    for (let i = 0; i < 4; i++) over(ask('a', 'agent', old));
    spent();
    expect([wait('a', 'agent', old), wait('a', 'agent', old)]).toEqual([0, 10]);
  });

  test('none goes after a day, nor where X counted one, nor in v2', () => {
    spent();
    slots.wrote('1', 'a', clock.now() - 24 * 60 * minute);
    slots.wrote('1', 'b', clock.now());
    expect(wait('a', 'agent', old)).toBe(10);
    over(ask('b', 'agent', old), 'throttled');
    expect(wait('b', 'agent', old)).toBe(10);
    budgets.say('1', said(0));
    slots.wrote('1', 'c', clock.now());
    expect(wait('c')).toBe(10);
  });
});
