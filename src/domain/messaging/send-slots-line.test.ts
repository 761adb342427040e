import { beforeEach, describe, expect, test } from '@jest/globals';
import { InMemoryRateBudgets } from '../../adapters/in-memory/in-memory-rate-budgets.ts';
import { ManualClock } from '../../adapters/in-memory/manual-clock.ts';
import type { Account } from '../accounts/account.ts';
import { Failure } from '../errors.ts';
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

describe('who is refused', () => {
  const throttled = (retryAtMs?: number) => new Failure('throttled', 'code 88', retryAtMs);
  const refused = (customerId: string, failure: Failure) =>
    slots.refused(account, { customerId, writer: 'agent' }, failure);
  const inMinutes = (count: number) => clock.now() + count * minute;
  const goes = (slot: Slot) => {
    if ('untilMs' in slot) throw new Error('it has to wait');
    return slot.over;
  };

  test('because a window is spent stands first in line, and waits for the next', async () => {
    const over = goes(ask('a'));
    expect([wait('b'), wait('c')]).toEqual([0, 0]);
    over('throttled');
    say(0, 1);
    const turnMs = inMinutes(10) + 1_000;
    expect(refused('a', throttled(inMinutes(10)))).toEqual({ untilMs: turnMs, turnMs });
    expect([wait('b'), wait('c'), wait('a')]).toEqual([25, 40, 10]);
  });

  test.each<[string, (endMs: number) => Failure]>([
    ['for another time than its end', (endMs) => throttled(endMs + 60 * minute)],
    ['without a time', () => throttled()],
    ['for another reason', (endMs) => new Failure('unavailable', '', endMs)],
  ])('%s is refused for something else than a spent window', (_why, failureAt) => {
    say(0, 1);
    expect(refused('a', failureAt(inMinutes(10)))).toBeUndefined();
  });

  test('for a window that is over by our clock is refused for something else', async () => {
    say(0, 1);
    const endMs = inMinutes(10);
    await clock.advance(10 * minute);
    expect(refused('a', throttled(endMs))).toBeUndefined();
  });

  test('while X says that there is room is refused for something else', () => {
    say(1, 1);
    expect(refused('a', throttled(inMinutes(10)))).toBeUndefined();
    expect(wait('b')).toBe(0);
  });
});

describe('in a new window', () => {
  test('one send at a time finds out what X says of it', async () => {
    const first = ask('a');
    if ('over' in first) first.over('answered');
    say(0, 15);
    await clock.advance(10 * minute + 1_000);
    const probe = ask('a');
    expect([againMs(probe), againMs(ask('b')) > clock.now()]).toEqual([0, true]);
    if ('over' in probe) probe.over('answered');
    for (const who of ['b', 'c']) expect(ask(who)).toHaveProperty('over');
  });

  test('of which X says nothing as many go as in the one before', async () => {
    say(0, 2);
    await clock.advance(10 * minute + 1_000);
    const probe = ask('a');
    if ('over' in probe) probe.over('answered');
    for (const who of ['b', 'c']) expect(ask(who)).toHaveProperty('over');
    expect(wait('d')).toBe(15);
  });
});
