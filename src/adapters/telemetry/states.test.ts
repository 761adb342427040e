import { beforeEach, describe, expect, test } from '@jest/globals';
import { ManualClock } from '../in-memory/manual-clock.ts';
import { measuring } from './samples.model.ts';
import { type MeasuredAccount, observeStates, type States } from './states.ts';

type Waiting = Awaited<ReturnType<States['waiting']>>;

const nothing = { waiting: 0, fresh: 0, retrying: 0, leased: 0 };

let clock: ManualClock;
let waiting: () => Promise<Waiting>;
let asked: number;
let targets: Map<string, { troubleSinceMs: number | undefined }>;
let accounts: MeasuredAccount[];
let journalFailing: boolean;
let samples: ReturnType<typeof measuring>['samples'];

beforeEach(() => {
  clock = new ManualClock();
  asked = 0;
  waiting = async () => ({ targets: [], deadLetters: 0 });
  targets = new Map();
  accounts = [];
  journalFailing = false;
  const measured = measuring();
  samples = measured.samples;
  const states = {
    waiting: () => {
      asked++;
      return waiting();
    },
    targets: () => targets,
    journalFailing: async () => journalFailing,
    accounts: () => accounts,
    accountsLeftOut: () => 3,
  };
  observeStates(measured.meter, states, clock);
});

const of = (name: string, labels = '') => `twitter_connector_${name}${labels}`;

describe('what waits', () => {
  test('is told by target and state, with the age of the oldest', async () => {
    const counts = { waiting: 9, fresh: 1, retrying: 2, leased: 3 };
    const oldestAcceptedAtMs = clock.now() - 90_500;
    waiting = async () => ({
      targets: [{ target: 'ccm', ...counts, oldestAcceptedAtMs }],
      deadLetters: 4,
    });
    expect(await samples()).toMatchObject({
      [of('messages_waiting', '{target="ccm"}')]: 9,
      [of('messages_oldest_age', '{target="ccm"}')]: 90.5,
      [of('lanes', '{state="fresh",target="ccm"}')]: 1,
      [of('lanes', '{state="retrying",target="ccm"}')]: 2,
      [of('lanes', '{state="leased",target="ccm"}')]: 3,
      [of('dead_letters')]: 4,
    });
  });

  test('is nothing, and said to be so, for a target that is known and idle', async () => {
    targets.set('x/1', { troubleSinceMs: undefined });
    expect(await samples()).toMatchObject({
      [of('messages_waiting', '{target="x/1"}')]: 0,
      [of('messages_oldest_age', '{target="x/1"}')]: 0,
    });
  });

  test('is asked for once in three seconds, however often somebody looks', async () => {
    for (let looks = 0; looks < 5; looks++) await samples();
    expect(asked).toBe(1);
    await clock.advance(3_000);
    await samples();
    expect(asked).toBe(2);
  });

  test('is asked for the less often the longer it takes to find out', async () => {
    waiting = async () => {
      await clock.advance(200);
      return { targets: [], deadLetters: 0 };
    };
    await samples();
    await clock.advance(9_000);
    await samples();
    expect(asked).toBe(1);
    await clock.advance(1_000);
    await samples();
    expect(asked).toBe(2);
  });

  test('is as it was before when it takes long to find out, and the look does not wait', async () => {
    waiting = async () => ({ targets: [], deadLetters: 1 });
    await samples();
    await clock.advance(3_000);
    waiting = () => new Promise(() => {});
    const late = samples();
    await clock.advance(1_000);
    expect(await late).toMatchObject({ [of('dead_letters')]: 1 });
  });

  test('is not told when it cannot be found out; the rest is', async () => {
    waiting = async () => ({ targets: [{ target: 'ccm', ...nothing }], deadLetters: 1 });
    await samples();
    await clock.advance(3_000);
    waiting = () => Promise.reject(new Error('disk I/O error'));
    journalFailing = true;
    const seen = await samples();
    expect(seen).not.toHaveProperty(of('dead_letters'));
    expect(seen).not.toHaveProperty(of('messages_waiting', '{target="ccm"}'));
    expect(seen).toHaveProperty(of('journal_failing'), 1);
  });
});

test('a target is told to be in trouble or not', async () => {
  targets.set('x/1', { troubleSinceMs: 7 }).set('ccm', { troubleSinceMs: undefined });
  waiting = async () => ({ targets: [{ target: 'ccm', ...nothing }], deadLetters: 0 });
  expect(await samples()).toMatchObject({
    [of('gate_in_trouble', '{target="x/1"}')]: 1,
    [of('gate_in_trouble', '{target="ccm"}')]: 0,
  });
});

describe('an account', () => {
  test('is told with all that is known of it', async () => {
    const budget = { endpoint: 'POST /dm', window: '15m', limit: 15, remaining: 3, resetMs: 0 };
    accounts = [
      {
        id: '1',
        usable: true,
        lastEventMs: clock.now() - 4_000,
        webhookValid: false,
        rateBudgets: [{ ...budget, window: '15m' }],
      },
    ];
    const labels = '{account="1",window="15m",x_endpoint="POST /dm"}';
    expect(await samples()).toMatchObject({
      [of('account_usable', '{account="1"}')]: 1,
      [of('account_last_event_age', '{account="1"}')]: 4,
      [of('account_webhook_valid', '{account="1"}')]: 0,
      [of('rate_budget_remaining', labels)]: 3,
      [of('rate_budget_limit', labels)]: 15,
    });
  });

  test('is counted where it is one of too many to be told one by one', async () => {
    expect(await samples()).toHaveProperty(of('accounts_left_out'), 3);
  });

  test('is not told any more when it is gone, nor is a window that is over', async () => {
    const budget = { endpoint: 'a', window: '15m', limit: 9, remaining: 3, resetMs: 0 } as const;
    const one = { id: '1', usable: true, rateBudgets: [budget] };
    accounts = [one, { id: '2', usable: true, rateBudgets: [] }];
    await samples();
    accounts = [{ ...one, rateBudgets: [] }];
    const told = Object.keys(await samples()).filter((name) => name.includes('account='));
    expect(told).toEqual([of('account_usable', '{account="1"}')]);
  });

  test('is not told to be anything that is not known', async () => {
    accounts = [{ id: '1', usable: false, rateBudgets: [] }];
    const told = Object.entries(await samples()).filter(([name]) => name.includes('account="1"'));
    expect(told).toEqual([[of('account_usable', '{account="1"}'), 0]]);
  });
});
