import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryRateBudgets } from '../../adapters/in-memory/in-memory-rate-budgets.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import type { Account } from '../accounts/account.ts';
import { SendSlots, type Sendable, type Slot } from './send-slots.ts';

const account: Account = {
  id: '1',
  state: 'active',
  credentials: {
    consumerKey: 'ck',
    consumerSecret: 'cs',
    accessToken: 'at',
    accessTokenSecret: '',
  },
  apis: { messages: 'v2', events: 'v2' },
};
const minute = 60_000;

let clock: ManualClock;
let budgets: InMemoryRateBudgets;
let slots: SendSlots;

beforeEach(() => {
  clock = new ManualClock();
  budgets = new InMemoryRateBudgets(clock);
  slots = new SendSlots(budgets, clock);
});

/** X says what remains of so many, for ten minutes to come. */
const say = (remaining: number, limit: number): void =>
  budgets.say('1', {
    endpoint: 'POST /2/dm_conversations/with/{id}/messages',
    window: '15m',
    limit,
    remaining,
    resetMs: clock.now() + 10 * minute,
  });
const ask = (customerId: string, writer: Sendable['writer'] = 'agent'): Slot =>
  slots.take(account, { customerId, writer });
const wait = (...question: Parameters<typeof ask>): number => {
  const slot = ask(...question);
  return 'turnMs' in slot ? Math.floor((slot.turnMs - clock.now()) / minute) : 0;
};
const againMs = (slot: Slot): number => ('untilMs' in slot ? slot.untilMs : 0);

describe('who waits', () => {
  test('for a limit of nothing, which X may raise, is tried once a window', async () => {
    say(0, 0);
    expect(wait('a')).toBe(10);
    await clock.advance(10 * minute + 1_000);
    expect([wait('a'), wait('b')]).toEqual([0, 15]);
  });

  test('for long asks every hour, and so learns that X lets more go', async () => {
    say(0, 1);
    for (let i = 0; i < 99; i++) ask(String(i));
    expect(againMs(ask('99'))).toBe(clock.now() + 60 * minute);
    expect(wait('99')).toBeGreaterThan(24 * 60);
    await clock.advance(60 * minute);
    say(200, 200);
    expect(wait('99')).toBe(0);
  });

  test('and is kept away when the turn comes has it when it is back', async () => {
    say(0, 1);
    expect([wait('kept away'), wait('b'), wait('c')]).toEqual([10, 25, 40]);
    await clock.advance(15 * minute);
    expect([wait('kept away'), wait('b')]).toEqual([0, 15]);
  });

  test('goes a second after X said, since X counts whole seconds', async () => {
    say(0, 1);
    const resetMs = clock.now() + 10 * minute;
    expect(againMs(ask('a'))).toBe(resetMs + 1_000);
    await clock.advance(10 * minute + 999);
    expect(againMs(ask('a'))).toBe(resetMs + 1_000);
    await clock.advance(1);
    expect(ask('a')).toHaveProperty('over');
  });

  test('has one place, whoever writes', async () => {
    say(0, 2);
    expect(wait('a', 'bot')).toBe(10);
    await clock.advance(10 * minute + 1_000);
    const slot = ask('a', 'agent');
    if ('over' in slot) slot.over('answered');
    expect(wait('b', 'bot')).toBe(0);
  });
});
